"""What a borrower may wish of its schedule, beside the amount, the number of instalments and the day of the money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

GRACE: Final = ("principal_grace", "interest_grace")
WISHED: Final = ("first_due_on", "due_dates", *GRACE)


@dataclass(frozen=True, kw_only=True, slots=True)
class WishedSchedule:
    """As the terms of a loan have it (`lending.domain.terms.Terms`); nothing wished is a regular schedule.

    :param first_due_on: when the first instalment is not one period after the money.
    :param due_dates: every due date, each later than the one before; there are as many instalments.
    :param principal_grace: number of first instalments without principal.
    :param interest_grace: number of first instalments without interest, which is added to the next.
    """

    first_due_on: date | None = None
    due_dates: tuple[date, ...] = ()
    principal_grace: int = 0
    interest_grace: int = 0

    def to_terms(self) -> dict[str, Any]:
        """What of it is in the terms: nothing where nothing is wished, so that the hash of a regular loan stays."""
        first = {"first_due_on": self.first_due_on.isoformat()} if self.first_due_on else {}
        own = {"due_dates": [day.isoformat() for day in self.due_dates]} if self.due_dates else {}
        return first | own | {name: getattr(self, name) for name in GRACE if getattr(self, name)}


def wished_in(terms: Mapping[str, Any]) -> dict[str, Any]:
    """What these terms have of it, in plain JSON."""
    return {name: terms[name] for name in WISHED if terms.get(name)}


def has_own_days(terms: Mapping[str, Any]) -> bool:
    """Whether a due date of these terms is a day that was wished, and not so many periods after the money."""
    return bool(terms.get("first_due_on") or terms.get("due_dates"))
