"""Business days, and where a due date goes when it is not one."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

IsBusinessDay = Callable[[date], bool]
_DAY: Final = timedelta(1)


class BusinessDay(StrEnum):
    """Where a date goes: nowhere; later; later but in its month, else earlier; earlier."""

    UNADJUSTED = "unadjusted"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified_following"
    PRECEDING = "preceding"


class Calendar(StrEnum):
    """Whose holidays count: the euro payment system's, or those of metropolitan France."""

    TARGET = "TARGET"
    FRANCE = "FR"


def adjust(day: date, *, convention: BusinessDay, is_business_day: IsBusinessDay) -> date:
    """`day`, or the business day that the convention puts in its place.

    >>> adjust(date(2026, 1, 31), convention=BusinessDay.MODIFIED_FOLLOWING, is_business_day=is_target_day)
    datetime.date(2026, 1, 30)
    """
    if convention is BusinessDay.UNADJUSTED:
        return day
    if convention is BusinessDay.PRECEDING:
        return _step(day, -_DAY, is_business_day)
    later = _step(day, _DAY, is_business_day)
    if convention is BusinessDay.MODIFIED_FOLLOWING and later.month != day.month:
        return _step(day, -_DAY, is_business_day)
    return later


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    century, in_century = divmod(year, 100)
    golden = year % 19
    moon_drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moon_drift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_target_day(day: date) -> bool:
    """Whether the euro payment system is open (ECB, closing days since 2002)."""
    return day.weekday() < 5 and day not in _target_holidays(day.year)


def is_french_business_day(day: date) -> bool:
    """Whether it is neither a weekend nor one of the eleven legal holidays (Code du travail L3133-1)."""
    return day.weekday() < 5 and day not in _french_holidays(day.year)


IS_BUSINESS_DAY: Final[dict[Calendar, IsBusinessDay]] = {
    Calendar.TARGET: is_target_day,
    Calendar.FRANCE: is_french_business_day,
}


def _step(day: date, by: timedelta, is_business_day: IsBusinessDay) -> date:
    while not is_business_day(day):
        day += by
    return day


@lru_cache
def _target_holidays(year: int) -> frozenset[date]:
    fixed = {date(year, month, day) for month, day in ((1, 1), (5, 1), (12, 25), (12, 26))}
    return frozenset(fixed | _after_easter(year, -2, 1))


@lru_cache
def _french_holidays(year: int) -> frozenset[date]:
    fixed = {
        date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    }
    return frozenset(fixed | _after_easter(year, 1, 39, 50))


def _after_easter(year: int, *days: int) -> set[date]:
    sunday = easter(year)
    return {sunday + timedelta(count) for count in days}
