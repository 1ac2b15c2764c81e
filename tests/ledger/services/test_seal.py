"""Sealing: in order, each entry once, nothing early, nothing skipped, whatever writers do meanwhile."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections, transaction

from ledger.domain.errors import UnknownBook
from ledger.models import DayMovement, Entry, SealBatch, SealEntry
from ledger.selectors.entries import journal
from ledger.selectors.seal_heads import seal_heads
from ledger.selectors.seals import seal
from ledger.selectors.verification import verdicts
from ledger.services.posting import EntryDraft
from ledger.services.seal import SealResult, seal_book
from tests.fixtures.concurrency import RunTogether
from tests.ledger.books import entry, open_demo_book, posted, seal_all

NEXT_YEAR = dt.date(2027, 2, 1)


def deposit(amount: str = "10.00", **fields: object) -> EntryDraft:
    return entry(("512", "4551-1", amount), **fields)


def books_hold() -> bool:
    return [verdict for verdict in verdicts() if verdict.first_breach is not None] == []


def sealed_in_order() -> list[tuple[int, int, str]]:
    """Batch, position and description of all that is sealed."""
    rows = SealEntry.objects.order_by("batch_number", "position").values_list(
        "batch_number", "position", "entry__description"
    )
    return list(rows)


@contextmanager
def another_connection() -> Iterator[psycopg.Connection]:
    """A session beside ours; what it leaves open ends with it."""
    known = connections["owner"].get_connection_params()
    given = {name: known[name] for name in ("host", "port", "user", "password", "dbname") if known.get(name)}
    with psycopg.connect(**given) as other:
        yield other
        other.rollback()


def test_sealed_entries_are_numbered_hashed_and_folded(committed_book: str) -> None:
    first, second = posted(deposit(), deposit("2.50", journal="OD")).outcomes
    third = posted(deposit("1.00")).outcomes[0]
    until_final(3)
    seal_all()
    sealed = {entry.id: entry.seal for entry in journal(book=committed_book)}
    assert {sealed[each.entry_id].legal_number: sealed[each.entry_id].position for each in (first, second, third)} == {
        "BQ-2026-000001": 0,
        "OD-2026-000001": 1,
        "BQ-2026-000002": 2,
    }
    folded = DayMovement.objects.order_by("account__code").values_list("account__code", "day", "debit", "credit")
    assert list(folded) == [("4551-1", dt.date(2026, 1, 15), 0, 1350), ("512", dt.date(2026, 1, 15), 1350, 0)]
    assert books_hold()


def test_a_second_call_has_nothing_to_seal_and_changes_nothing(committed_book: str) -> None:
    posted(deposit())
    seal_all()
    before = list(SealBatch.objects.values_list("number", "hash"))
    assert seal_book(book=committed_book) == SealResult(book="demo", entries=0, numbers=(), hash=None)
    assert list(SealBatch.objects.values_list("number", "hash")) == before


def test_an_empty_book_has_nothing_to_seal(committed_book: str) -> None:
    assert seal_book(book=committed_book).entries == 0
    assert seal_heads() == []
    assert books_hold()


def test_a_book_that_is_not_there_is_said_to_be_unknown(committed_book: str) -> None:
    with pytest.raises(UnknownBook):
        seal_book(book="nowhere")


def test_batches_are_cut_between_transactions_and_chained(committed_book: str) -> None:
    with transaction.atomic():
        posted(*[deposit(description=f"a{n}") for n in range(3)])
        posted(deposit(description="a3"))
    posted(deposit(description="b"))
    posted(deposit(description="c"))
    until_final(6)
    result = seal_book(book=committed_book, entries_per_batch=3)
    assert (result.entries, result.numbers) == (6, (1, 2))
    assert [row[:2] for row in sealed_in_order()] == [(1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1)]
    first, second = seal(book=committed_book, number=1), seal(book=committed_book, number=2)
    assert (first.previous_hash, second.previous_hash) == (bytes(32), first.hash)
    assert result.hash == second.hash == seal_heads()[0].hash
    assert books_hold()


def until_final(count: int) -> None:
    """Wait until the entries written so far are final: a test of another worker may hold an older transaction open."""
    with connections["owner"].cursor() as cursor:
        for _ in range(6000):
            cursor.execute(
                "SELECT count(*) FROM ledger_entry WHERE recorded_xid < pg_snapshot_xmin(pg_current_snapshot())"
            )
            if cursor.fetchone() == (count,):
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    pytest.fail("the entries do not become final")


def test_a_book_that_is_long_is_sealed_in_transactions_that_are_short(committed_book: str) -> None:
    with transaction.atomic():
        for number in range(3):
            posted(deposit(description=f"a{number}"))
    for number in range(4):
        posted(deposit(description=f"b{number}"))
    until_final(7)
    result = seal_book(book=committed_book, entries_per_transaction=2)
    assert (result.entries, result.numbers) == (7, (1, 2, 3))
    assert [(batch, text) for batch, _position, text in sealed_in_order()] == [
        (1, "a0"), (1, "a1"), (1, "a2"), (2, "b0"), (2, "b1"), (3, "b2"), (3, "b3"),
    ]  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM ledger_seal_batch")
        assert cursor.fetchone() == (3,)
    posted(deposit(description="c"))
    seal_all()
    assert sealed_in_order()[-1] == (4, 0, "c")
    assert books_hold()


def test_a_sealer_that_does_not_wait_leaves_the_book_to_the_one_at_work(committed_book: str) -> None:
    posted(deposit())
    until_final(1)
    with another_connection() as at_work:
        at_work.execute("SELECT * FROM ledger_seal('demo')")
        assert seal_book(book=committed_book, wait=False).entries == 0
    assert seal_book(book=committed_book, wait=False).entries == 1


def test_legal_numbers_have_no_gap_in_any_journal_or_year(committed_book: str) -> None:
    for _ in range(3):
        posted(
            *[
                deposit(journal=journal, effective_on=day)
                for journal in ("BQ", "OD")
                for day in (dt.date(2026, 3, 1), NEXT_YEAR)
            ]
        )
        seal_all()
    numbers: dict[tuple[str, str], list[int]] = {}
    for row in SealEntry.objects.order_by("batch_number", "position"):
        numbers.setdefault((row.journal, row.fiscal_year), []).append(row.legal_number)
    assert numbers == {(journal, year): [1, 2, 3] for journal in ("BQ", "OD") for year in ("2026", "2027")}


def test_two_books_are_sealed_apart(committed_book: str) -> None:
    open_demo_book("other")
    posted(deposit())
    posted(deposit(), deposit(), book="other")
    until_final(3)
    seal_all("demo", "other")
    assert [(head.book, head.number) for head in seal_heads()] == [("demo", 1), ("other", 1)]
    assert books_hold()


def test_a_writer_that_is_long_open_holds_back_what_came_after_it_and_is_not_skipped(committed_book: str) -> None:
    posted(deposit(description="before"))
    until_final(1)
    with another_connection() as writer:
        writer.execute("INSERT INTO ledger_book (code, name, currency, time_zone) VALUES ('z', 'z', 'EUR', 'UTC')")
        posted(deposit(description="after"))
        assert seal_book(book=committed_book).entries == 1
        assert seal_book(book=committed_book).entries == 0
        writer.execute(BY_HAND)
        writer.commit()
    seal_all()
    assert [(batch, text) for batch, _position, text in sealed_in_order()] == [
        (1, "before"),
        (2, "long open"),
        (2, "after"),
    ]
    assert books_hold()


BY_HAND = """
WITH entry AS (
    INSERT INTO ledger_entry (id, book_id, effective_on, posting_count, journal, description)
    SELECT 'ffffffff-ffff-7fff-bfff-ffffffffffff', id, '2026-01-15', 1, 'BQ', 'long open'
      FROM ledger_book WHERE code = 'demo'
    RETURNING id, book_id
)
INSERT INTO ledger_posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount,
                            currency)
SELECT e.id, 1, '2026-01-15', e.book_id, d.id, c.id, 100, 'EUR' FROM entry e
  JOIN ledger_account d ON d.book_id = e.book_id AND d.code = '512'
  JOIN ledger_account c ON c.book_id = e.book_id AND c.code = '101'
"""


def test_without_the_horizon_the_long_open_writer_would_come_too_late(committed_book: str) -> None:
    """The positive control: sealed as soon as it is seen, a later entry gets the earlier number."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'ledger_final_entries'")
        (body,) = cursor.fetchone()
        cursor.execute(
            "CREATE OR REPLACE FUNCTION ledger_final_entries(p_book bigint, p_last ledger_seal_batch, p_system bigint,"
            " p_horizon xid8, p_batch_size integer, p_entries_max bigint)"
            " RETURNS TABLE (entries uuid[], last_xid xid8, ours bigint)"
            " LANGUAGE sql STABLE AS $$" + body.replace("e.recorded_xid < p_horizon", "true").replace("%", "%%") + "$$"
        )
    with another_connection() as writer:
        writer.execute("INSERT INTO ledger_book (code, name, currency, time_zone) VALUES ('z', 'z', 'EUR', 'UTC')")
        posted(deposit(description="after"))
        assert seal_book(book=committed_book).entries == 1
        writer.execute(BY_HAND)
        writer.commit()
    seal_all()
    assert [text for _batch, _position, text in sealed_in_order()] == ["after", "long open"]


def test_entries_of_the_callers_own_transaction_are_left_for_later(committed_book: str) -> None:
    with transaction.atomic():
        posted(deposit())
        assert seal_book(book=committed_book).entries == 0
    seal_all()
    assert SealEntry.objects.count() == 1


def test_sealers_and_writers_at_once_seal_each_entry_once(committed_book: str, run_together: RunTogether) -> None:
    def write(number: int) -> Callable[[], int]:
        return lambda: sum(len(posted(deposit(), deposit("1.00", journal=f"J{number}")).outcomes) for _ in range(10))

    def sealer() -> int:
        return sum(seal_book(book=committed_book, entries_per_batch=3).entries for _ in range(15))

    results = run_together([write(0), sealer, write(1), sealer, write(2), sealer, write(3)])
    assert [result for result in results if isinstance(result, Exception)] == []
    seal_all()
    assert Entry.objects.count() == SealEntry.objects.count() == 80
    batches = Counter(SealEntry.objects.values_list("batch_number", flat=True))
    assert dict(SealBatch.objects.values_list("number", "entry_count")) == dict(batches)
    assert books_hold()
