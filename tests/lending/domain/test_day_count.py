"""Day counts against the published tables of QuantLib, OpenGamma Strata and Fineract."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.day_count import DayCount, WrongSpan, year_fraction
from tests.lending.domain.published import published

CASES = published("day_counts", part="day_count")
CONVENTIONS = {
    "30/360 US (NASD, with end-of-February rules)": DayCount.THIRTY_360_US,
    "30U/360 (EOM)": DayCount.THIRTY_360_US,
    "30E/360": DayCount.THIRTY_E_360,
    "30E/360 (Eurobond basis, ISDA 2006 4.16(g))": DayCount.THIRTY_E_360,
    "30E/360 ISDA (ISDA 2006 4.16(h))": DayCount.THIRTY_E_360_ISDA,
    "30E/360 ISDA (end is not termination date)": DayCount.THIRTY_E_360_ISDA,
    "30E/360 ISDA (end is termination date)": DayCount.THIRTY_E_360_ISDA,
    "ACT/360": DayCount.ACT_360,
    "ACT/365F": DayCount.ACT_365F,
    "ACT/ACT ISDA": DayCount.ACT_ACT_ISDA,
    "ACT/ACT (leap year 366)": DayCount.ACT_ACT_ISDA,
    "ACT/ACT ICMA (ISMA)": DayCount.ACT_ACT_ICMA,
    "ACT/ACT AFB": DayCount.ACT_ACT_AFB,
}
# Conventions of the sources that are not among our nine, and what ours says instead of it.
NOT_OURS = {
    "30/360 Bond Basis (30A/360, ISDA 2006 4.16(f))": "no end-of-February rule; our 30/360-US has it",
    "30/360 ISDA (bond basis)": "no end-of-February rule; our 30/360-US has it",
    "30U/360 (not EOM)": "the same convention with the end-of-February rule switched off",
    "30/360 PSA": "a mortgage convention: the end of February is day 30 at the start alone",
    "30/365": "30/360 days over 365",
    "ACT/ACT Year": "whole years, then days over the length of the year they lie in",
    "ACT/365 Actual": "366 when the span holds a 29 February, however long it is",
    "NL/365": "29 February is never counted",
    "Fineract ACT/ACT across year end (QUIRK)": "splits at 31 December; ours splits at 1 January (ISDA)",
}
INTERVALS = "EU CCD/MCD Annex I remark (c)"  # tested in test_intervals.py
OURS = [name for name, case in CASES.items() if case["convention"] in CONVENTIONS]


@pytest.mark.parametrize("name", OURS)
def test_published_day_counts_are_met(name):
    case = CASES[name]
    start, end = date.fromisoformat(case["start"]), date.fromisoformat(case["end"])
    termination = case.get("termination_date") or ("is termination" in case["convention"] and case["end"]) or None
    period = case.get("reference_period")
    fraction = year_fraction(
        start,
        end,
        convention=CONVENTIONS[case["convention"]],
        termination=termination and date.fromisoformat(termination),
        period=period and tuple(map(date.fromisoformat, period)),
    )
    if "expected_days" in case:
        assert fraction == Fraction(case["expected_days"], 360)
    elif "expected_fraction" in case:
        assert fraction == Fraction(case["expected_fraction"])
    elif "expected_rate_factor" in case:
        factor = fraction * Fraction(case["annual_rate_pct"]) / 100
        assert abs(factor - Fraction(case["expected_rate_factor"])) <= Fraction(1, 2 * 10**12)
    else:
        assert abs(fraction - Fraction(case["expected_year_fraction"])) < Fraction(case["tolerance"])


def test_every_published_case_is_met_or_named_as_another_convention():
    others = {case["convention"] for case in CASES.values()} - set(CONVENTIONS)
    assert {name for name in others if not name.startswith(INTERVALS)} == set(NOT_OURS)


def test_a_leap_year_is_split_at_1_january_by_isda():
    fraction = year_fraction(date(2023, 12, 12), date(2024, 1, 12), convention="ACT/ACT-ISDA")
    assert fraction == Fraction(20, 365) + Fraction(11, 366)


@pytest.mark.parametrize(
    ("start", "end", "period", "fraction"),
    [
        # start            end               reference period                          of a year
        (date(2003, 11, 1), date(2004, 5, 1), None, Fraction(1, 2)),
        (date(1999, 7, 1), date(2000, 7, 1), (date(1999, 7, 1), date(2000, 7, 1)), Fraction(1)),
        (date(2003, 7, 15), date(2004, 1, 15), (date(2003, 7, 15), date(2004, 1, 15)), Fraction(1, 2)),
        (date(2000, 1, 30), date(2000, 6, 30), (date(2000, 1, 30), date(2000, 7, 30)), Fraction(152, 182) / 2),
        (date(2026, 1, 5), date(2026, 1, 12), None, Fraction(7, 365)),  # too short to be a month: part of a year
        (date(2026, 1, 1), date(2027, 1, 1), (date(2026, 1, 1), date(2026, 4, 1)), Fraction(1)),  # four quarters
        (date(2026, 5, 5), date(2026, 5, 5), None, Fraction(0)),
    ],
)
def test_icma_counts_in_reference_periods(start, end, period, fraction):
    assert year_fraction(start, end, convention="ACT/ACT-ICMA", period=period) == fraction


def test_equal_periods_are_twelfths_and_odd_days_are_365ths():
    assert year_fraction(date(2026, 1, 31), date(2026, 2, 28), convention="equal_periods") == Fraction(1, 12)
    assert year_fraction(date(2012, 1, 12), date(2012, 2, 15), convention="equal_periods") == (
        Fraction(1, 12) + Fraction(3, 365)
    )


@pytest.mark.parametrize("convention", [way for way in DayCount if way is not DayCount.ACT_ACT_ICMA])
@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 4000))
def test_a_later_end_is_never_a_smaller_part_of_a_year(convention, start, days):
    end = start + timedelta(days)
    sooner = year_fraction(start, end, convention=convention)
    assert 0 <= sooner <= year_fraction(start, end + timedelta(1), convention=convention)


def test_dates_in_the_wrong_order_are_refused():
    with pytest.raises(WrongSpan, match="2026-02-01 to 2026-01-01"):
        year_fraction(date(2026, 2, 1), date(2026, 1, 1), convention="ACT/360")


@pytest.mark.parametrize("convention", ["ACT/ACT-ICMA", "equal_periods"])
@pytest.mark.parametrize("period_end", [date(2026, 1, 1), date(2025, 12, 1)])
def test_a_period_that_is_empty_or_runs_backwards_is_refused(convention, period_end):
    period = (date(2026, 1, 1), period_end)
    with pytest.raises(WrongSpan, match="2026-01-01 to 2026-02-01"):
        year_fraction(date(2026, 1, 1), date(2026, 2, 1), convention=convention, period=period)
    assert year_fraction(date(2026, 1, 1), date(2026, 1, 1), convention=convention, period=(period[0], period[0])) == 0


@pytest.mark.parametrize("convention", DayCount)
def test_from_a_day_to_itself_no_time_passes(convention):
    day = date(2026, 2, 28)
    empty = (date(2026, 1, 1), date(2026, 1, 1))
    assert year_fraction(day, day, convention=convention, termination=day, period=empty) == 0


def test_an_unknown_convention_is_refused_with_the_known_ones():
    with pytest.raises(WrongSpan, match="ACT/ACT-AFB"):
        year_fraction(date(2026, 1, 1), date(2026, 2, 1), convention="ACT/364")
