"""When instalments fall due, and the interest period that each one ends."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, overload

from lending.domain.calendars import IS_BUSINESS_DAY, BusinessDay, adjust
from lending.domain.dates import add_months
from lending.domain.day_count import DayCount, Span, counter, year_fraction
from lending.domain.terms import Every, PeriodUnit, Terms

_MONTHS = {PeriodUnit.MONTHS: 1, PeriodUnit.YEARS: 12}
_DAYS = {PeriodUnit.DAYS: 1, PeriodUnit.WEEKS: 7}
_EQUAL_PARTS_OF_YEAR = {PeriodUnit.DAYS: 365, PeriodUnit.WEEKS: 52, PeriodUnit.MONTHS: 12, PeriodUnit.YEARS: 1}


class Period(NamedTuple):
    """From one due date (the first drawdown) to the next.

    :param nominal_end: the end before the business-day rule.
    :param reference: the regular period it belongs to, for ACT/ACT-ICMA.
    :param fraction: its part of a year.
    """

    start: date
    end: date
    nominal_end: date
    reference: Span
    fraction: Fraction


def step(anchor: date, every: Every, count: int, *, day_of_month: int | None = None) -> date:
    """`count` periods after `anchor`; counted from the anchor, so that month ends do not drift.

    >>> step(date(2026, 1, 31), Every(), 1), step(date(2026, 1, 31), Every(), 2)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))
    """
    if every.unit in _MONTHS:
        return add_months(anchor, count * every.count * _MONTHS[every.unit], day_of_month=day_of_month)
    return anchor + timedelta(count * every.count * _DAYS[every.unit])


def regular_dates(anchor: date, every: Every, *, first: int, count: int) -> tuple[date, ...]:
    """`count` dates by `step`, from the `first` on; the same as calling it, without doing it again for each."""
    steps = range(first, first + count)
    if every.unit not in _MONTHS:
        days = every.count * _DAYS[every.unit]
        ordinal = anchor.toordinal()
        return tuple([date.fromordinal(ordinal + number * days) for number in steps])
    if anchor.day > 28:
        return tuple([step(anchor, every, number) for number in steps])
    months, start, day = every.count * _MONTHS[every.unit], anchor.year * 12 + anchor.month - 1, anchor.day
    return tuple([date(month // 12, month % 12 + 1, day) for month in [start + number * months for number in steps]])


@lru_cache(maxsize=64)
def nominal_due_dates(terms: Terms) -> tuple[date, ...]:
    """Due dates before the business-day rule."""
    if terms.due_dates is not None:
        return terms.due_dates
    if has_regular_start(terms):
        return regular_dates(terms.start_on, terms.every, first=1, count=terms.instalments)
    return regular_dates(terms.first_due_on or terms.start_on, terms.every, first=0, count=terms.instalments)


def has_regular_start(terms: Terms) -> bool:
    """Whether the first period is as long as the others."""
    if terms.due_dates is not None:
        return False
    return terms.first_due_on is None or terms.first_due_on == step(terms.start_on, terms.every, 1)


@lru_cache(maxsize=64)
def due_dates(terms: Terms) -> tuple[date, ...]:
    """The days on which money is expected, by the business-day rule. Each is moved from its own nominal date."""
    nominal = nominal_due_dates(terms)
    if terms.business_day is BusinessDay.UNADJUSTED:
        return nominal
    is_business_day = IS_BUSINESS_DAY[terms.calendar]
    return tuple([adjust(day, convention=terms.business_day, is_business_day=is_business_day) for day in nominal])


class Periods(Sequence[Period]):
    """The periods of a loan by columns; a row is made when it is asked for, for most loans never are."""

    def __init__(
        self,
        starts: Sequence[date],
        ends: Sequence[date],
        nominal_ends: Sequence[date],
        references: Sequence[Span],
        fractions: Sequence[Fraction],
    ) -> None:
        self.starts, self.ends, self.fractions = starts, ends, fractions
        self._nominal_ends, self._references = nominal_ends, references

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, place: int) -> Period: ...
    @overload
    def __getitem__(self, place: slice) -> list[Period]: ...
    def __getitem__(self, place: int | slice) -> Period | list[Period]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return Period(
            self.starts[place],
            self.ends[place],
            self._nominal_ends[place],
            self._references[place],
            self.fractions[place],
        )


def periods(terms: Terms) -> Periods:
    """One period an instalment, in order."""
    nominal = nominal_due_dates(terms)
    ends = due_dates(terms)
    starts = (terms.start_on, *ends[:-1])
    references = list(zip(starts, ends, strict=True))
    has_irregular_start = terms.due_dates is None and not has_regular_start(terms)
    if has_irregular_start:
        references[0] = (step(nominal[0], terms.every, -1), ends[0])
    if terms.day_count is DayCount.EQUAL_PERIODS:
        fractions = _equal_fractions(terms, nominal, has_irregular_start=has_irregular_start)
    else:
        count = counter(terms.day_count)
        last = ends[-1]
        spans = zip(starts, ends, references, strict=True)
        fractions = [count(start, end, last, reference) for start, end, reference in spans]
    return Periods(starts, ends, nominal, references, fractions)


def _equal_fractions(terms: Terms, nominal: Sequence[date], *, has_irregular_start: bool) -> list[Fraction]:
    """The part of a year that a regular period is; others are counted by whole months and odd days."""
    if terms.due_dates is not None:
        return [_days_apart(*span, terms) for span in pairwise((terms.start_on, *nominal))]
    fractions = [_equal_fraction(terms.every)] * len(nominal)
    if has_irregular_start:
        fractions[0] = _days_apart(terms.start_on, nominal[0], terms)
    return fractions


def part_of(period: Period, until: date, terms: Terms, *, last: date) -> Fraction:
    """The part of a year from the start of the period to a day in it.

    Every part of a period is a difference of two of these, so that cutting a period anywhere changes no sum, even by
    conventions that do not add up (30/360-US, ACT/ACT-AFB).
    """
    if until == period.end:
        return period.fraction
    if terms.day_count is DayCount.EQUAL_PERIODS:
        return period.fraction * Fraction((until - period.start).days, (period.end - period.start).days)
    return fraction_of(period.start, until, period.reference, terms, last=last)


def fraction_of(start: date, end: date, reference: Span, terms: Terms, *, last: date) -> Fraction:
    """`year_fraction` by the terms."""
    return year_fraction(start, end, convention=terms.day_count, termination=last, period=reference)


@lru_cache(maxsize=256)
def _equal_fraction(every: Every) -> Fraction:
    return Fraction(every.count, _EQUAL_PARTS_OF_YEAR[every.unit])


def _days_apart(start: date, end: date, terms: Terms) -> Fraction:
    return year_fraction(start, end, convention=terms.day_count)
