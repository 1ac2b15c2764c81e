"""Late interest by contract: simple, for each day, on what is overdue; it says how it came about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from lending.domain.contract import LateInterest
from lending.domain.money import RoundingMode, round_ratio

DAYS_IN_A_YEAR: Final = 365


class Overdue(NamedTuple):
    """What is unpaid of an instalment, in minor units; the same since `known_from`.

    :param known_from: the last day up to which late interest was charged, or from which this is what is unpaid.
    """

    number: int
    due_on: date
    principal_minor: int
    interest_minor: int
    known_from: date


class LateSegment(NamedTuple):
    """Days on which one amount was overdue: amount × rate × days / 365.

    :param start: the first night counted begins on this day.
    :param end: and the last one ends on this day.
    :param on: `principal` or `interest`.
    """

    start: date
    end: date
    on: str
    balance_minor: int
    rate: Fraction

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def unrounded_minor(self) -> Fraction:
        return self.balance_minor * self.rate * Fraction(self.days, DAYS_IN_A_YEAR)


@dataclass(frozen=True, slots=True)
class LateCharge:
    """Late interest of one instalment, rounded once, half up."""

    number: int
    segments: tuple[LateSegment, ...]

    @property
    def unrounded_minor(self) -> Fraction:
        return sum((segment.unrounded_minor for segment in self.segments), Fraction(0))

    @property
    def amount_minor(self) -> int:
        exact = self.unrounded_minor
        return round_ratio(exact.numerator, exact.denominator, RoundingMode.HALF_UP)


def late_interest(overdue: Iterable[Overdue], *, on: date, rule: LateInterest) -> list[LateCharge]:
    """What each overdue instalment costs up to a day; those that cost nothing are left out.

    It runs on principal from the end of the days of grace, and, where the contract says so, on interest from the day on
    which it has been due for a full year; actual days over 365, never on late interest itself.

    >>> from decimal import Decimal
    >>> unpaid = Overdue(1, date(2026, 2, 15), 332_501, 2_500, known_from=date(2026, 2, 15))
    >>> rule = LateInterest(annual_rate=Decimal("0.10"), grace_days=5)
    >>> [charge] = late_interest([unpaid], on=date(2026, 3, 17), rule=rule)
    >>> charge.segments[0].days, charge.amount_minor
    (25, 2277)
    """
    rate = Fraction(rule.annual_rate)
    charges = (LateCharge(each.number, tuple(_segments(each, on=on, rate=rate, rule=rule))) for each in overdue)
    return [charge for charge in charges if charge.amount_minor > 0]


def _segments(each: Overdue, *, on: date, rate: Fraction, rule: LateInterest) -> Iterator[LateSegment]:
    start = max(each.known_from, each.due_on + timedelta(days=rule.grace_days))
    if each.principal_minor > 0 and start < on:
        yield LateSegment(start, on, "principal", each.principal_minor, rate)
    start = max(each.known_from, a_year_after(each.due_on))
    if rule.on_interest and each.interest_minor > 0 and start < on:
        yield LateSegment(start, on, "interest", each.interest_minor, rate)


def a_year_after(day: date) -> date:
    """The same day of the next year; 1 March after 29 February, so that the year is full.

    >>> a_year_after(date(2024, 2, 29))
    datetime.date(2025, 3, 1)
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
