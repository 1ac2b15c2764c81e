"""What a payment pays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.allocation import Due, Part, allocate
from tests.lending.domain.published import published

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
DUES = [
    Due(2, FEBRUARY, costs_minor=0, interest_minor=2_000, principal_minor=100_000),
    Due(1, JANUARY, costs_minor=500, interest_minor=3_000, principal_minor=100_000),
    Due(3, MARCH, costs_minor=0, interest_minor=1_000, principal_minor=100_000),
]


def paid(amount_minor, **options):
    """(number, costs, interest, principal) by due, and what is left."""
    allocation = allocate(amount_minor, DUES, **({"on": FEBRUARY} | options))
    return [tuple(part) for part in allocation.parts], allocation.left_minor


def test_the_published_allocation_is_met():
    case = published("schedules")["ALLOCPAY-01"]
    given_, expected = case["given"], case["expected_totals"]
    due = Due(1, JANUARY, interest_minor=int(given_["interest_due"]), principal_minor=int(given_["principal_due"]))
    allocation = allocate(int(given_["payment"]), [due], on=JANUARY)
    assert allocation.interest_minor == int(expected["to_interest"])
    assert allocation.principal_minor == int(expected["to_principal"])
    assert due.principal_minor - allocation.principal_minor == int(expected["principal_left"])


@pytest.mark.parametrize(
    ("amount", "parts", "left"),
    [
        #           number costs interest principal
        (400, [(1, 400, 0, 0)], 0),
        (3_000, [(1, 500, 2_500, 0)], 0),
        (5_500, [(1, 500, 3_000, 0), (2, 0, 2_000, 0)], 0),
        (55_500, [(1, 500, 3_000, 50_000), (2, 0, 2_000, 0)], 0),
        (205_500, [(1, 500, 3_000, 100_000), (2, 0, 2_000, 100_000)], 0),
        (300_000, [(1, 500, 3_000, 100_000), (2, 0, 2_000, 100_000)], 94_500),
    ],
)
def test_costs_then_interest_then_principal_oldest_first(amount, parts, left):
    assert paid(amount) == (parts, left)


def test_what_is_not_due_is_not_touched():
    assert paid(500_000, on=JANUARY) == ([(1, 500, 3_000, 100_000)], 396_500)


def test_a_debtor_may_name_the_debt():
    assert paid(102_000, named=[2]) == ([(2, 0, 2_000, 100_000)], 0)
    assert paid(102_600, named=[2]) == ([(1, 500, 100, 0), (2, 0, 2_000, 100_000)], 0)


def test_a_product_may_have_another_order():
    order = (Part.PRINCIPAL, Part.INTEREST, Part.COSTS)
    assert paid(100_100, order=order, on=JANUARY) == ([(1, 0, 100, 100_000)], 0)


def test_two_dues_of_one_day_are_paid_by_their_number():
    twins = [Due(8, JANUARY, interest_minor=10), Due(7, JANUARY, interest_minor=10)]
    assert [part.number for part in allocate(10, twins, on=JANUARY).parts] == [7]


amounts = st.integers(0, 10**6)
dues = st.lists(st.tuples(st.dates(JANUARY, MARCH), amounts, amounts, amounts), max_size=8)


@given(amounts, dues, st.dates(JANUARY, MARCH))
def test_no_money_is_lost_and_no_due_is_overpaid(amount, rows, on):
    owed = {number: Due(number, *row) for number, row in enumerate(rows)}
    allocation = allocate(amount, list(owed.values()), on=on)
    assert sum(part.total_minor for part in allocation.parts) + allocation.left_minor == amount
    for part in allocation.parts:
        due = owed[part.number]
        assert due.due_on <= on
        assert part.costs_minor <= due.costs_minor
        assert part.interest_minor <= due.interest_minor
        assert part.principal_minor <= due.principal_minor
    payable = sum(due.total_minor for due in owed.values() if due.due_on <= on)
    assert allocation.left_minor == max(0, amount - payable)
