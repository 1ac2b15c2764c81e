"""Opening and closing periods."""

import datetime as dt

import pytest

from ledger.domain.errors import InvalidPeriod, PeriodOverlaps, UnknownBook, UnknownPeriod
from ledger.models import Period
from ledger.services.periods import close_period, open_period
from tests.ledger.books import codes, entry, posted, try_post

YEAR = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}


def test_nothing_enters_a_closed_period(book: str) -> None:
    open_period(book=book, **YEAR)
    posted(entry(("512", "101", "1.00"), effective_on=dt.date(2026, 12, 31)))
    close_period(book=book, **YEAR)
    for day in (dt.date(2026, 1, 1), dt.date(2026, 12, 31)):
        assert codes(try_post(entry(("512", "101", "1.00"), effective_on=day))) == ["period_closed"]
    for day in (dt.date(2025, 12, 31), dt.date(2027, 1, 1)):
        assert codes(try_post(entry(("512", "101", "1.00"), effective_on=day))) == ["created"]


def test_opening_and_closing_twice_changes_nothing(book: str) -> None:
    open_period(book=book, **YEAR)
    open_period(book=book, **YEAR)
    close_period(book=book, **YEAR)
    first = Period.objects.get().closed_at
    close_period(book=book, **YEAR)
    open_period(book=book, **YEAR)
    assert Period.objects.get().closed_at == first is not None


def test_periods_of_a_book_do_not_overlap(book: str) -> None:
    open_period(book=book, **YEAR)
    with pytest.raises(PeriodOverlaps):
        open_period(book=book, starts_on=dt.date(2026, 12, 31), ends_on=dt.date(2027, 12, 30))
    open_period(book=book, starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2027, 1, 1))


def test_a_period_runs_forward(book: str) -> None:
    with pytest.raises(InvalidPeriod):
        open_period(book=book, starts_on=dt.date(2026, 1, 2), ends_on=dt.date(2026, 1, 1))


def test_what_is_not_there_cannot_be_closed(book: str) -> None:
    with pytest.raises(UnknownPeriod):
        close_period(book=book, **YEAR)
    with pytest.raises(UnknownBook):
        close_period(book="nowhere", **YEAR)
