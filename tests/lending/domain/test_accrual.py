"""Interest by the day: the days sum to the cent of the instalment, and never fall."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.accrual import Running, accrued_minor, running_of, stretch_ends
from lending.domain.instalment import InterestSegment
from lending.domain.money import RoundingMode, round_ratio
from lending.domain.schedule import build_schedule, payoff
from lending.domain.terms_json import read_terms
from lending.domain.wrong_terms import WrongTerms
from lending.services.store_schedule import why
from tests.lending.domain.controls import assert_refutes
from tests.lending.domain.random_loans import random_loan, size

JANUARY = InterestSegment(date(2026, 1, 15), date(2026, 2, 15), 1_000_000, Fraction(3, 100), Fraction(1, 12))
OF_FIRST = Running(date(2026, 2, 15), 2500, (JANUARY,))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        # 25.00 over 31 nights: 80.645… a night, rounded from the beginning and never by itself.
        (date(2026, 1, 14), 0),
        (date(2026, 1, 15), 0),
        (date(2026, 1, 16), 81),
        (date(2026, 1, 17), 161),
        (date(2026, 1, 18), 242),
        (date(2026, 2, 14), 2419),
        (date(2026, 2, 15), 2500),
        (date(2027, 1, 1), 2500),
    ],
)
def test_a_night_counts_on_the_day_it_ends(on: date, expected: int) -> None:
    assert accrued_minor(OF_FIRST, on=on) == expected


def test_interest_that_no_segment_explains_runs_on_its_due_date() -> None:
    paid_ahead = Running(date(2026, 2, 15), 700)
    assert [accrued_minor(paid_ahead, on=date(2026, 2, day)) for day in (1, 14, 15)] == [0, 0, 700]


def test_more_segments_than_are_due_stop_at_what_is_due() -> None:
    partly = OF_FIRST._replace(interest_minor=1000)
    assert [accrued_minor(partly, on=date(2026, 1, day)) for day in (20, 27, 28, 31)] == [403, 968, 1000, 1000]


def test_what_is_brought_in_counts_from_the_first_night() -> None:
    carried = OF_FIRST._replace(carried_minor=Fraction(-1, 2), interest_minor=2499)
    assert [accrued_minor(carried, on=date(2026, 1, day)) for day in (15, 16, 17)] == [0, 80, 161]


def runs_to_its_interest(accrued, running: Running) -> None:
    """The property: from nothing to the whole, each day at least as much as the day before."""
    first = running.runs_from
    days = [first + timedelta(day) for day in range((running.due_on - first).days + 3)]
    said = [accrued(running, on=day) for day in days]
    assert said == sorted(said)
    assert said[0] in (0, running.interest_minor if running.due_on == first else 0)
    assert said[-1] == said[-3] == running.interest_minor


@st.composite
def instalments(draw: st.DrawFn) -> Running:
    """Any segments one after the other, whatever the schedule made of their sum."""
    day, segments = date(2024, 2, 28), []
    for _ in range(draw(st.integers(0, 4))):
        end = day + timedelta(draw(st.integers(1, 40)))
        rate = Fraction(draw(st.integers(0, 2000)), 10_000)
        fraction = Fraction(draw(st.integers(0, 40)), 360)
        segments.append(InterestSegment(day, end, draw(st.integers(0, 10**8)), rate, fraction))
        day = end
    carried = Fraction(draw(st.integers(-100, 300)), 100)
    ran = carried + sum(segment.unrounded_minor for segment in segments)
    whole = max(round_ratio(ran.numerator, ran.denominator, RoundingMode.HALF_UP), 0)
    whole = draw(st.one_of(st.just(whole), st.integers(0, whole + 50)))
    return Running(day + timedelta(draw(st.integers(0, 3))), whole, tuple(segments), carried)


@given(instalments())
def test_days_never_fall_and_sum_to_the_interest(running: Running) -> None:
    runs_to_its_interest(accrued_minor, running)


def _rounds_each_day(running: Running, *, on: date) -> int:
    """A control: the sum of days that are each rounded by themselves."""
    total = Fraction(0)
    for segment in running.segments:
        days = (segment.end - segment.start).days
        ran = min(max((on - segment.start).days, 0), days)
        total += ran * round(segment.unrounded_minor / days)
    return int(total)


def test_control_days_rounded_by_themselves_do_not_sum_to_it() -> None:
    assert_refutes(runs_to_its_interest, _rounds_each_day, instalments())


def test_every_schedule_accrues_to_the_cent_on_each_due_date() -> None:
    """Every method, unit, day count, grace and rounding; from rows as they are stored."""
    random = Random(4)
    for _ in range(size(150, 5_000)):
        try:
            terms = read_terms(random_loan(random))
        except WrongTerms:
            continue
        for row in build_schedule(terms).instalments:
            running = running_of(row.due_on, row.interest_minor, why(row))
            assert accrued_minor(running, on=row.due_on, mode=terms.rounding.mode) == row.interest_minor
            before = accrued_minor(running, on=row.due_on - timedelta(1), mode=terms.rounding.mode)
            assert 0 <= before <= row.interest_minor


@pytest.mark.parametrize("day_count", ["equal_periods", "ACT/360", "ACT/365F", "ACT/ACT-ICMA"])
def test_what_has_run_is_what_an_early_repayment_asks(day_count: str) -> None:
    """By the conventions that count days evenly. By those of 30 days, and over 1 January, they differ by a night."""
    terms = read_terms(
        {
            "currency": "EUR", "annual_rate": "0.047", "repayment": "equal_instalments", "instalments": 12,
            "drawdowns": [{"on": "2026-01-15", "amount": "37123.45"}], "day_count": day_count,
        }
    )  # fmt: skip
    rows = [running_of(row.due_on, row.interest_minor, why(row)) for row in build_schedule(terms).instalments]
    for days in range(1, 350):
        day = date(2026, 1, 15) + timedelta(days)
        ran = sum(accrued_minor(row, on=day) for row in rows if row.due_on > day)
        assert ran == payoff(terms, on=day).interest_minor, day


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 500))
def test_what_is_made_up_is_cut_at_the_ends_of_months(after: date, days: int) -> None:
    until = after + timedelta(days)
    ends = list(stretch_ends(after, until))
    month_ends = [day for day in map(after.__add__, map(timedelta, range(1, days))) if (day + timedelta(1)).day == 1]
    assert ends == [*month_ends, until][: None if days else 0]
