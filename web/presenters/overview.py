"""What the fund's overview shows of loans that are late: one line a loan, however many instalments are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from djmoney.money import Money

from lending.models import Instalment, Loan
from lending.selectors.payoff import unpaid_of


@dataclass(frozen=True)
class LateLine:
    """A loan that is late: how many instalments, since when, and what is unpaid of them."""

    loan: Loan
    dues: int
    since: date
    unpaid: Money


def late_loans(overdue: Iterable[Instalment]) -> list[LateLine]:
    """One line a loan, the oldest delay first."""
    by_loan: dict[str, list[Instalment]] = {}
    for due in sorted(overdue, key=lambda one: one.due_on):
        by_loan.setdefault(str(due.schedule.loan_id), []).append(due)
    return [
        LateLine(
            loan=dues[0].schedule.loan,
            dues=len(dues),
            since=dues[0].due_on,
            unpaid=sum((unpaid_of(one) for one in dues), Money(0, dues[0].schedule.loan.amount.currency)),
        )
        for dues in by_loan.values()
    ]
