"""How sound a fund's loans are, by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.portfolio import LoanStanding, Portfolio, portfolio


def loan(borrower, outstanding, late=0, remaining=0):
    return LoanStanding(borrower=borrower, outstanding_minor=outstanding, days_past_due=late, remaining_days=remaining)


def test_a_small_fund_by_hand():
    found = portfolio([loan("A", 300, 29, 10), loan("A", 100, 30, 50), loan("B", 400, 31, 0), loan("C", 200, 0, 100)])
    assert found == Portfolio(
        outstanding_minor=1000,
        at_risk_minor=500,
        par30=Fraction(1, 2),
        largest=Fraction(2, 5),
        largest_five=Fraction(1),
        herfindahl=Fraction(4 * 4 + 4 * 4 + 2 * 2, 100),
        average_remaining_days=Fraction(300 * 10 + 100 * 50 + 200 * 100, 1000),
    )


@pytest.mark.parametrize("loans", [[], [loan("A", 0, 40, 0)]])
def test_nothing_outstanding_has_no_ratio(loans):
    assert portfolio(loans) == Portfolio(outstanding_minor=0, at_risk_minor=0)


@pytest.mark.parametrize("count", [1, 5, 8])
def test_equal_borrowers_have_an_index_of_one_over_their_number(count):
    found = portfolio([loan(number, 700) for number in range(count)])
    assert (found.largest, found.herfindahl) == (Fraction(1, count), Fraction(1, count))
    assert found.largest_five == min(Fraction(1), Fraction(5, count))


loans = st.lists(
    st.builds(loan, st.integers(0, 9), st.integers(1, 10**9), st.integers(0, 90), st.integers(0, 900)), min_size=1
)


@given(loans)
def test_shares_are_ordered_and_within_one(some):
    found = portfolio(some)
    assert 0 <= found.par30 <= 1
    assert found.herfindahl <= found.largest <= found.largest_five <= 1
    assert 0 <= found.average_remaining_days <= max(one.remaining_days for one in some)
