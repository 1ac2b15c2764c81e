"""Where a running loan stands at the end of a day: what is due and unpaid, what is to come, what has run since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple


class Owed(NamedTuple):
    """An instalment of the schedule in force, in minor units, with what was paid of it.

    :param deferred_from: the day its interest was due before the committee moved it; it has been earned since.
    """

    number: int
    due_on: date
    principal_minor: int
    interest_minor: int
    paid_principal_minor: int = 0
    paid_interest_minor: int = 0
    deferred_from: date | None = None

    @property
    def unpaid_principal_minor(self) -> int:
        return self.principal_minor - self.paid_principal_minor

    @property
    def unpaid_interest_minor(self) -> int:
        return self.interest_minor - self.paid_interest_minor

    @property
    def is_settled(self) -> bool:
        return not self.unpaid_principal_minor and not self.unpaid_interest_minor

    @property
    def is_touched(self) -> bool:
        """Something of it was paid."""
        return bool(self.paid_principal_minor or self.paid_interest_minor)


class Ran(NamedTuple):
    """From this day on, so much principal bore this rate."""

    start: date
    balance_minor: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Position:
    """A loan on a day.

    :param rows: every instalment of the schedule in force, in order.
    :param ran: the interest period that runs on that day, from its first night on: at least one.
    :param known_on: what falls due from this day to `on` is supposed paid on its day.
    """

    on: date
    rows: tuple[Owed, ...]
    ran: tuple[Ran, ...]
    known_on: date

    @property
    def fallen_due(self) -> tuple[Owed, ...]:
        """What is due by then, and what is earned and was moved to a later day."""
        return tuple(row for row in self.rows if row.due_on <= self.on or row.deferred_from)

    @property
    def ahead(self) -> tuple[Owed, ...]:
        """What falls due after that day."""
        return tuple(row for row in self.rows if row.due_on > self.on and not row.deferred_from)

    @property
    def past(self) -> tuple[Owed, ...]:
        """What is due and unpaid, the oldest first."""
        return tuple(row for row in self.fallen_due if not row.is_settled and not self._is_supposed_paid(row))

    @property
    def supposed_paid(self) -> tuple[Owed, ...]:
        """What falls due between what is known and that day."""
        return tuple(row for row in self.fallen_due if not row.is_settled and self._is_supposed_paid(row))

    def _is_supposed_paid(self, row: Owed) -> bool:
        return row.deferred_from is None and self.known_on <= row.due_on <= self.on

    @property
    def past_principal_minor(self) -> int:
        return sum(row.unpaid_principal_minor for row in self.past)

    @property
    def past_interest_minor(self) -> int:
        return sum(row.unpaid_interest_minor for row in self.past)

    @property
    def ahead_minor(self) -> int:
        """Principal that has not fallen due."""
        return sum(row.principal_minor for row in self.ahead)

    @property
    def outstanding_minor(self) -> int:
        """Principal lent and not back, once what is supposed paid is."""
        return self.past_principal_minor + self.ahead_minor

    def figures(self) -> dict[str, Any]:
        """What a vote on a change of this loan stands on: when one of these is another, it stands no more."""
        return {
            "on": self.on.isoformat(),
            "outstanding_minor": self.outstanding_minor,
            "past": [
                [row.number, row.due_on.isoformat(), row.unpaid_principal_minor, row.unpaid_interest_minor]
                for row in self.past
            ],
            "ahead": [
                [row.number, row.due_on.isoformat(), row.principal_minor, row.interest_minor] for row in self.ahead
            ],
            "ran": [[ran.start.isoformat(), ran.balance_minor, str(ran.rate)] for ran in self.ran],
        }


def running_period(
    why: Mapping[str, Any], *, on: date, last_due_on: date, ahead_minor: int, annual_rate: Decimal
) -> tuple[Ran, ...]:
    """What has run of the instalment to come, read from why its interest is what it is.

    :param why: of the first instalment to come; without segments the period began on the last due date.
    """
    segments = [segment for segment in why.get("segments", []) if date.fromisoformat(segment["from"]) <= on]
    if not segments:
        return (Ran(last_due_on, ahead_minor, Fraction(annual_rate)),)
    return tuple(
        Ran(date.fromisoformat(segment["from"]), int(segment["balance_minor"]), Fraction(segment["rate"]))
        for segment in segments
    )
