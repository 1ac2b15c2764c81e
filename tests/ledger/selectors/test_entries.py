"""Entries with their postings."""

import datetime as dt
from uuid import UUID, uuid4

import pytest

from ledger.domain.errors import UnknownEntry
from ledger.selectors.entries import PostedLine, entries_after, entry_by_id, journal
from ledger.selectors.entry_filters import EntryFilter
from tests.ledger.books import entry, eur, open_demo_book, posted

IDS = [UUID(f"0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c{n}") for n in range(20, 24)]
DAYS = [dt.date(2026, month, 1) for month in (3, 1, 2, 1)]


@pytest.fixture
def moved(book: str) -> str:
    sources = ("loan:1", "loan:2", "loan:1", "")
    posted(
        *(
            entry(("512", "4551-1", "1.00"), ("627", "512", "0.50"), id=id_, effective_on=day, source=source)
            for id_, day, source in zip(IDS, DAYS, sources, strict=True)
        )
    )
    return book


def test_an_entry_is_told_with_its_postings(moved: str) -> None:
    found = entry_by_id(book=moved, entry_id=IDS[0])
    assert (found.id, found.effective_on, found.source) == (IDS[0], DAYS[0], "loan:1")
    assert found.postings == (
        PostedLine(1, "512", "4551-1", eur("1.00"), "posted", None),
        PostedLine(2, "627", "512", eur("0.50"), "posted", None),
    )


def test_entries_of_a_source_come_in_order_of_date(moved: str) -> None:
    def entries_of(source: str) -> list[UUID]:
        found = entries_after(book=moved, after=None, limit=None, where=EntryFilter(source=source))
        return [entry.id for entry in found]

    assert entries_of("loan:1") == [IDS[2], IDS[0]]
    assert entries_of("loan:9") == []


def test_pages_follow_each_other_in_order_of_date(moved: str) -> None:
    first = entries_after(book=moved, after=None, limit=2)
    assert [found.id for found in first] == [IDS[1], IDS[3]]
    rest = entries_after(book=moved, after=(first[-1].effective_on, first[-1].id), limit=9)
    assert [found.id for found in rest] == [IDS[2], IDS[0]]


def test_the_journal_is_streamed_between_two_days(moved: str) -> None:
    assert [found.id for found in journal(book=moved)] == [IDS[1], IDS[3], IDS[2], IDS[0]]
    assert [found.id for found in journal(book=moved, start=DAYS[2], end=DAYS[2])] == [IDS[2]]


def test_an_entry_of_another_book_is_not_there(moved: str) -> None:
    open_demo_book("other")
    for book, entry_id in (("other", IDS[0]), (moved, uuid4())):
        with pytest.raises(UnknownEntry):
            entry_by_id(book=book, entry_id=entry_id)
