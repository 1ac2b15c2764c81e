"""Seals: the batches of a book, its head, and the seal of an entry."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from ledger.domain.errors import UnknownSeal
from ledger.domain.legal_numbers import legal_number
from ledger.models import SealBatch, SealEntry
from ledger.selectors.books import book_by_code


@dataclass(frozen=True, slots=True)
class Seal:
    """A sealed batch: its hash says all of the book up to it."""

    book: str
    number: int
    epoch: int
    entry_count: int
    merkle_root: bytes
    previous_hash: bytes
    hash: bytes
    sealed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class EntrySeal:
    """Where an entry is sealed: batch and position, and its legal number as people read it."""

    batch_number: int
    position: int
    legal_number: str


def seal(*, book: str, number: int) -> Seal:
    """:raises UnknownBook, UnknownSeal: the book, or the batch in it, does not exist."""
    found = SealBatch.objects.filter(book_id=book_by_code(book).id, number=number).first()
    if found is None:
        raise UnknownSeal(book=book, number=number)
    return _seal(book, found)


def seal_heads() -> list[Seal]:
    """Give the last seal of each book that has one, in order of the books' codes."""
    heads = SealBatch.objects.select_related("book").order_by("book__code", "-number").distinct("book__code")
    return [_seal(batch.book.code, batch) for batch in heads]


def seal_of_entries(*, book: str, entry_ids: Sequence[UUID]) -> dict[UUID, EntrySeal]:
    """Give the seals of those among the entries that are sealed."""
    rows: Iterable[SealEntry] = SealEntry.objects.filter(book_id=book_by_code(book).id, entry_id__in=list(entry_ids))
    return {
        row.entry_id: EntrySeal(
            row.batch_number,
            row.position,
            legal_number(journal=row.journal, fiscal_year=row.fiscal_year, number=row.legal_number),
        )
        for row in rows
    }


def _seal(book: str, batch: SealBatch) -> Seal:
    return Seal(
        book=book,
        number=batch.number,
        epoch=batch.epoch,
        entry_count=batch.entry_count,
        merkle_root=bytes(batch.merkle_root),
        previous_hash=bytes(batch.previous_hash),
        hash=bytes(batch.hash),
        sealed_at=batch.sealed_at,
    )
