"""In which order withdrawals are paid, and the first day on which each can be.

What a member has available is its own: its withdrawals wait for what is lent of its own cash to come back, not for
another member's withdrawal, and are not paid on another member's cash. So each account has its queue: by day of
payment, then by day of asking, then as they were asked. Nobody overtakes in it: a small withdrawal waits behind a large
one that was there before.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lending.domain.late_payers import EVERYBODY_IN_TIME, LatePayers
from lending.domain.sharing import split


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A withdrawal that was asked for and is not paid.

    :param key: the caller's; of withdrawals asked on one day, the smaller was asked first.
    :param account: whose cash it is.
    :param payable_on: the day on which its notice is over.
    """

    key: Any
    account: Hashable
    amount_minor: int
    payable_on: date
    requested_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Principal that falls due to some accounts together: an instalment of a loan, unpaid."""

    loan: Hashable
    due_on: date
    principal_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When a withdrawal can be paid.

    :param position: its place in the queue of its account, from 1.
    :param payable_from: the first day; None where nothing that is lent would bring enough: part of it is reserved.
    :param missing_minor: what is not there for it today, once those before it are paid; 0 when the cash is there.
    """

    key: Any
    position: int
    payable_from: date | None
    missing_minor: int


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """The order in which they are served: by day of payment, then of asking."""
    return sorted(waiting, key=lambda one: (one.payable_on, one.requested_on, one.key))


def forecasts(
    waiting: Iterable[Waiting],
    *,
    available: Mapping[Hashable, int],
    returns: Mapping[Hashable, Sequence[tuple[date, int]]],
    today: date,
    late: LatePayers = EVERYBODY_IN_TIME,
) -> list[Forecast]:
    """The first day on which each withdrawal can be paid, in their order.

    A withdrawal is paid whole, once its notice is over, those before it are paid, and what its account has available,
    with the principal that has come back by then, covers them all. Interest to come is not counted on.

    :param available: by account, neither lent nor reserved, in minor units.
    :param returns: by account, the principal lent of it by the day it falls due; see `returns_by_account`.
    """
    queues: dict[Hashable, list[Waiting]] = defaultdict(list)
    for one in in_order(waiting):
        queues[one.account].append(one)
    found = {
        forecast.key: forecast
        for account, queue in queues.items()
        for forecast in _served(queue, available.get(account, 0), returns.get(account, ()), today=today, late=late)
    }
    return [found[one.key] for one in in_order(one for queue in queues.values() for one in queue)]


def _served(
    queue: Sequence[Waiting], cash: int, returns: Sequence[tuple[date, int]], *, today: date, late: LatePayers
) -> Iterable[Forecast]:
    receipts = sorted(
        receipt for due_on, amount in returns for receipt in late.receipts(amount, due_on=due_on, today=today)
    )
    held, asked, day, next_receipt = cash, 0, today, 0
    for position, one in enumerate(queue, start=1):
        asked += one.amount_minor
        while held < asked and next_receipt < len(receipts):
            on, amount = receipts[next_receipt]
            held, day, next_receipt = held + amount, max(day, on), next_receipt + 1
        day = max(day, one.payable_on)
        yield Forecast(
            key=one.key,
            position=position,
            payable_from=day if held >= asked else None,
            missing_minor=min(one.amount_minor, max(0, asked - cash)),
        )


def returns_by_account(
    dues: Iterable[Due], *, legs: Mapping[Hashable, Sequence[tuple[Hashable, int]]]
) -> dict[Hashable, list[tuple[date, int]]]:
    """What each lender gets back of what is lent, by the day it falls due.

    Shared as a receipt is: each instalment over the legs by the principal each has outstanding then, so that no leg
    gets back more than it has lent.

    :param legs: by loan, its lenders with what each has outstanding, in minor units, in order of the legs.
    """
    left = {loan: [outstanding for _, outstanding in lenders] for loan, lenders in legs.items()}
    found: dict[Hashable, list[tuple[date, int]]] = defaultdict(list)
    for due in sorted(dues, key=lambda due: due.due_on):
        weights = left.get(due.loan, [])
        shares = split(min(due.principal_minor, sum(weights)), weights)
        for place, share in enumerate(shares):
            weights[place] -= share
            if share:
                found[legs[due.loan][place][0]].append((due.due_on, share))
    return dict(found)
