"""Who is paid first, and when each can be."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.late_payers import EVERYBODY_IN_TIME, LatePayers
from lending.domain.withdrawal_queue import Due, Waiting, forecasts, in_order, returns_by_account

TODAY = date(2026, 2, 1)
FEBRUARY, MARCH, APRIL = date(2026, 2, 15), date(2026, 3, 15), date(2026, 4, 15)


def asks(key, amount, *, payable_on=TODAY, requested_on=TODAY, account="A"):
    return Waiting(key=key, account=account, amount_minor=amount, payable_on=payable_on, requested_on=requested_on)


def told(waiting, *, cash, returns=(), late=EVERYBODY_IN_TIME):
    found = forecasts(waiting, available={"A": cash}, returns={"A": returns}, today=TODAY, late=late)
    return [(one.key, one.position, one.payable_from, one.missing_minor) for one in found]


def test_the_order_is_by_day_of_payment_then_of_asking_then_as_asked():
    earlier, later = TODAY, TODAY + timedelta(1)
    waiting = [
        asks(4, 1, payable_on=later, requested_on=later),
        asks(3, 1, payable_on=later, requested_on=earlier),
        asks(2, 1, payable_on=later, requested_on=earlier),
        asks(1, 1, payable_on=earlier, requested_on=later),
    ]
    assert [one.key for one in in_order(waiting)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("waiting", "cash", "expected"),
    [
        # What is there is paid today; what is under notice, when the notice is over.
        ([asks(1, 500)], 500, [(1, 1, TODAY, 0)]),
        ([asks(1, 500, payable_on=MARCH)], 500, [(1, 1, MARCH, 0)]),
        # One cent more waits for the instalment that brings it.
        ([asks(1, 501)], 500, [(1, 1, FEBRUARY, 1)]),
        ([asks(1, 1500)], 500, [(1, 1, FEBRUARY, 1000)]),
        ([asks(1, 1501)], 500, [(1, 1, MARCH, 1001)]),
        # Notice over after the cash has come back, and before.
        ([asks(1, 1500, payable_on=APRIL)], 500, [(1, 1, APRIL, 1000)]),
        # A small one waits behind a large one that was there before.
        ([asks(1, 1600), asks(2, 100)], 500, [(1, 1, MARCH, 1100), (2, 2, MARCH, 100)]),
        ([asks(1, 400), asks(2, 200)], 500, [(1, 1, TODAY, 0), (2, 2, FEBRUARY, 100)]),
        # All that is lent does not bring it: the rest is reserved.
        ([asks(1, 3501)], 500, [(1, 1, None, 3001)]),
        ([asks(1, 3501), asks(2, 1)], 500, [(1, 1, None, 3001), (2, 2, None, 1)]),
    ],
)
def test_a_withdrawal_is_paid_on_the_first_day_on_which_notice_turn_and_cash_are_there(waiting, cash, expected):
    assert told(waiting, cash=cash, returns=[(APRIL, 1000), (FEBRUARY, 1000), (MARCH, 1000)]) == expected


def test_late_payers_put_it_off():
    returns = [(FEBRUARY, 1000), (MARCH, 1000)]
    late = LatePayers(Fraction(1, 10), days=30)
    # 900 in February, 100 a month later; 1 000 − 100 in March, the last 100 in April.
    assert told([asks(1, 900)], cash=0, returns=returns, late=late) == [(1, 1, FEBRUARY, 900)]
    assert told([asks(1, 901)], cash=0, returns=returns, late=late) == [(1, 1, MARCH, 901)]
    assert told([asks(1, 2000)], cash=0, returns=returns, late=late) == [(1, 1, date(2026, 4, 14), 2000)]


def test_each_account_has_its_own_queue_and_its_own_cash():
    waiting = [asks(1, 100), asks(2, 100, account="B"), asks(3, 100, account="C")]
    found = forecasts(waiting, available={"B": 100}, returns={"A": [(MARCH, 100)]}, today=TODAY)
    assert [(one.key, one.position, one.payable_from) for one in found] == [(1, 1, MARCH), (2, 1, TODAY), (3, 1, None)]


def test_what_is_lent_comes_back_to_each_lender_as_receipts_are_shared():
    # 10 000,00 € lent 6 000 / 4 000: the cents go where the largest remainder is.
    dues = [
        Due(loan="P1", due_on=MARCH, principal_minor=333_332),
        Due(loan="P1", due_on=FEBRUARY, principal_minor=332_501),
        Due(loan="P1", due_on=APRIL, principal_minor=334_167),
        Due(loan="P2", due_on=MARCH, principal_minor=100),
    ]
    legs = {"P1": [("A", 600_000), ("B", 400_000)], "P2": [("B", 100)]}
    assert returns_by_account(dues, legs=legs) == {
        "A": [(FEBRUARY, 199_501), (MARCH, 199_999), (APRIL, 200_500)],
        "B": [(FEBRUARY, 133_000), (MARCH, 133_333), (MARCH, 100), (APRIL, 133_667)],
    }


queues = st.lists(
    st.builds(
        lambda key, amount, notice, asked: asks(
            key, amount, payable_on=TODAY + timedelta(notice), requested_on=TODAY - timedelta(asked)
        ),
        st.integers(0, 10**6), st.integers(1, 2000), st.integers(0, 200), st.integers(0, 5),
    ),
    max_size=6, unique_by=lambda one: one.key,
)  # fmt: skip
schedules = st.lists(
    st.tuples(st.integers(-40, 300).map(lambda days: TODAY + timedelta(days)), st.integers(0, 1500)), max_size=8
)


def held_on(day, cash, returns, late):
    parts = (part for due_on, amount in returns for part in late.receipts(amount, due_on=due_on, today=TODAY))
    return cash + sum(amount for on, amount in parts if on <= day)


@given(queues, st.integers(0, 2000), schedules, st.fractions(0, 1, max_denominator=20))
def test_a_queue_played_day_by_day_pays_each_on_the_day_that_was_told(waiting, cash, returns, rate):
    late = LatePayers(rate, days=30)
    expected, asked, day = {}, 0, TODAY
    for one in in_order(waiting):
        asked += one.amount_minor
        day = max(day, one.payable_on)
        last = TODAY + timedelta(400)
        while day <= last and held_on(day, cash, returns, late) < asked:
            day += timedelta(1)
        expected[one.key] = day if day <= last else None
    found = forecasts(waiting, available={"A": cash}, returns={"A": returns}, today=TODAY, late=late)
    assert {one.key: one.payable_from for one in found} == expected


@given(queues, st.integers(0, 2000), schedules, st.fractions(0, 1, max_denominator=20), st.integers(0, 365))
def test_late_payers_never_bring_a_payment_forward(waiting, cash, returns, rate, days):
    known = {"available": {"A": cash}, "returns": {"A": returns}, "today": TODAY}
    in_time = forecasts(waiting, late=LatePayers(Fraction(0), days), **known)
    late = forecasts(waiting, late=LatePayers(rate, days), **known)
    never = date.max
    assert all((a.payable_from or never) <= (b.payable_from or never) for a, b in zip(in_time, late, strict=True))
