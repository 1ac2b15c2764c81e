"""Instalments that have fallen due in a simulation and were not paid yet."""

from dataclasses import dataclass
from datetime import date

from lending.domain.terms import EventType, Terms


@dataclass(slots=True)
class _Due:
    interest_minor: int
    principal_minor: int


class Arrears:
    """What is due and unpaid while repayments are simulated.

    Without a repayment event every instalment is supposed paid on its day. With some, nothing but these events is paid
    until the day of the last of them (`as_of`); what is still due on that day is supposed paid then. Unpaid principal
    goes on bearing interest, unpaid interest does not (Code civil 1343-2).
    """

    def __init__(self, terms: Terms) -> None:
        self._as_of = max((event.on for event in terms.events if event.type is EventType.REPAYMENT), default=None)
        self._dues: list[_Due] = []
        self.principal_minor = 0

    def may_keep(self, on: date) -> bool:
        """Whether what falls due on this day may stay unpaid."""
        return self._as_of is not None and on <= self._as_of

    def fall_due(self, on: date, *, interest_minor: int, principal_minor: int) -> None:
        if self.may_keep(on):
            self._dues.append(_Due(interest_minor, principal_minor))
            self.principal_minor += principal_minor

    def pay(self, amount_minor: int) -> int:
        """Pay the oldest first, its interest before its principal; return what is left of the amount."""
        for due in self._dues:
            interest = min(amount_minor, due.interest_minor)
            principal = min(amount_minor - interest, due.principal_minor)
            due.interest_minor -= interest
            due.principal_minor -= principal
            self.principal_minor -= principal
            amount_minor -= interest + principal
        return amount_minor

    def close_day(self, on: date) -> None:
        if on == self._as_of:
            self._dues.clear()
            self.principal_minor = 0
