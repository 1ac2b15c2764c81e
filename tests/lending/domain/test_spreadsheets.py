"""Figures that Excel, LibreOffice and Numbers print in their own documentation, and textbook loans of many years."""

from decimal import Decimal
from fractions import Fraction

import pytest

from lending.domain.effective_rate import proportional_rate
from lending.domain.methods import equal_instalment
from lending.domain.money import RoundingMode
from lending.domain.simulation import simulate
from lending.domain.terms import Rounding


def level(amount, *, annual_rate, periods, per_year, mode=RoundingMode.HALF_UP):
    """The equal instalment of an amount, to the cent."""
    rate, part = Fraction(annual_rate), Fraction(1, per_year)
    debt = amount * 100 * (1 + rate * part)
    found = equal_instalment(debt, rate=rate, fractions=[part] * (periods - 1), rounding=Rounding(mode=mode))
    return Decimal(found).scaleb(-2)


def interest_between(first, last, **terms):
    rows = simulate({"currency": "EUR", "repayment": "equal_instalments", **terms})["instalments"]
    return sum(Decimal(row["interest"]) for row in rows[first - 1 : last])


@pytest.mark.parametrize(
    ("amount", "annual_rate", "periods", "per_year", "printed"),
    [
        # PMT(8%/12; 10; 10000) of Excel; PMT(1.99%/12; 36; 25000) of LibreOffice; 15 000 of numpy-financial.
        (10_000, "0.08", 10, 12, "1037.03"),
        (25_000, "0.0199", 36, 12, "715.96"),
        (15_000, "0.08", 60, 12, "304.15"),
        # PMT([0, 0.8, 0.3, 0.8]; [12, 3]; [2000, 20000]) of numpy-financial, by whole periods.
        (2_000, "0", 12, 1, "166.67"),
        (20_000, "0.8", 3, 1, "19311.26"),
        (2_000, "0.3", 12, 1, "626.91"),
        # Thirty years: the example of Excel's CUMIPMT, and the loans of every textbook.
        (125_000, "0.09", 360, 12, "1005.78"),
        (100_000, "0.06", 360, 12, "599.55"),
        (200_000, "0.065", 360, 12, "1264.14"),
    ],
)
def test_the_instalment_is_the_one_that_is_printed(amount, annual_rate, periods, per_year, printed):
    assert level(amount, annual_rate=annual_rate, periods=periods, per_year=per_year) == Decimal(printed)


def drawn(amount):
    return [{"on": "2024-01-15", "amount": amount}]


@pytest.mark.parametrize(
    ("terms", "first", "last", "printed", "tolerance"),
    [
        # CUMIPMT(9%/12; 360; 125000; 13; 24) and (…; 1; 1); IPMT(10%/12; 1; 36; 8000) and IPMT(10%; 3; 3; 8000): Excel.
        ({"annual_rate": "0.09", "instalments": 360, "drawdowns": drawn("125000.00")}, 13, 24, "11135.23", "0.06"),
        ({"annual_rate": "0.09", "instalments": 360, "drawdowns": drawn("125000.00")}, 1, 1, "937.50", "0"),
        ({"annual_rate": "0.10", "instalments": 36, "drawdowns": drawn("8000.00")}, 1, 1, "66.67", "0"),
        (
            {"annual_rate": "0.10", "instalments": 3, "drawdowns": drawn("8000.00"), "every": {"unit": "years"}},
            3,
            3,
            "292.45",
            "0.01",
        ),
    ],
)
def test_interest_is_the_one_that_is_printed(terms, first, last, printed, tolerance):
    # Spreadsheets round nothing on the way, each of our periods is rounded: half a cent a row at the most.
    assert abs(interest_between(first, last, **terms) - Decimal(printed)) <= Decimal(tolerance)


@pytest.mark.parametrize(
    ("terms", "number", "printed"),
    [
        # PPMT(10%/12; 1; 24; 2000) and PPMT(8%; 10; 10; 200000): Excel; CUMPRINC(9%/12; 360; 125000; 1; 1): Excel.
        ({"annual_rate": "0.10", "instalments": 24, "drawdowns": drawn("2000.00")}, 1, "75.62"),
        (
            {"annual_rate": "0.08", "instalments": 10, "drawdowns": drawn("200000.00"), "every": {"unit": "years"}},
            10,
            "27598.05",
        ),
        ({"annual_rate": "0.09", "instalments": 360, "drawdowns": drawn("125000.00")}, 1, "68.28"),
    ],
)
def test_principal_is_the_one_that_is_printed(terms, number, printed):
    rows = simulate({"currency": "USD", "repayment": "equal_instalments", **terms})["instalments"]
    assert abs(Decimal(rows[number - 1]["principal"]) - Decimal(printed)) <= Decimal("0.03")


@pytest.mark.parametrize(
    ("flows", "printed"),
    [
        # IRR of Excel after five years, four and two; RATE(48; -200; 8000) of Excel, a month.
        ([-70_000, 12_000, 15_000, 18_000, 21_000, 26_000], "0.087"),
        ([-70_000, 12_000, 15_000, 18_000, 21_000], "-0.021"),
        ([-70_000, 12_000, 15_000], "-0.444"),
        ([-8_000, *[200] * 48], "0.0077"),
        # IRR of numpy-financial; the last three change their sign more than once.
        ([-150_000, 15_000, 25_000, 35_000, 45_000, 60_000], "0.0524"),
        ([-100, 39, 59, 55, 20], "0.28095"),
        ([-100, 0, 0, 74], "-0.0955"),
        ([-100, 100, 0, -7], "-0.0833"),
        ([-100, 100, 0, 7], "0.06206"),
        ([-5, Decimal("10.5"), 1, -8, 1], "0.0886"),
    ],
)
def test_the_rate_of_a_period_is_the_one_that_is_printed(flows, printed):
    taken = [(period, Decimal(-amount)) for period, amount in enumerate(flows)]
    assert proportional_rate(taken, periods_per_year=1).quantize(Decimal(printed)) == Decimal(printed)
