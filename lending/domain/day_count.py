"""What part of a year lies between two dates, by nine conventions."""

from calendar import isleap
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, Final

from lending.domain.dates import add_months, holds_leap_day, is_february_end, is_month_end
from lending.domain.errors import LendingError
from lending.domain.intervals import whole_months_and_days
from lending.domain.sentences import gettext_noop

Span = tuple[date, date]
_NONE: Final = Fraction(0)
Counter = Callable[[date, date, date | None, Span | None], Fraction]


class DayCount(StrEnum):
    """The nine conventions."""

    EQUAL_PERIODS = "equal_periods"
    THIRTY_360_US = "30/360-US"
    THIRTY_E_360 = "30E/360"
    THIRTY_E_360_ISDA = "30E/360-ISDA"
    ACT_360 = "ACT/360"
    ACT_365F = "ACT/365F"
    ACT_ACT_ISDA = "ACT/ACT-ISDA"
    ACT_ACT_ICMA = "ACT/ACT-ICMA"
    ACT_ACT_AFB = "ACT/ACT-AFB"


class WrongSpan(LendingError):
    """The dates are in the wrong order, or the convention is not one of ours."""

    code: ClassVar[str] = "wrong-span"
    title = gettext_noop("These dates cannot be counted")
    sentence = gettext_noop(
        "From %(start)s to %(end)s by %(convention)s: the end may not come first, a period that they are counted in "
        "ends after it starts, and we count by %(known)s."
    )


def year_fraction(
    start: date, end: date, *, convention: str, termination: date | None = None, period: Span | None = None
) -> Fraction:
    """The part of a year from `start` to `end`, exact.

    :param convention: a value of `DayCount`.
    :param termination: the last date of the loan; only 30E/360-ISDA asks, for an end on the last day of February.
    :param period: the regular coupon period that the dates belong to (ACT/ACT-ICMA), or the period they are cut out of
        (equal_periods). Without it, the dates themselves are that period.
    :raises WrongSpan: when `end` is before `start`, `period` is empty or runs backwards, or the convention is unknown.
    """
    is_wrong_period = period is not None and start != end and period[1] <= period[0]
    if end < start or is_wrong_period or convention not in _COUNTS:
        known = ", ".join(DayCount)
        raise WrongSpan(start=start.isoformat(), end=end.isoformat(), convention=convention, known=known)
    return _COUNTS[DayCount(convention)](start, end, termination, period) if start < end else _NONE


def counter(convention: DayCount) -> Counter:
    """The rule of a convention alone, for dates that are known to be in order."""
    return _COUNTS[convention]


@lru_cache(maxsize=4096)
def _days_over(days: int, basis: int) -> Fraction:
    """Kept, because the same few lengths come again and again and a Fraction is dear to make."""
    return Fraction(days, basis)


def _thirty_360(start: date, end: date, first_day: int, last_day: int) -> Fraction:
    months = (end.year - start.year) * 12 + end.month - start.month
    return _days_over(30 * months + last_day - first_day, 360)


def _thirty_360_us(start: date, end: date, _: date | None, __: Span | None) -> Fraction:
    first, last = start.day, end.day
    if is_february_end(start):
        first = 30
        if is_february_end(end):
            last = 30
    if first >= 30:
        first, last = 30, min(last, 30)
    return _thirty_360(start, end, first, last)


def _thirty_e_360(start: date, end: date, _: date | None, __: Span | None) -> Fraction:
    return _thirty_360(start, end, min(start.day, 30), min(end.day, 30))


def _thirty_e_360_isda(start: date, end: date, termination: date | None, _: Span | None) -> Fraction:
    first = 30 if is_february_end(start) else min(start.day, 30)
    last = 30 if is_february_end(end) and end != termination else min(end.day, 30)
    return _thirty_360(start, end, first, last)


def _act_360(start: date, end: date, _: date | None, __: Span | None) -> Fraction:
    return _days_over((end - start).days, 360)


def _act_365f(start: date, end: date, _: date | None, __: Span | None) -> Fraction:
    return _days_over((end - start).days, 365)


def _act_act_isda(start: date, end: date, _: date | None, __: Span | None) -> Fraction:
    """Days of leap years over 366, others over 365; a year begins on 1 January."""
    if start.year == end.year:
        return _days_over((end - start).days, _days_in_year(start.year))
    head = Fraction((date(start.year + 1, 1, 1) - start).days, _days_in_year(start.year))
    tail = Fraction((end - date(end.year, 1, 1)).days, _days_in_year(end.year))
    return head + (end.year - start.year - 1) + tail


def _act_act_afb(start: date, end: date, _: date | None, __: Span | None) -> Fraction:
    """Whole years counted back from the end, then the rest over 366 if it holds a 29 February, else over 365."""
    years = max(end.year - start.year, 0)
    if add_months(end, -12 * years) < start:
        years -= 1
    rest_end = add_months(end, -12 * years)
    basis = 366 if holds_leap_day(start, rest_end) else 365
    return years + Fraction((rest_end - start).days, basis)


def _act_act_icma(start: date, end: date, _: date | None, period: Span | None) -> Fraction:
    """Days over days of the regular period they lie in; regular periods go on before and after the given one.

    When the period runs from month end to month end, so do all others (ICMA rule 251, end-of-month bonds).
    """
    if start == end:
        return Fraction(0)
    ref_start, ref_end = period or (start, end)
    # A coupon period is a whole number of months; one too short to be a month is taken as a part of a year (QuantLib).
    months = (24 * (ref_end - ref_start).days + 365) // 730
    if not months:
        ref_start, ref_end, months = start, add_months(start, 12), 12
    if ref_start <= start and end <= ref_end:
        return Fraction(months * (end - start).days, 12 * (ref_end - ref_start).days)
    spans = _icma_spans(start, end, ref_start, ref_end, months)
    return sum((_icma_part(start, end, span, months) for span in spans), _NONE)


def _icma_part(start: date, end: date, span: Span, months: int) -> Fraction:
    days = (min(end, span[1]) - max(start, span[0])).days
    return Fraction(months * days, 12 * (span[1] - span[0]).days) if days > 0 else _NONE


def _icma_spans(start: date, end: date, ref_start: date, ref_end: date, months: int) -> Iterator[Span]:
    """Regular periods that cover the dates, counted from the given one so that month ends do not drift."""
    by_month_ends = is_month_end(ref_start) and is_month_end(ref_end)
    day = 31 if by_month_ends else max(ref_start.day, ref_end.day)
    yield ref_start, ref_end
    later, count = ref_end, 0
    while later < end:
        count += 1
        sooner, later = later, add_months(ref_end, count * months, day_of_month=day)
        yield sooner, later
    sooner, count = ref_start, 0
    while start < sooner:
        count += 1
        sooner, later = add_months(ref_start, -count * months, day_of_month=day), sooner
        yield sooner, later


def _equal_periods(start: date, end: date, _: date | None, period: Span | None) -> Fraction:
    """A month is a twelfth of a year whatever its days; odd days are 365ths. Inside a period, it is shared by days."""
    if period is not None and period != (start, end):
        whole = _equal_periods(*period, None, None)
        return whole * Fraction((end - start).days, (period[1] - period[0]).days)
    months, odd_days, _residual_end = whole_months_and_days(start, end)
    return Fraction(months, 12) + Fraction(odd_days, 365)


def _days_in_year(year: int) -> int:
    return 366 if isleap(year) else 365


_COUNTS: Final[dict[DayCount, Counter]] = {
    DayCount.EQUAL_PERIODS: _equal_periods,
    DayCount.THIRTY_360_US: _thirty_360_us,
    DayCount.THIRTY_E_360: _thirty_e_360,
    DayCount.THIRTY_E_360_ISDA: _thirty_e_360_isda,
    DayCount.ACT_360: _act_360,
    DayCount.ACT_365F: _act_365f,
    DayCount.ACT_ACT_ISDA: _act_act_isda,
    DayCount.ACT_ACT_ICMA: _act_act_icma,
    DayCount.ACT_ACT_AFB: _act_act_afb,
}
