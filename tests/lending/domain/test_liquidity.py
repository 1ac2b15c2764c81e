"""A fund's cash to come, to the cent."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lending.domain.late_payers import EVERYBODY_IN_TIME, LatePayers
from lending.domain.liquidity import CashOn, Outflow, Scheduled, forecast_liquidity
from tests.lending.domain.controls import assert_refutes

ON = date(2026, 1, 20)
# 10 000 € at 3 % over three months; 3 000 € more overdue since December.
LOAN = [
    Scheduled(date(2026, 2, 15), 332_501, 2_500),
    Scheduled(date(2026, 3, 15), 333_332, 1_669),
    Scheduled(date(2026, 4, 15), 334_167, 835),
]
OVERDUE = Scheduled(date(2025, 12, 31), 300_000, 1_000)
DRAWDOWNS = [Outflow(date(2026, 1, 10), 500_000), Outflow(date(2026, 3, 1), 200_000)]
NOTICES = [Outflow(date(2026, 2, 14), 600_000)]


def forecast(late=EVERYBODY_IN_TIME, months=4, **changes):
    known = {"cash_minor": 1_000_000, "scheduled": [*LOAN, OVERDUE], "drawdowns": DRAWDOWNS, "notices": NOTICES}
    return forecast_liquidity(**{**known, **changes}, on=ON, months=months, late=late)


def rows(found):
    return [
        (
            month.start, month.opening_minor, month.principal_minor, month.interest_minor, month.drawdowns_minor,
            month.notices_minor, month.closing_minor,
        )
        for month in found.months
    ]  # fmt: skip


def test_a_small_fund_by_hand():
    found = forecast()
    # What is overdue comes on 19 February, the last day of the first month; a drawdown of a past day leaves at once.
    assert rows(found) == [
        (date(2026, 1, 20), 1_000_000, 632_501, 3_500, 500_000, 600_000, 536_001),
        (date(2026, 2, 20), 536_001, 333_332, 1_669, 200_000, 0, 671_002),
        (date(2026, 3, 20), 671_002, 334_167, 835, 0, 0, 1_006_004),
        (date(2026, 4, 20), 1_006_004, 0, 0, 0, 0, 1_006_004),
    ]
    assert [month.end for month in found.months] == [
        date(2026, 2, 19), date(2026, 3, 19), date(2026, 4, 19), date(2026, 5, 19),
    ]  # fmt: skip
    # The low point is inside a month: its closing hides it.
    assert found.low_point == CashOn(date(2026, 2, 14), -100_000)
    assert found.curve[:4] == (
        CashOn(ON, 1_000_000), CashOn(ON, 500_000), CashOn(date(2026, 2, 14), -100_000),
        CashOn(date(2026, 2, 15), 235_001),
    )  # fmt: skip


def test_the_same_with_a_tenth_paid_forty_five_days_late():
    # 15 February: 299 250,9 of 332 501 in time, the late part rounded up, 33 251, and 250 of interest, on 1 April.
    # 15 March: 33 334 and 167 on 29 April; 15 April: 33 417 and 84 on 30 May. Overdue: 6 March.
    assert rows(forecast(LatePayers(Fraction(1, 10), days=45), months=5)) == [
        (date(2026, 1, 20), 1_000_000, 299_250, 2_250, 500_000, 600_000, 201_500),
        (date(2026, 2, 20), 201_500, 599_998, 2_502, 200_000, 0, 604_000),
        (date(2026, 3, 20), 604_000, 334_001, 1_001, 0, 0, 939_002),
        (date(2026, 4, 20), 939_002, 33_334, 167, 0, 0, 972_503),
        (date(2026, 5, 20), 972_503, 33_417, 84, 0, 0, 1_006_004),
    ]


def test_months_that_begin_on_the_thirty_first_leave_no_day_out():
    found = forecast_liquidity(
        cash_minor=0, scheduled=[], drawdowns=[], notices=[], on=date(2026, 1, 31), months=3
    ).months
    assert [(month.start, month.end) for month in found] == [
        (date(2026, 1, 31), date(2026, 2, 27)),
        (date(2026, 2, 28), date(2026, 3, 30)),
        (date(2026, 3, 31), date(2026, 4, 29)),
    ]


days = st.integers(-60, 300).map(lambda number: ON + timedelta(number))
amounts = st.integers(0, 10**9)
scheduled = st.lists(st.builds(Scheduled, days, amounts, amounts), max_size=10)
outflows = st.lists(st.builds(Outflow, days, amounts), max_size=5)
rates = st.fractions(0, 1, max_denominator=100)
funds = st.tuples(st.integers(0, 10**9), scheduled, outflows, outflows)


def of(fund, late, months=12):
    cash, dues, drawdowns, notices = fund
    return forecast_liquidity(
        cash_minor=cash, scheduled=dues, drawdowns=drawdowns, notices=notices, on=ON, months=months, late=late
    )


@given(funds, rates, st.integers(0, 365), st.integers(1, 36))
def test_closing_is_opening_and_what_came_in_less_what_went_out(fund, rate, late_days, months):
    found = of(fund, LatePayers(rate, late_days), months).months
    assert found[0].opening_minor == fund[0]
    for month, following in pairwise(found):
        assert following.opening_minor == month.closing_minor
        assert following.start == month.end + timedelta(1)
    for month in found:
        received, left = month.principal_minor + month.interest_minor, month.drawdowns_minor + month.notices_minor
        assert month.closing_minor == month.opening_minor + received - left


@given(funds)
def test_with_nobody_late_all_principal_outstanding_comes_in_over_the_horizon(fund):
    found = of(fund, LatePayers(Fraction(0), 30))
    assert sum(month.principal_minor for month in found.months) == sum(due.principal_minor for due in fund[1])
    assert sum(month.drawdowns_minor for month in found.months) == sum(out.amount_minor for out in fund[2])


@given(funds, rates, rates, st.integers(0, 365))
def test_more_late_payers_never_leave_more_cash_at_the_end_of_any_month(fund, one, other, late_days):
    fewer, more = (of(fund, LatePayers(rate, late_days)).months for rate in sorted((one, other)))
    assert all(a.closing_minor >= b.closing_minor for a, b in zip(fewer, more, strict=True))


@given(funds, rates, st.integers(0, 365))
def test_the_low_point_is_below_every_closing_and_the_curve_ends_where_the_months_do(fund, rate, late_days):
    found = of(fund, LatePayers(rate, late_days))
    assert found.low_point.cash_minor <= min(fund[0], *(month.closing_minor for month in found.months))
    assert found.curve[-1].cash_minor == found.months[-1].closing_minor


def test_a_late_part_rounded_to_the_nearest_would_be_seen():
    def holds(receipts, case):
        amount, one, other = case
        lower, higher = sorted((one, other))
        assert receipts(amount, lower) >= receipts(amount, higher)
        assert receipts(amount, higher) <= amount * (1 - higher)

    def nearest(amount, rate):
        return amount - round(amount * rate)

    cases = st.tuples(st.integers(0, 1000), rates, rates)
    assert_refutes(holds, nearest, cases)
