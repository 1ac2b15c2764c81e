"""Effective rates against published examples, and against another program."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.domain.effective_rate import NoEffectiveRate, eu_rate, internal_rate, proportional_rate
from tests.lending.domain.published import published

CASES = published("effective_rates")
EU = [name for name, case in CASES.items() if "advances" in case]
REGULATION_Z = [name for name in CASES if name.startswith("REGZ")]
PROPORTIONAL = ["TEGP-01"]
CONVERSION = ["TEGP-05"]


def flows(entries):
    found = []
    for entry in entries:
        amount = Decimal(entry["amount"])
        if "t_days" in entry:
            found.append((Fraction(int(entry["t_days"]) * 4, 1461), amount))
        elif "t_years" in entry:
            found.append((Fraction(entry["t_years"]), amount))
        else:
            first, step = Fraction(entry["first_t_years"]), Fraction(entry["step_years"])
            found += [(first + number * step, amount) for number in range(entry["count"])]
    return found


@pytest.mark.parametrize("name", EU)
def test_published_eu_rates_are_met(name):
    case = CASES[name]
    percent = 100 * eu_rate(flows(case["advances"]), flows(case["payments"]))
    assert percent.quantize(Decimal(case["expected_apr_pct"])) == Decimal(case["expected_apr_pct"])
    if case["expected_rate_pct_full"]:
        printed = Decimal(case["expected_rate_pct_full"])
        tolerance = max(Decimal("0.0005"), Decimal(5).scaleb(printed.as_tuple().exponent - 1))
        assert abs(percent - printed) <= tolerance


@pytest.mark.parametrize("name", PROPORTIONAL)
def test_a_professional_teg_is_proportional(name):
    case = CASES[name]
    taken = [(flow["period"], Decimal(flow["amount"])) for flow in case["flows"]]
    percent = 100 * proportional_rate(taken, periods_per_year=int(case["periods_per_year"]))
    assert percent == Decimal(case["expected_apr_pct"])


@pytest.mark.parametrize("name", CONVERSION)
def test_a_proportional_rate_has_its_effective_rate(name):
    case = CASES[name]
    period_rate = Decimal(case["given_proportional_pct"]) / 100 / 12
    year_of_interest = [(Fraction(0), Decimal(1)), (Fraction(1), -((1 + period_rate) ** 12))]
    assert round(100 * internal_rate(year_of_interest), 6) == Decimal(case["expected_apr_pct"])


@pytest.mark.parametrize("name", REGULATION_Z)
def test_regulation_z_rates_are_met_where_it_counts_as_we_do(name):
    # Appendix J takes simple interest for an odd first period, we compound it: a hundredth of a percent at the most.
    case = CASES[name]
    first, last = case["flows"][0], case["flows"][-1]
    odd = Fraction(first["fraction"])
    amounts = dict.fromkeys(range(first["unit_periods"], last["unit_periods"] + 1), case["flows"][1]["amount"])
    amounts |= {flow["unit_periods"]: flow["amount"] for flow in case["flows"]}
    assert len(amounts) == case["number_of_payments"]
    taken = [(Fraction(0), Decimal(case["advance"]))]
    taken += [(period + odd, -Decimal(amount)) for period, amount in amounts.items()]
    percent = 100 * proportional_rate(taken, periods_per_year=Fraction(case["unit_periods_per_year"]))
    tolerance = Decimal("0.005") if not odd else Decimal("0.015")
    assert abs(percent - Decimal(case["expected_apr_pct"])) <= tolerance


def test_every_published_case_is_met():
    assert set(CASES) == {*EU, *REGULATION_Z, *PROPORTIONAL, *CONVERSION}


def test_the_worked_figures_of_a_three_month_loan_with_a_fee():
    payments = [(1, Decimal("-33.33")), (2, Decimal("-33.34")), (3, Decimal("-10033.33"))]
    taken = [(0, Decimal(9950)), *payments]
    assert round(internal_rate(taken), 8) == Decimal("0.00501675")
    assert round(proportional_rate(taken, periods_per_year=12), 4) == Decimal("0.0602")
    yearly = [(Fraction(period, 12), -amount) for period, amount in payments]
    assert round(eu_rate([(Fraction(0), Decimal(9950))], yearly), 4) == Decimal("0.0619")


@pytest.mark.parametrize(
    ("lent", "paid", "years", "rate"),
    [
        (100, 100, Fraction(1), Decimal(0)),
        (100, 50, Fraction(1), Decimal("-0.5")),
        (10**9, 1, Fraction(1), Decimal("-0.999999999")),
        (100, 10**9, Fraction(1), Decimal(9_999_999)),
        (100, 200, Fraction(1, 365), Decimal(2) ** 365 - 1),
    ],
)
def test_extreme_rates_are_found(lent, paid, years, rate):
    found = eu_rate([(Fraction(0), Decimal(lent))], [(years, Decimal(paid))])
    assert abs(found - rate) <= abs(rate) * Decimal("1e-20")


@pytest.mark.parametrize(
    ("drawdowns", "payments"),
    [
        ([(Fraction(0), Decimal(100))], []),
        ([], [(Fraction(0), Decimal(100))]),
        ([], []),
        ([(Fraction(0), Decimal(0))], [(Fraction(1), Decimal(0))]),
        ([(Fraction(0), Decimal(100))], [(Fraction(0), Decimal(150)), (Fraction(1), Decimal(10))]),
    ],
)
def test_no_rate_is_invented_where_there_is_none(drawdowns, payments):
    with pytest.raises(NoEffectiveRate):
        eu_rate(drawdowns, payments)


def test_what_is_paid_back_at_once_and_in_full_costs_nothing():
    tranches = [(Fraction(0), Decimal(500)), (Fraction(1, 12), Decimal(200))]
    assert eu_rate(tranches, tranches) == 0
    assert proportional_rate([(0, Decimal(500)), (0, Decimal(-500))], periods_per_year=12) == 0


START = date(2026, 1, 1)
loans = st.tuples(
    st.integers(1_000, 10**8),
    st.lists(st.tuples(st.integers(1, 2000), st.integers(0, 10**7)), min_size=1, max_size=24),
    st.decimals("1.001", "3", places=3),
)


@settings(max_examples=60)
@given(loans)
def test_another_program_finds_the_same_rate(loan):
    lent, shape, factor = loan
    weight = sum(part for _, part in shape) or 1
    paid = [(days, round(lent * factor * (part or 1) / weight, 2) + 1) for days, part in shape]
    ours = eu_rate([(Fraction(0), Decimal(lent))], [(Fraction(days, 365), amount) for days, amount in paid])
    theirs = pyxirr.xirr([START, *(START + timedelta(days) for days, _ in paid)], [-lent, *(float(a) for _, a in paid)])
    if theirs is not None:
        assert float(ours) == pytest.approx(theirs, rel=1e-6, abs=1e-7)
