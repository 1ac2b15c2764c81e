"""Seals: the batches of a book, its head, and the seal of an entry."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL

from ledger.models import Book, SealBatch
from ledger.selectors.books import book_by_code
from ledger.selectors.seal_heads import unknown_seal


@dataclass(frozen=True, slots=True)
class Seal:
    """A sealed batch: its hash says all of the book up to it.

    :param horizon: every entry of the book with a smaller transaction id is sealed, in this epoch.
    :param header: canonical text of the batch, which its hash is made of (docs/seals.md).
    """

    book: str
    number: int
    epoch: int
    horizon: int
    entry_count: int
    merkle_root: bytes
    previous_hash: bytes
    hash: bytes
    sealed_at: dt.datetime
    header: str


@dataclass(frozen=True, slots=True)
class EntrySeal:
    """Where an entry is sealed: batch and position, and its legal number as people read it."""

    batch_number: int
    position: int
    legal_number: str


def seal(*, book: str, number: int) -> Seal:
    """:raises UnknownBook, UnknownSeal: the book, or the batch in it, does not exist."""
    found = _told(book).filter(number=number).first()
    if found is None:
        raise unknown_seal(book=book, number=number)
    return _seal(book, found)


def seals_before(*, book: str, number: int | None, limit: int) -> list[Seal]:
    """Give at most `limit` seals, the latest first: those before a number, or from the last one on.

    :raises UnknownBook: there is none.
    """
    found = _told(book).order_by("-number")
    if number is not None:
        found = found.filter(number__lt=number)
    return [_seal(book, batch) for batch in found[:limit]]


def require_seal(*, book: Book, number: int | None) -> None:
    """Where a seal is asked for, see that there is one.

    :raises UnknownSeal: the book has none of this number.
    """
    if number is not None and not SealBatch.objects.filter(book_id=book.id, number=number).exists():
        raise unknown_seal(book=book.code, number=number)


def _told(book: str) -> QuerySet[SealBatch]:
    """Its batches, each with its canonical text."""
    header = RawSQL('ledger_batch_text("ledger_seal_batch", %s)', [book], output_field=TextField())
    return SealBatch.objects.filter(book_id=book_by_code(book).id).annotate(header=header)


def _seal(book: str, batch: Any) -> Seal:
    return Seal(
        book=book,
        number=batch.number,
        epoch=batch.epoch,
        horizon=batch.horizon,
        entry_count=batch.entry_count,
        merkle_root=bytes(batch.merkle_root),
        previous_hash=bytes(batch.previous_hash),
        hash=bytes(batch.hash),
        sealed_at=batch.sealed_at,
        header=batch.header,
    )
