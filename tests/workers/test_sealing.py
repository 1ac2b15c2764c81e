"""Sealing in the background: every book each minute, whoever calls twice, and whatever one book has against it."""

from contextlib import suppress

import pytest
from django.db import connections

from ledger.models import SealEntry
from ledger.selectors.seal_heads import seal_heads
from tests.ledger.books import entry, open_demo_book, posted
from workers.schedules import BEAT_SCHEDULE
from workers.tasks import seal_books


def write(*books: str) -> None:
    for book in books:
        posted(entry(("512", "4551-1", "1.00")), book=book)


def seal_until(count: int) -> None:
    """A test of another worker may hold an older transaction open meanwhile."""
    for _ in range(6000):
        seal_books()
        if SealEntry.objects.count() == count:
            return
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
    pytest.fail("the entries are not sealed")


def test_every_book_is_sealed_and_told_again_nothing_changes(committed_db: str) -> None:
    for book in ("first", "second"):
        open_demo_book(book)
    write("first", "second")
    seal_until(2)
    seal_books()
    assert [(head.book, head.number) for head in seal_heads()] == [("first", 1), ("second", 1)]


def test_a_worker_that_was_down_makes_up_for_it_in_one_turn(committed_db: str) -> None:
    open_demo_book("first")
    for _ in range(3):
        write("first")
    seal_until(3)
    assert list(SealEntry.objects.order_by("legal_number").values_list("legal_number", flat=True)) == [1, 2, 3]


def test_a_book_that_cannot_be_sealed_stops_no_other(committed_db: str) -> None:
    for book in ("first", "second"):
        open_demo_book(book)
    write("first", "second")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF (SELECT code FROM ledger_book WHERE id = NEW.book_id) = 'first' THEN
                     RAISE EXCEPTION 'not this'; END IF;
                 RETURN NEW; END $$;
               CREATE TRIGGER refuse BEFORE INSERT ON ledger_seal_batch FOR EACH ROW EXECUTE FUNCTION refuse()"""
        )
    for _ in range(6000):
        with suppress(ExceptionGroup):
            seal_books()
        if SealEntry.objects.exists():
            break
    with pytest.raises(ExceptionGroup) as failed:
        seal_books()
    assert "not this" in str(failed.value.exceptions[0])
    assert [head.book for head in seal_heads()] == ["second"]


def test_it_is_set_off_once_a_minute_and_not_kept_for_later() -> None:
    beat = BEAT_SCHEDULE["seal_books"]
    assert (beat["task"], beat["options"]) == ("workers.tasks.seal_books", {"expires": 60})
    assert beat["schedule"].minute == set(range(60))
