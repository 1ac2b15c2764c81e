"""Loans as lists show them."""

from dataclasses import dataclass

from djmoney.money import Money

from lending.models import Loan
from web.states import LOAN, State


@dataclass(frozen=True)
class LoanLine:
    """A loan in a list: how much of it is repaid."""

    loan: Loan
    outstanding: Money
    state: State

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


def loan_line(loan: Loan) -> LoanLine:
    """One line of a loan read by `with_outstanding`."""
    return LoanLine(loan=loan, outstanding=loan.outstanding, state=LOAN[loan.state])  # type: ignore[attr-defined]
