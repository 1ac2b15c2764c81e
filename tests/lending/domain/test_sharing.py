"""Sharing to the last cent."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.day_count import year_fraction
from lending.domain.money import RoundingMode, round_ratio
from lending.domain.schedule import build_schedule
from lending.domain.sharing import NothingToShareBy, split
from lending.domain.terms_json import read_terms
from lending.domain.wrong_terms import WrongTerms
from tests.lending.domain.published import published
from tests.lending.domain.random_loans import random_loan, size

CASES = published("sharing")
ALLOCATIONS = [name for name in CASES if name.startswith("ALLOC")]
DEPOSITS = ["POOL-01", "POOL-02"]
POOL = "POOL-03"
# Published rules that are not this fund's.
NOT_OURS = {
    "POOL-07": "a tontine counts sessions; this fund shares by outstanding principal",
    "POOL-09": "this fund keeps no reserve that evens out years",
    "POOL-10": "there each lender's schedule is rounded; here each receipt is shared, so the legs sum to it",
}

amounts = st.integers(-(10**14), 10**14)
weights = st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any)


@pytest.mark.parametrize("name", ALLOCATIONS)
def test_published_allocations_are_met(name):
    case = CASES[name]
    assert split(case["total"], case["weights"]) == case["expected"]


@pytest.mark.parametrize("name", DEPOSITS)
def test_interest_of_a_pool_at_changing_rates_is_met(name):
    case = CASES[name]
    profits, start = [], date.fromisoformat(case["start_date"])
    for segment in case["segments"]:
        end = start + timedelta(segment["days"])
        rate = Fraction(segment["annual_rate"]) / 100
        exact = 100 * int(case["principal"]) * rate * year_fraction(start, end, convention="ACT/365F")
        profits.append(round_ratio(exact.numerator, exact.denominator, RoundingMode.HALF_UP))
        start = end
    assert profits == [100 * Fraction(segment["profit"]) for segment in case["segments"]]
    assert sum(profits) == 100 * Fraction(case["expected_total"])


def test_a_pools_income_is_shared_by_weighted_balances():
    expected = CASES[POOL]["expected"]
    shares = split(40_000, [expected["weighted"][name] for name in expected["allocation"]])
    assert dict(zip(expected["allocation"], shares, strict=True)) == expected["allocation"]


def test_every_published_case_is_met_or_named_as_another_rule():
    assert set(CASES) == {*ALLOCATIONS, *DEPOSITS, POOL, *NOT_OURS}


@given(amounts, weights)
def test_split_loses_nothing_and_stays_within_a_cent(amount, weights):
    shares = split(amount, weights)
    total = sum(weights)
    assert sum(shares) == amount
    assert all(abs(share - Fraction(amount * weight, total)) < 1 for share, weight in zip(shares, weights, strict=True))


@given(amounts, weights)
def test_a_reversal_is_minus_the_split(amount, weights):
    assert split(-amount, weights) == [-share for share in split(amount, weights)]


@given(amounts, weights)
def test_who_weighs_nothing_gets_nothing(amount, weights):
    assert split(amount, [*weights, 0])[-1] == 0


def test_weights_may_be_amounts():
    assert split(10, [Decimal("0.10"), Decimal("0.20"), Fraction(7, 10)]) == [1, 2, 7]


def test_ties_go_to_the_lowest_index():
    assert split(2, [1, 1, 1]) == [1, 1, 0]


def test_nothing_is_shared_by_nobody():
    assert split(0, []) == []
    assert split(0, [0, 0]) == [0, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_an_amount_that_no_weight_can_carry_is_refused(weights):
    with pytest.raises(NothingToShareBy, match="100 was to be shared"):
        split(100, weights)


@pytest.mark.parametrize("chunk", range(8))
def test_legs_sum_to_the_loan_row_by_row_and_none_goes_below_zero(chunk):
    random = Random(f"legs {chunk}")
    checked = 0
    while checked < size(800, 40_000) // 8:
        try:
            terms = read_terms(random_loan(random))
        except WrongTerms:
            continue  # dates that collide by chance
        checked += 1
        legs = [0] * random.randint(1, 12)
        weights = [random.randint(1, 10**6) for _ in legs]
        drawn = sorted((item.on, item.amount_minor) for item in terms.drawdowns)
        for row in build_schedule(terms).instalments:
            # What is drawn before the day counts before its instalment, what is drawn on it after.
            while drawn and drawn[0][0] < row.due_on:
                legs = [leg + part for leg, part in zip(legs, split(drawn.pop(0)[1], weights), strict=True)]
            interest = split(row.interest_minor, legs) if row.interest_minor else [0] * len(legs)
            principal = split(row.principal_minor, legs) if row.principal_minor else [0] * len(legs)
            assert (sum(interest), sum(principal)) == (row.interest_minor, row.principal_minor)
            assert min(interest) >= 0
            legs = [leg - part for leg, part in zip(legs, principal, strict=True)]
            assert min(legs) >= 0
            while drawn and drawn[0][0] == row.due_on:
                legs = [leg + part for leg, part in zip(legs, split(drawn.pop(0)[1], weights), strict=True)]
            assert sum(legs) == row.outstanding_minor
        assert legs == [0] * len(legs)
