"""Random tamperings as the database's owner: each is found, and the row is named.

TAMPERINGS says how many are drawn.
"""

import os
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from pytest_django.plugin import DjangoDbBlocker

from ledger.selectors.checks import CHECKS, Breach
from ledger.services.posting import PostingDraft
from ledger.services.reversal import reverse_entry
from tests.fixtures.databases import cloned, pointed_at
from tests.ledger.books import entry, eur, open_demo_book, posted, seal_all
from tests.ledger.tamperings import Tamperer

COUNT = int(os.environ.get("TAMPERINGS", "1000"))
DAYS = (date(2026, 1, 15), date(2026, 2, 1), date(2027, 1, 5))
UNGUARDED = """
SELECT format('ALTER TABLE %s DISABLE TRIGGER USER', oid::regclass) FROM pg_class
 WHERE relname LIKE 'ledger%' AND relkind = 'r'
UNION ALL
(SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
  WHERE conname LIKE 'ledger%' AND contype IN ('f', 'c', 'u', 'x', 'p') ORDER BY contype = 'f' DESC)
UNION ALL
SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index
 WHERE indisunique AND indrelid::regclass::text LIKE 'ledger%'
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"""


@pytest.fixture(scope="module")
def sealed_books(
    migrated_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[CursorWrapper]:
    """Two sealed books in a database whose guards are down, seen and changed by one connection as the owner."""
    with cloned(migrated_template) as name, django_db_blocker.unblock(), pointed_at(name):
        fill_and_seal()
        application = connections["default"]
        connections["default"] = connections["owner"]
        try:
            with connections["owner"].cursor() as cursor:
                cursor.execute(UNGUARDED)
                for (statement,) in cursor.fetchall():
                    cursor.execute(statement)
                yield cursor
        finally:
            connections["default"] = application


def fill_and_seal() -> None:
    """Three batches a book: journals, years, several lines, reservations resolved both ways, a reversal, metadata."""
    for book in ("demo", "other"):
        open_demo_book(book)
        for day in DAYS:
            first = posted(
                entry(("512", "4551-1", "100.00"), ("512", "4551-2", "7.00"), effective_on=day, source="s", kind="k"),
                entry(("627", "512", "3.00"), effective_on=day, journal="OD", metadata={"a": 1}, reference="r"),
                book=book,
            ).outcomes[0]
            reserve(book, day)
            reverse_entry(
                book=book, entry_id=first.entry_id, effective_on=day, reason="Erreur", idempotency_key=f"r{day}"
            )
            seal_all(book)


def reserve(book: str, day: date) -> None:
    for number, phase in enumerate(("settles", "voids"), start=1):
        amount = eur(f"{number}.00")
        lapses = day + timedelta(days=1)
        held = entry(effective_on=day, postings=[PostingDraft("4551-1", "101", amount, "pending", expires_on=lapses)])
        posted(entry(("512", "4551-1", "9.00"), effective_on=day), book=book)
        made = posted(held, book=book).outcomes[0].entry_id
        resolved = PostingDraft("4551-1", "101", amount, phase, pending=(made, 1))
        posted(entry(effective_on=day, postings=[resolved]), book=book)


def first_breaches(*, leave_out: str = "nothing") -> list[Breach]:
    """What each rule of the books names first; that the guards are down is known here."""
    found = (next(iter(check.find()), None) for check in CHECKS if leave_out not in check.name)
    return [breach for breach in found if breach is not None]


def test_every_tampering_is_found_and_its_row_named(sealed_books: CursorWrapper) -> None:
    assert first_breaches() == []
    unseen, unnamed = [], []
    for seed in range(COUNT):
        with transaction.atomic(using="owner"):
            made = Tamperer(sealed_books, seed).tamper()
            breaches = first_breaches()
            told = " ".join(f"{breach.row}: {breach.fault}." for breach in breaches)
            if not breaches:
                unseen.append(made)
            elif not any(name in told for name in made.names):
                unnamed.append((made, told))
            transaction.set_rollback(True, using="owner")
    assert (unseen, unnamed) == ([], [])
    assert first_breaches() == []


def test_without_seals_a_changed_description_would_pass_unseen(sealed_books: CursorWrapper) -> None:
    """The positive control: balances do not depend on words, so only the leaf tells."""
    with transaction.atomic(using="owner"):
        sealed_books.execute("UPDATE ledger_entry SET description = description || ' bis' WHERE journal = 'OD'")
        assert first_breaches(leave_out="sealed") == []
        assert [breach.row.split()[0] for breach in first_breaches()] == ["ledger_entry"]
        transaction.set_rollback(True, using="owner")
