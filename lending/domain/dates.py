"""Stepping through the calendar by months."""

from calendar import isleap, monthrange
from datetime import date


def add_months(day: date, months: int, *, day_of_month: int | None = None) -> date:
    """`months` later (or earlier), on the same day of the month or on its last day when it is shorter.

    >>> add_months(date(2025, 1, 31), 1), add_months(date(2025, 2, 28), 1, day_of_month=31)
    (datetime.date(2025, 2, 28), datetime.date(2025, 3, 31))
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    wanted = day_of_month or day.day
    return date(year, month, wanted if wanted <= 28 else min(wanted, monthrange(year, month)[1]))


def is_month_end(day: date) -> bool:
    """The last day of its month."""
    return day.day == monthrange(day.year, day.month)[1]


def is_february_end(day: date) -> bool:
    """28 February, or 29 in a leap year."""
    return day.month == 2 and day.day >= 28 and is_month_end(day)


def holds_leap_day(start: date, end: date) -> bool:
    """Whether a 29 February is among the days from `start`, included, to `end`, excluded."""
    return any(isleap(year) and start <= date(year, 2, 29) < end for year in range(start.year, end.year + 1))
