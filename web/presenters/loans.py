"""Loans as lists show them."""

from dataclasses import dataclass
from datetime import date

from djmoney.money import Money

from lending.models import Loan
from lending.selectors.arrears import days_past_due
from web.states import LOAN, State


@dataclass(frozen=True)
class LoanLine:
    """A loan in a list: how much of it is repaid."""

    loan: Loan
    outstanding: Money
    state: State
    days_late: int = 0

    @property
    def repaid(self) -> Money:
        """Principal that came back; nothing before the payment."""
        return self.loan.amount - self.outstanding if self.loan.disbursed_on else self.loan.amount * 0

    @property
    def repaid_cents(self) -> int:
        """For the progress bar."""
        return int(self.repaid.amount * 100)

    @property
    def amount_cents(self) -> int:
        return int(self.loan.amount.amount * 100)


def loan_line(loan: Loan, *, on: date | None = None) -> LoanLine:
    """One line of a loan read by `with_outstanding`; and by `with_oldest_unpaid`, when the day is given."""
    late = days_past_due(loan.oldest_unpaid, on=on) if on else 0  # type: ignore[attr-defined]
    return LoanLine(loan=loan, outstanding=loan.outstanding, state=LOAN[loan.state], days_late=late)  # type: ignore[attr-defined]
