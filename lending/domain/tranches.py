"""The drawdowns of a loan: as they are asked, what each lends, which leg lends how much of each, until when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, NamedTuple

from lending.domain.fees import fees_in
from lending.domain.money import from_minor, to_minor
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.sharing import split
from lending.domain.terms import FeePayment

TRANCHES_MAX: Final = 24

_FIRST: Final = gettext_noop("%(day)s was given; the first drawdown is on the day the money is wished for, %(start)s.")
_LATER: Final = gettext_noop("%(day)s was given; each drawdown is later than the one before, %(before)s.")
_SUM: Final = gettext_noop("The drawdowns make %(total)s and the amount is %(amount)s: make them equal.")
_MANY: Final = gettext_noop("%(given)s drawdowns were given; a loan has at most %(maximum)s.")


class Planned(NamedTuple):
    """A drawdown as it is asked or voted, in minor units."""

    on: date
    amount_minor: int


def wrong_drawdowns(
    planned: Sequence[Planned], *, amount_minor: int, start_on: date, currency: str
) -> dict[str, Sentence]:
    """What is wrong with drawdowns, by field.

    They make the amount, the first is on the day that is wished for, each later than the one before.
    """
    wrong = {}
    if len(planned) > TRANCHES_MAX:
        wrong["drawdowns"] = Sentence(_MANY, {"given": len(planned), "maximum": TRANCHES_MAX})
    if planned[0].on != start_on:
        wrong["drawdowns[0].on"] = Sentence(_FIRST, {"day": planned[0].on, "start": start_on})
    for place, (before, after) in enumerate(pairwise(planned), start=1):
        if after.on <= before.on:
            wrong[f"drawdowns[{place}].on"] = Sentence(_LATER, {"day": after.on, "before": before.on})
    total = sum(each.amount_minor for each in planned)
    if total != amount_minor:
        shown = {"total": from_minor(total, currency), "amount": from_minor(amount_minor, currency)}
        wrong.setdefault("drawdowns", Sentence(_SUM, {name: str(value) for name, value in shown.items()}))
    return wrong


def planned_tranches(terms: Mapping[str, Any]) -> list[Planned]:
    """The drawdowns of a loan's terms, with the principal that each lends: a fee that is lent is in the first."""
    currency = terms["currency"]
    found = [
        Planned(date.fromisoformat(item["on"]), to_minor(Decimal(item["amount"]), currency))
        for item in terms["drawdowns"]
    ]
    fee = to_minor(fees_in(terms, FeePayment.FINANCED), currency)
    return [found[0]._replace(amount_minor=found[0].amount_minor + fee), *found[1:]]


def split_tranches(amounts: Iterable[int], legs: Sequence[int]) -> list[list[int]]:
    """Which leg lends how much of each tranche, in minor units.

    Each is split by what the legs have left to lend, so no leg lends more than its part, and the last takes the rest.

    >>> split_tranches([100, 100, 100], [200, 100])
    [[67, 33], [67, 33], [66, 34]]
    """
    left, found = list(legs), []
    for amount in amounts:
        parts = split(amount, left)
        left = [rest - part for rest, part in zip(left, parts, strict=True)]
        found.append(parts)
    return found


def last_days(planned: Sequence[Planned], *, first_until: date, valid_days: int) -> list[date]:
    """The last day on which each may be paid: the decision's for the first, as many days after its own for another.

    :param first_until: the last day of the decision.
    :param valid_days: for how many days the committee's decisions hold.
    """
    return [first_until, *(max(first_until, each.on + timedelta(valid_days)) for each in planned[1:])]
