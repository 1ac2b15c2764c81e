"""When what falls due comes in, if some pay late."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.late_payers import LatePayers, WrongLatePayers

TODAY, DUE, PAST = date(2026, 1, 1), date(2026, 2, 1), date(2025, 12, 31)
rates = st.fractions(0, 1, max_denominator=1000)
amounts = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("rate", "days", "due_on", "expected"),
    [
        (Fraction(0), 30, DUE, [(DUE, 1001)]),
        (Fraction(1, 10), 30, DUE, [(DUE, 900), (date(2026, 3, 3), 101)]),
        (Fraction(1), 30, DUE, [(date(2026, 3, 3), 1001)]),
        (Fraction(1), 0, DUE, [(DUE, 1001)]),
        (Fraction(0), 30, TODAY, [(TODAY, 1001)]),
        # Overdue already: late, whatever the rate.
        (Fraction(0), 30, PAST, [(date(2026, 1, 31), 1001)]),
        (Fraction(1, 2), 0, PAST, [(TODAY, 1001)]),
    ],
)
def test_a_share_comes_late_and_the_rest_on_its_day(rate, days, due_on, expected):
    assert list(LatePayers(rate, days).receipts(1001, due_on=due_on, today=TODAY)) == expected


@given(amounts, rates, rates, st.integers(0, 365))
def test_the_parts_sum_to_the_amount_and_a_higher_rate_brings_no_more_in_time(amount, one, other, days):
    lower, higher = sorted((one, other))
    received = [list(LatePayers(rate, days).receipts(amount, due_on=DUE, today=TODAY)) for rate in (lower, higher)]
    assert [sum(part for _, part in parts) for parts in received] == [amount, amount]
    in_time = [sum(part for day, part in parts if day == DUE) for parts in received]
    assert in_time[0] >= in_time[1] or days == 0


@pytest.mark.parametrize(
    ("rate", "days"), [(Fraction(-1, 100), 30), (Fraction(101, 100), 30), (Fraction(0), -1), (Fraction(0), 366)]
)
def test_a_share_above_all_or_a_delay_beyond_a_year_is_refused(rate, days):
    with pytest.raises(WrongLatePayers):
        LatePayers(rate, days)
