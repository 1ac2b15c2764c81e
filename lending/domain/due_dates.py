"""When instalments fall due, and the interest period that each one ends."""

from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from lending.domain.calendars import IS_BUSINESS_DAY, BusinessDay, adjust
from lending.domain.dates import add_months
from lending.domain.day_count import DayCount, Span, year_fraction
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


@lru_cache(maxsize=64)
def nominal_due_dates(terms: Terms) -> tuple[date, ...]:
    """Due dates before the business-day rule."""
    if terms.due_dates is not None:
        return terms.due_dates
    if has_regular_start(terms):
        return tuple(step(terms.start_on, terms.every, count) for count in range(1, terms.instalments + 1))
    first = terms.first_due_on or terms.start_on
    return tuple(step(first, terms.every, count) for count in range(terms.instalments))


def has_regular_start(terms: Terms) -> bool:
    """Whether the first period is as long as the others."""
    return terms.due_dates is None and terms.first_due_on in (None, step(terms.start_on, terms.every, 1))


@lru_cache(maxsize=64)
def due_dates(terms: Terms) -> tuple[date, ...]:
    """The days on which money is expected, by the business-day rule. Each is moved from its own nominal date."""
    nominal = nominal_due_dates(terms)
    if terms.business_day is BusinessDay.UNADJUSTED:
        return nominal
    is_business_day = IS_BUSINESS_DAY[terms.calendar]
    return tuple(adjust(day, convention=terms.business_day, is_business_day=is_business_day) for day in nominal)


def periods(terms: Terms) -> list[Period]:
    """One period an instalment, in order."""
    nominal = nominal_due_dates(terms)
    adjusted = due_dates(terms)
    found = []
    equal_fraction = _equal_fraction(terms.every)
    starts_regularly = has_regular_start(terms)
    start = nominal_start = terms.start_on
    for index, (nominal_end, end) in enumerate(zip(nominal, adjusted, strict=True)):
        is_regular = terms.due_dates is None and (index > 0 or starts_regularly)
        reference = (start, end)
        if not is_regular and terms.due_dates is None:
            reference = (step(nominal_end, terms.every, -1), end)
        if terms.day_count is DayCount.EQUAL_PERIODS:
            fraction = equal_fraction if is_regular else _days_apart(nominal_start, nominal_end, terms)
        else:
            fraction = fraction_of(start, end, reference, terms, last=adjusted[-1])
        found.append(Period(start, end, nominal_end, reference, fraction))
        start, nominal_start = end, nominal_end
    return found


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


def _equal_fraction(every: Every) -> Fraction:
    return Fraction(every.count, _EQUAL_PARTS_OF_YEAR[every.unit])


def _days_apart(start: date, end: date, terms: Terms) -> Fraction:
    return year_fraction(start, end, convention=terms.day_count)
