"""The schedule of a loan: what falls due, what was paid, what remains."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from djmoney.money import Money

from lending.models import Loan
from lending.selectors.accruals import running_interest
from lending.selectors.instalments import instalments_of


class Settlement(StrEnum):
    """Where an instalment stands on a day. It is not late on its own day."""

    PAID = "paid"
    LATE = "late"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Line:
    """An instalment. `outstanding` is the principal left after it when everything is paid in time."""

    number: int
    due_on: date
    principal: Money
    interest: Money
    outstanding: Money
    paid_principal: Money
    paid_interest: Money
    settlement: Settlement
    why: Mapping[str, Any]
    costs: Money
    paid_costs: Money

    @property
    def total(self) -> Money:
        """Principal and interest, and what was charged beside them."""
        return self.principal + self.interest + self.costs

    @property
    def paid(self) -> Money:
        """What was received for it."""
        return self.paid_principal + self.paid_interest + self.paid_costs

    @property
    def remaining(self) -> Money:
        """What is still owed of it."""
        return self.total - self.paid


@dataclass(frozen=True, slots=True)
class LoanSchedule:
    """The schedule in force of a loan, as known when it was read. A loan that is not paid out has no lines."""

    loan: Loan
    on: date
    lines: tuple[Line, ...]

    @property
    def running_interest(self) -> Money:
        """Interest that has run by the day and falls due later; what was paid of it is taken off."""
        return running_interest(self.loan, self.lines, on=self.on)

    def sum(self, amounts: Iterable[Money]) -> Money:
        """A sum of amounts of this loan, zero when there are none."""
        return sum(amounts, Money(0, self.loan.amount.currency))


def loan_schedule(*, loan: Loan, on: date) -> LoanSchedule:
    """The schedule of a loan with what was paid of it. One query, however many instalments.

    :param on: the day on which an instalment is late or not; what was paid is what is known now.
    """
    return LoanSchedule(loan=loan, on=on, lines=tuple(_line(instalment, on) for instalment in instalments_of(loan)))


# `Any`: the selector adds what was paid to each row, which the row's type does not say.
def _line(instalment: Any, on: date) -> Line:
    parts = ("principal", "interest", "costs")
    is_paid = all(getattr(instalment, f"paid_{part}") >= getattr(instalment, part) for part in parts)
    return Line(
        number=instalment.number,
        due_on=instalment.due_on,
        principal=instalment.principal,
        interest=instalment.interest,
        outstanding=instalment.outstanding,
        paid_principal=instalment.paid_principal,
        paid_interest=instalment.paid_interest,
        settlement=Settlement.PAID if is_paid else Settlement.LATE if instalment.due_on < on else Settlement.DUE,
        why=instalment.why,
        costs=instalment.costs,
        paid_costs=instalment.paid_costs,
    )
