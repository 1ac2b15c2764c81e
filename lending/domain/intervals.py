"""Intervals in years as the EU rate counts them (2008/48/EC annex I, remark (c)): whole periods, then days."""

from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from lending.domain.dates import add_months, is_month_end


class IntervalUnit(StrEnum):
    """What is counted whole, backwards from the later date."""

    YEARS = "years"
    MONTHS = "months"
    WEEKS = "weeks"


def interval(start: date, end: date, *, unit: IntervalUnit = IntervalUnit.MONTHS) -> Fraction:
    """Years from `start` (the first drawdown) to `end`; minus the mirrored interval when `end` comes first.

    Whole units are counted backwards from `end`; the days that remain are over 366 when the year ending with them holds
    a 29 February, else over 365. A year is 12 equal months or 52 weeks.

    >>> interval(date(2012, 1, 12), date(2012, 2, 15)) == Fraction(1, 12) + Fraction(3, 365)
    True
    """
    if end < start:
        return -interval(end, start, unit=unit)
    if unit == IntervalUnit.WEEKS:
        weeks, odd_days = divmod((end - start).days, 7)
        return Fraction(weeks, 52) + _days(odd_days, start + timedelta(odd_days))
    months, odd_days, residual_end = whole_months_and_days(start, end, step=12 if unit == IntervalUnit.YEARS else 1)
    return Fraction(months, 12) + _days(odd_days, residual_end)


def whole_months_and_days(start: date, end: date, *, step: int = 1) -> tuple[int, int, date]:
    """Whole months (a multiple of `step`) counted back from `end`, the days left, and the date they end on.

    Between two last days of a month there are only whole months.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    if months % step == 0 and is_month_end(start) and is_month_end(end):
        return months, 0, start
    months -= months % step
    if months and add_months(end, -months) < start:
        months -= step
    residual_end = add_months(end, -months)
    return months, (residual_end - start).days, residual_end


def _days(count: int, ending_on: date) -> Fraction:
    return Fraction(count, (ending_on - add_months(ending_on, -12)).days) if count else Fraction(0)
