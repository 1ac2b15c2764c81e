"""What placed treasury has earned, by hand."""

from datetime import date
from fractions import Fraction

import pytest

from lending.domain.member_yield import member_yield

START, END = date(2026, 1, 1), date(2026, 1, 10)


@pytest.mark.parametrize(
    ("moves", "average"),
    [
        ([], 0),
        ([(date(2025, 6, 1), 1000)], 1000),
        ([(START, 1000)], 1000),
        ([(END, 1000)], 100),
        # 1 000 for ten days, 500 less for the last four.
        ([(START, 1000), (date(2026, 1, 7), -500)], 800),
        ([(date(2025, 6, 1), 1000), (date(2025, 12, 1), -1000)], 0),
        ([(START, 1000), (date(2026, 1, 11), 5000)], 1000),
    ],
)
def test_the_average_is_over_the_days_of_the_period(moves, average):
    found = member_yield(interest_minor=8, moves=moves, start=START, end=END)
    assert (found.average_minor, found.rate) == (average, Fraction(8, average) if average else None)
