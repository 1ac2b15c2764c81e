"""Intervals of the EU effective rate."""

from datetime import date
from fractions import Fraction

import pytest

from lending.domain.intervals import interval
from tests.lending.domain.published import fraction_sum, published

CASES = {name: case for name, case in published("day_counts", part="day_count").items() if "period_unit" in case}


@pytest.mark.parametrize("name", CASES)
def test_published_intervals_are_met(name):
    case = CASES[name]
    start, end = date.fromisoformat(case["start"]), date.fromisoformat(case["end"])
    assert interval(start, end, unit=f"{case['period_unit']}s") == fraction_sum(case["expected_fraction_expression"])


@pytest.mark.parametrize(
    ("unit", "start", "end", "expected"),
    # These figures are from the tests of curo (Python), tests/daycount/test_eu_2008_48_ec.py.
    [
        ("months", date(2024, 2, 28), date(2025, 2, 27), "11/12+28/366"),
        ("months", date(2024, 2, 28), date(2025, 2, 28), "1"),
        ("months", date(2013, 2, 26), date(2013, 3, 29), "1/12+2/366"),
        ("months", date(2024, 12, 31), date(2025, 2, 28), "2/12"),
        ("years", date(2019, 2, 28), date(2020, 2, 29), "1"),
        ("years", date(2020, 2, 29), date(2021, 2, 28), "1"),
        ("weeks", date(2012, 1, 12), date(2012, 1, 30), "2/52+4/365"),
        ("weeks", date(2012, 1, 12), date(2013, 1, 12), "1+2/365"),
        ("months", date(2026, 1, 12), date(2026, 1, 12), "0"),
    ],
)
def test_whole_units_are_counted_backwards_then_days(unit, start, end, expected):
    assert interval(start, end, unit=unit) == fraction_sum(expected)


def test_a_payment_before_the_first_drawdown_has_a_negative_time():
    assert interval(date(2026, 2, 15), date(2026, 1, 15)) == Fraction(-1, 12)
