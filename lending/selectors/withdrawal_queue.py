"""Withdrawals that wait for their payment, in order, each with the first day on which it can be paid."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from djmoney.money import Money

from ledger.selectors.balances import balances
from ledger.selectors.reservations import reserved
from lending.domain.chart import account_code
from lending.domain.late_payers import EVERYBODY_IN_TIME, LatePayers
from lending.domain.money import to_minor
from lending.domain.withdrawal_queue import Due, Forecast, Waiting, forecasts, returns_by_account
from lending.models import Fund, Membership, Participation, Withdrawal
from lending.selectors.amounts import as_money
from lending.selectors.instalments import unpaid_instalments


@dataclass(frozen=True, slots=True)
class QueuedWithdrawal:
    """A waiting withdrawal and its forecast.

    :param stage: what it waits for: "notice", then "turn" (one of its member's is before it), "cash", or nothing more:
        "payable".
    :param available: what its member has, neither lent nor reserved, today; all its withdrawals look at it.
    :param missing: what is not there for this one once those before it are paid.
    """

    withdrawal: Withdrawal
    position: int
    stage: str
    payable_from: date | None
    available: Money
    missing: Money


def withdrawal_queue(
    fund: Fund, *, today: date, late: LatePayers = EVERYBODY_IN_TIME, withdrawals: QuerySet[Withdrawal] | None = None
) -> list[QueuedWithdrawal]:
    """Every withdrawal of the fund that waits, in the order of payment; a fixed number of queries.

    :param withdrawals: only the queues in which one of these waits, each whole: those of one member, say.
    """
    waiting = Withdrawal.objects.filter(fund=fund, state=Withdrawal.State.NOTICE)
    if withdrawals is not None:
        waiting = waiting.filter(placement__membership__in=withdrawals.order_by().values("placement__membership"))
    rows = {row.pk: row for row in waiting.select_related("placement__membership__cooperative")}
    if not rows:
        return []
    members: dict[Hashable, Membership] = {
        row.placement.membership_id: row.placement.membership for row in rows.values()
    }
    available = _available(fund, members)
    found = forecasts(
        [_waiting(row, fund) for row in rows.values()],
        available={member: to_minor(amount.amount, fund.currency) for member, amount in available.items()},
        returns=_returns(fund, members),
        today=today,
        late=late,
    )
    return [_queued(rows[one.key], one, available, today=today) for one in found]


def waiting_before(withdrawal: Withdrawal) -> QuerySet[Withdrawal]:
    """Those of the same member that are paid first, the very first ahead: by day of payment, then of asking."""
    same_day = Q(payable_on=withdrawal.payable_on)
    asked = Q(requested_on__lt=withdrawal.requested_on) | Q(requested_on=withdrawal.requested_on, pk__lt=withdrawal.pk)
    return Withdrawal.objects.filter(
        Q(payable_on__lt=withdrawal.payable_on) | (same_day & asked),
        fund=withdrawal.fund_id,
        placement__membership=withdrawal.placement.membership_id,
        state=Withdrawal.State.NOTICE,
    ).order_by("payable_on", "requested_on", "pk")


def _queued(row: Withdrawal, forecast: Forecast, available: dict[Hashable, Money], *, today: date) -> QueuedWithdrawal:
    held = available[row.placement.membership_id]
    currency = held.currency.code
    return QueuedWithdrawal(
        withdrawal=row,
        position=forecast.position,
        stage=_stage(row, forecast, today=today),
        payable_from=forecast.payable_from,
        available=held,
        missing=as_money(forecast.missing_minor, currency),
    )


def _stage(row: Withdrawal, forecast: Forecast, *, today: date) -> str:
    if row.payable_on > today:
        return "notice"
    if forecast.missing_minor:
        return "cash"
    return "turn" if forecast.position > 1 else "payable"


def _waiting(row: Withdrawal, fund: Fund) -> Waiting:
    return Waiting(
        key=row.pk,
        account=row.placement.membership_id,
        amount_minor=to_minor(row.amount.amount, fund.currency),
        payable_on=row.payable_on,
        requested_on=row.requested_on,
    )


def _available(fund: Fund, members: dict[Hashable, Membership]) -> dict[Hashable, Money]:
    codes = {pk: account_code("available", member.tail, chart=fund.chart) for pk, member in members.items()}
    held = balances(book=fund.book, codes=list(codes.values()))
    set_aside = reserved(book=fund.book, codes=list(codes.values()))
    return {pk: held[code] - set_aside[code] for pk, code in codes.items()}


def _returns(fund: Fund, members: dict[Hashable, Membership]) -> dict[Hashable, list[tuple[date, int]]]:
    """The principal to come back to these members, of loans that run."""
    lent = Participation.objects.filter(fund=fund, membership__in=list(members)).values("loan")
    legs: dict[Hashable, list[tuple[Hashable, int]]] = defaultdict(list)
    for leg in Participation.objects.filter(loan__in=lent).order_by("loan", "leg"):
        legs[leg.loan_id].append((leg.membership_id, to_minor(leg.outstanding.amount, fund.currency)))
    dues = [
        Due(
            loan=row.schedule.loan_id,
            due_on=row.due_on,
            principal_minor=to_minor((row.principal - row.paid_principal).amount, fund.currency),
        )
        for row in unpaid_instalments(fund).filter(schedule__loan__in=lent)
    ]
    return returns_by_account(dues, legs=legs)
