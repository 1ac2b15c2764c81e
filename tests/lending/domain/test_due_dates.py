"""When instalments fall due."""

from datetime import date

import pytest

from lending.domain.due_dates import due_dates, part_of, periods
from lending.domain.terms_json import read_terms
from tests.lending.domain.loans import terms_of


def days(**changes):
    return [day.isoformat() for day in due_dates(read_terms(terms_of(**changes)))]


def drawn(on):
    return [{"on": on, "amount": "10000.00"}]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ({"count": 10, "unit": "days"}, ["2026-02-10", "2026-02-20", "2026-03-02"]),
        ({"count": 2, "unit": "weeks"}, ["2026-02-14", "2026-02-28", "2026-03-14"]),
        ({"count": 1, "unit": "months"}, ["2026-02-28", "2026-03-31", "2026-04-30"]),
        ({"count": 3, "unit": "months"}, ["2026-04-30", "2026-07-31", "2026-10-31"]),
        ({"count": 1, "unit": "years"}, ["2027-01-31", "2028-01-31", "2029-01-31"]),
    ],
)
def test_dates_are_counted_from_the_drawdown_so_month_ends_do_not_drift(every, expected):
    assert days(drawdowns=drawn("2026-01-31"), every=every) == expected


def test_a_loan_of_29_february_falls_due_on_the_last_day_of_february():
    every = {"count": 1, "unit": "years"}
    assert days(drawdowns=drawn("2024-02-29"), every=every) == ["2025-02-28", "2026-02-28", "2027-02-28"]
    assert days(drawdowns=drawn("2024-02-29"), every=every, instalments=4)[-1] == "2028-02-29"


def test_a_first_date_of_its_own_is_where_the_others_count_from():
    assert days(first_due_on="2026-03-05") == ["2026-03-05", "2026-04-05", "2026-05-05"]


def test_a_first_date_that_is_the_regular_one_changes_nothing():
    month_end = {"drawdowns": drawn("2026-01-31"), "first_due_on": "2026-02-28"}
    assert days(**month_end) == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_own_dates_are_taken_as_they_are():
    own = ["2026-02-15", "2026-10-15", "2027-04-15"]
    assert days(due_dates=own, instalments=None) == own


def test_the_business_day_rule_moves_each_date_from_its_own_day():
    # 15 February and 15 March 2026 are Sundays; Easter Monday is 6 April.
    assert days(business_day="following") == ["2026-02-16", "2026-03-16", "2026-04-15"]
    assert days(business_day="preceding") == ["2026-02-13", "2026-03-13", "2026-04-15"]
    easter = {"drawdowns": drawn("2026-03-06"), "instalments": 1}
    assert days(business_day="following", **easter) == ["2026-04-07"]


def test_france_and_target_close_on_other_days():
    ascension = {"drawdowns": drawn("2026-04-14"), "instalments": 1, "business_day": "following"}
    assert days(calendar="TARGET", **ascension) == ["2026-05-14"]
    assert days(calendar="FR", **ascension) == ["2026-05-15"]


def test_equal_periods_stay_equal_when_a_date_is_moved():
    terms = read_terms(terms_of(business_day="following"))
    assert [str(period.fraction) for period in periods(terms)] == ["1/12", "1/12", "1/12"]


def test_actual_days_follow_a_moved_date():
    terms = read_terms(terms_of(business_day="following", day_count="ACT/360"))
    assert [str(period.fraction) for period in periods(terms)] == ["4/45", "7/90", "1/12"]  # 32, 28 and 30 days


@pytest.mark.parametrize(
    ("unit", "fraction"), [("days", "7/365"), ("weeks", "7/52"), ("months", "7/12"), ("years", "7")]
)
def test_equal_periods_are_parts_of_a_year_by_their_unit(unit, fraction):
    terms = read_terms(terms_of(every={"count": 7, "unit": unit}))
    assert {str(period.fraction) for period in periods(terms)} == {fraction}


def test_the_last_day_of_the_loan_counts_as_it_is_by_isda():
    terms = read_terms(terms_of(drawdowns=drawn("2026-01-31"), instalments=1, day_count="30E/360-ISDA"))
    assert str(periods(terms)[0].fraction) == "7/90"  # 28 February is the end: day 28, not 30
    longer = read_terms(terms_of(drawdowns=drawn("2026-01-31"), instalments=2, day_count="30E/360-ISDA"))
    assert str(periods(longer)[0].fraction) == "1/12"


def test_a_period_is_the_sum_of_its_parts():
    terms = read_terms(terms_of(day_count="ACT/ACT-AFB"))
    period = periods(terms)[0]
    middle = part_of(period, date(2026, 2, 1), terms, last=date(2026, 4, 15))
    assert middle + (period.fraction - middle) == period.fraction
