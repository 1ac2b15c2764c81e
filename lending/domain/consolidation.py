"""Several running loans of one borrower made one: what is outstanding of all, on one schedule."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lending.domain.due_dates import step
from lending.domain.loan_change import DROPPED, Change, NewRow
from lending.domain.loan_position import Position
from lending.domain.money import from_minor
from lending.domain.schedule import build_schedule
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.terms_json import read_terms
from lending.domain.wish import Wish
from lending.domain.wrong_terms import WrongTerms

_HOW_MANY: Final = gettext_noop("Say how many instalments repay the new loan.")
_AFTER: Final = gettext_noop("%(day)s was given; the first new instalment falls due after the change, %(on)s.")


def consolidation(terms: Mapping[str, Any], positions: Sequence[Position], wish: Wish, *, running_minor: int) -> Change:
    """The new loan: its principal is what is outstanding of all, drawn on the day of the change.

    Interest that is due and unpaid, and what has run to the day, is its first due, on the first new date: it is earned
    already and bears none.

    :param terms: of the first of the loans; what the wish leaves out stays as they say.
    :param running_minor: interest of all loans from their last due dates to the day.
    :raises WrongTerms: naming every wrong field.
    """
    if wish.instalments is None:
        raise WrongTerms({"instalments": Sentence(_HOW_MANY)})
    old = read_terms(terms)
    every = wish.every or old.every
    first = wish.first_due_on or step(wish.on, every, 1)
    if first <= wish.on:
        raise WrongTerms({"first_due_on": Sentence(_AFTER, {"day": str(first), "on": str(wish.on)})})
    principal = sum(position.outstanding_minor for position in positions)
    rate = old.annual_rate if wish.annual_rate is None else wish.annual_rate
    new = {name: value for name, value in terms.items() if name not in DROPPED} | {
        "annual_rate": f"{rate.normalize():f}",
        "drawdowns": [{"on": wish.on.isoformat(), "amount": str(from_minor(principal, old.currency))}],
        "rate_changes": [],
        "instalments": wish.instalments,
        "every": {"count": every.count, "unit": str(every.unit)},
        "repayment": str(wish.repayment or old.repayment),
        "first_due_on": first.isoformat(),
        "principal_grace": wish.principal_grace,
        "interest_grace": wish.interest_grace,
    }
    schedule = build_schedule(read_terms(new))
    carried = running_minor + sum(position.past_interest_minor for position in positions)
    rows = [NewRow(1, schedule.instalments[0].due_on, 0, carried, wish.on)] if carried else []
    rows += [
        NewRow(number, row.due_on, row.principal_minor, row.interest_minor, None, row)
        for number, row in enumerate(schedule.instalments, start=len(rows) + 1)
    ]
    return Change(new, schedule, tuple(rows))
