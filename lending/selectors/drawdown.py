"""What a further drawdown does to a loan: its terms then, and the schedule that follows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from djmoney.money import Money

from lending.domain.instalment import Instalment as Computed
from lending.domain.schedule import build_schedule
from lending.domain.terms_json import read_terms
from lending.models import Instalment, Loan
from lending.selectors.instalments import instalments_of
from lending.selectors.prepayment import require_nothing_paid_ahead, require_of_terms


@dataclass(frozen=True, slots=True)
class DrawdownPlan:
    """A further drawdown on a day.

    :param terms: of the loan, with this drawdown among those that were made: what the schedule is reckoned from.
    :param kept: instalments due by that day, and interest that was moved from an earlier one, as they are; a drawdown
        on a due date comes after the instalment.
    :param rows: the instalments after it, numbered after those kept.
    """

    terms: dict[str, Any]
    kept: tuple[Instalment, ...]
    rows: tuple[Computed, ...]


def drawdown_plan(loan: Loan, *, amount: Money, on: date) -> DrawdownPlan:
    """The schedule that a simulation of the loan's terms gives with this drawdown, to the cent; changes nothing.

    :raises PaidAhead: an instalment to come is paid already, in whole or in part.
    :raises ScheduleNotOfTerms: the schedule in force is not the one that the terms give.
    :raises WrongTerms: the loan ends by that day.
    """
    rows = list(instalments_of(loan))
    require_nothing_paid_ahead(rows, on=on)
    # Interest that a vote has moved is earned, and is no part of what the terms give.
    require_of_terms(loan, [row for row in rows if not row.deferred_from], on=on)
    drawn = [*loan.terms["drawdowns"], {"on": on.isoformat(), "amount": f"{amount.amount:.2f}"}]
    terms = {**loan.terms, "drawdowns": drawn}
    kept = tuple(row for row in rows if row.due_on <= on or row.deferred_from)
    first = max((row.number for row in kept), default=0) + 1
    computed = [row for row in build_schedule(read_terms(terms)).instalments if row.due_on > on]
    rows_after = tuple(row._replace(number=number) for number, row in enumerate(computed, start=first))
    return DrawdownPlan(terms=terms, kept=kept, rows=rows_after)
