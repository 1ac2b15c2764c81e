"""What a member's placed treasury has earned it over a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberYield:
    """Exact figures, in minor units; `rate` is over the period, not a year's, and None where nothing was placed."""

    interest_minor: int
    average_minor: Fraction

    @property
    def rate(self) -> Fraction | None:
        """Interest shared to it / its average placed treasury."""
        return self.interest_minor / self.average_minor if self.average_minor else None


def member_yield(*, interest_minor: int, moves: Iterable[tuple[date, int]], start: date, end: date) -> MemberYield:
    """The yield from `start` to `end`, both included.

    The average is over the days of the period: what was placed at the end of each day, lent or not, divided by their
    number. A placement counts from its day on, a withdrawal from the day it was paid. Interest left with the fund is
    not placed treasury.

    >>> found = member_yield(
    ...     interest_minor=100, moves=[(date(2026, 1, 1), 1_000), (date(2026, 1, 6), 1_000)],
    ...     start=date(2026, 1, 1), end=date(2026, 1, 10),
    ... )
    >>> found.average_minor, found.rate
    (Fraction(1500, 1), Fraction(1, 15))

    :param moves: what was placed, positive, and paid back, negative, with their days; those after `end` do not count.
    """
    days = (end - start).days + 1
    placed = sum(amount * ((end - max(day, start)).days + 1) for day, amount in moves if day <= end)
    return MemberYield(interest_minor=interest_minor, average_minor=Fraction(placed, days))
