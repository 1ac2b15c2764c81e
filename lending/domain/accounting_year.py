"""The accounting year in which a day lies, by the days on which accounts were closed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from lending.domain.dates import add_months

CLOSING_AGE_MONTHS_MAX = 18
"""A year, and the six months in which its accounts are approved: an older closing is not the last one any more."""
Closing = TypeVar("Closing")


def last_two(closings: Sequence[tuple[date, Closing]], *, on: date) -> tuple[Closing | None, Closing | None]:
    """The last closing before a day and the one before it; None where it is missing or too old to be that one."""
    past = sorted((closing for closing in closings if closing[0] < on), key=lambda closing: closing[0], reverse=True)
    found: list[Closing | None] = []
    day = on
    for closed_on, closing in past[:2]:
        if add_months(closed_on, CLOSING_AGE_MONTHS_MAX) < day:
            break
        found.append(closing)
        day = closed_on
    last, before = [*found, None, None][:2]
    return last, before


def year_of(on: date, *, closed_on: date | None) -> tuple[date, date]:
    """First and last day of the accounting year in which a day lies; the calendar year where no closing is known.

    >>> year_of(date(2026, 2, 3), closed_on=date(2025, 6, 30))
    (datetime.date(2025, 7, 1), datetime.date(2026, 6, 30))
    """
    if closed_on is None:
        return date(on.year, 1, 1), date(on.year, 12, 31)
    months = 0
    end = closed_on
    while end < on:
        months += 12
        end = _same_end(closed_on, months)
    while _same_end(closed_on, months - 12) >= on:
        months -= 12
    return _same_end(closed_on, months - 12) + timedelta(days=1), _same_end(closed_on, months)


def _same_end(closed_on: date, months: int) -> date:
    """Months later; the last day of a month stays the last one."""
    if (closed_on + timedelta(days=1)).day == 1:
        return add_months(closed_on + timedelta(days=1), months) - timedelta(days=1)
    return add_months(closed_on, months)
