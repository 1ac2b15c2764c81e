"""Random loans against exact rational arithmetic, and the properties every schedule has."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from lending.domain import schedule_run
from lending.domain.schedule import build_schedule
from lending.domain.terms_json import read_terms
from lending.domain.wrong_terms import WrongTerms
from tests.lending.domain.exact_schedule import exact_rows
from tests.lending.domain.random_loans import long_loan, random_loan, size

CHUNKS = 8
LOANS = size(2_000, 100_000)
LONG_LOANS = size(20, 2_000)


def loans(chunk, *, count, made=random_loan):
    """Right terms with their JSON; each chunk has its own."""
    random = Random(f"loans {chunk}")
    found, chance_findings = 0, set()
    while found < count:
        payload = made(random)
        try:
            terms = read_terms(payload)
        except WrongTerms as error:
            chance_findings.update(name.split("[")[0] for name in error.fields)
            continue
        found += 1
        yield payload, terms
    # What may go wrong by chance alone: dates that the business-day rule moves together, or before what happens.
    assert chance_findings <= {"business_day", "drawdowns", "rate_changes"}


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_schedules_are_those_of_exact_rational_arithmetic(chunk):
    for payload, terms in loans(chunk, count=LOANS // CHUNKS):
        rows = build_schedule(terms).instalments
        ours = [(row.due_on, row.principal_minor, row.interest_minor, row.outstanding_minor) for row in rows]
        exact = exact_rows(payload)
        assert ours == [row[:4] for row in exact], payload
        assert [row.unrounded_interest_minor for row in rows] == [row[4] for row in exact], payload


def test_so_are_those_of_long_loans_in_any_currency():
    for payload, terms in loans("long", count=LONG_LOANS, made=long_loan):
        rows = build_schedule(terms).instalments
        ours = [(row.due_on, row.principal_minor, row.interest_minor, row.outstanding_minor) for row in rows]
        assert ours == [row[:4] for row in exact_rows(payload)], payload


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_schedule_ends_at_nothing_and_explains_itself(chunk):
    for payload, terms in loans(f"explained {chunk}", count=LOANS // CHUNKS):
        rows = build_schedule(terms).instalments
        assert sum(row.principal_minor for row in rows) == terms.amount_minor, payload
        assert rows[-1].outstanding_minor == 0, payload
        assert all(earlier.due_on < later.due_on for earlier, later in pairwise(rows)), payload
        for row in rows:
            assert min(row.principal_minor, row.interest_minor, row.outstanding_minor) >= 0, payload
            assert row.interest_minor == row.unrounded_interest_minor + row.residue_minor
            assert all(earlier.end <= later.start for earlier, later in pairwise(row.segments))
            by_hand = sum((Fraction(s.balance_minor) * s.rate * s.fraction for s in row.segments), row.carried_minor)
            assert row.unrounded_interest_minor == by_hand


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_quick_way_and_the_long_way_are_one(chunk, monkeypatch):
    quick = [build_schedule(terms) for _, terms in loans(f"both {chunk}", count=LOANS // CHUNKS)]
    monkeypatch.setattr(schedule_run.ScheduleRun, "_quiet_until", lambda *_: 0)
    for schedule in quick:
        assert told(build_schedule(schedule.terms)) == told(schedule)


def told(schedule):
    """All of it; what is carried is a ratio that need not be in lowest terms."""
    return [(row[:-1], row.carried_minor) for row in schedule.instalments]
