"""Business days and due dates that move, against published ones and another program's holidays."""

from datetime import date, timedelta

import holidays
import pytest

from lending.domain.calendars import BusinessDay, adjust, easter, is_french_business_day, is_target_day
from lending.domain.due_dates import step
from lending.domain.terms import Every, PeriodUnit
from tests.lending.domain.published import published

CASES = published("day_counts", part="due_dates")
CONVENTIONS = {
    "Unadjusted": BusinessDay.UNADJUSTED,
    "Following": BusinessDay.FOLLOWING,
    "ModifiedFollowing": BusinessDay.MODIFIED_FOLLOWING,
    "Preceding": BusinessDay.PRECEDING,
}
NOT_OURS = {"QL-BDC-15": "modified preceding: not offered"}
ADJUSTED = [name for name, case in CASES.items() if case["kind"] == "business_day" and name not in NOT_OURS]
SERIES = [name for name in CASES if name.startswith("OCBS")]
UNITS = {"D": PeriodUnit.DAYS, "M": PeriodUnit.MONTHS}


def is_weekday(day):
    return day.weekday() < 5


@pytest.mark.parametrize("name", ADJUSTED)
def test_published_adjustments_are_met(name):
    case = CASES[name]
    count, unit = int(case["period"][:-1]), UNITS[case["period"][-1]]
    day = step(date.fromisoformat(case["start"]), Every(unit=unit), count)
    moved = adjust(day, convention=CONVENTIONS[case["convention"]], is_business_day=is_weekday)
    assert moved.isoformat() == case["expected_date"]


@pytest.mark.parametrize("name", SERIES)
def test_published_due_dates_do_not_drift(name):
    case = CASES[name]
    closed = {date.fromisoformat(day) for day in case.get("holidays", ())}
    every = Every() if case["kind"].startswith("monthly") else Every(count=14, unit=PeriodUnit.DAYS)
    seed = date.fromisoformat(case["seed_date"])
    days = [
        adjust(
            step(seed, every, count),
            convention=BusinessDay.FOLLOWING,
            is_business_day=lambda day: is_weekday(day) and day not in closed,
        )
        for count in range(1, case["number"] + 1)
    ]
    assert [day.isoformat() for day in days] == case["expected_dates"]


def test_every_published_case_is_met_or_named():
    assert set(CASES) == {*ADJUSTED, *SERIES, *NOT_OURS}


@pytest.mark.parametrize(
    ("calendar", "is_business_day"),
    [
        (holidays.financial_holidays("ECB", years=range(2008, 2100)), is_target_day),
        # From 2005 to 2007 Whit Monday was a working day of solidarity; it is none of our loans' years.
        (holidays.country_holidays("FR", years=range(2008, 2100)), is_french_business_day),
    ],
)
def test_another_programs_holidays_are_ours(calendar, is_business_day):
    day, ours = date(2008, 1, 1), set()
    while day.year < 2100:
        if is_weekday(day) and not is_business_day(day):
            ours.add(day)
        day += timedelta(1)
    assert ours == {day for day in calendar if is_weekday(day)}


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1999, date(1999, 4, 4)), (2008, date(2008, 3, 23)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))],
)
def test_easter(year, sunday):
    assert easter(year) == sunday


def test_a_modified_following_date_stays_in_its_month():
    saturday = date(2026, 1, 31)
    table = {
        BusinessDay.UNADJUSTED: date(2026, 1, 31),
        BusinessDay.FOLLOWING: date(2026, 2, 2),
        BusinessDay.MODIFIED_FOLLOWING: date(2026, 1, 30),
        BusinessDay.PRECEDING: date(2026, 1, 30),
    }
    for convention, expected in table.items():
        assert adjust(saturday, convention=convention, is_business_day=is_target_day) == expected
