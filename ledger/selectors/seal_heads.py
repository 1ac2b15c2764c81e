"""Heads of books: number, hash and instant of a seal, which is all that anybody may be told of a book."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ledger.domain.errors import UnknownSeal

# A look-up a book: the index gives its last seals, however many there are before them.
HEADS = """
SELECT k.code, b.number, b.hash, b.sealed_at
  FROM ledger_book k
 CROSS JOIN LATERAL (SELECT s.number, s.hash, s.sealed_at FROM ledger_seal_batch s
                      WHERE s.book_id = k.id AND (%(number)s::numeric IS NULL OR s.number = %(number)s::numeric)
                      ORDER BY s.number DESC LIMIT %(each)s) b
 WHERE %(book)s::text IS NULL OR k.code = %(book)s::text
 ORDER BY k.code, b.number DESC
"""


@dataclass(frozen=True, slots=True)
class Head:
    """What is published of a seal: whoever keeps it is a witness of the book up to it."""

    book: str
    number: int
    hash: bytes
    sealed_at: dt.datetime


def latest_heads(*, each: int) -> list[Head]:
    """Give the last seals of every book, at most `each` a book, by the books' codes, the latest first."""
    return _heads(book=None, number=None, each=each)


def seal_heads() -> list[Head]:
    """Give the last seal of each book that has one, in order of the books' codes."""
    return latest_heads(each=1)


def last_head(*, book: str) -> Head | None:
    """Give the last seal of a book; None before the first one."""
    return next(iter(_heads(book=book, number=None, each=1)), None)


def head(*, book: str, number: int) -> Head:
    """:raises UnknownSeal: there is no such seal, or no such book."""
    found = _heads(book=book, number=number, each=1)
    if not found:
        raise unknown_seal(book=book, number=number)
    return found[0]


def unknown_seal(*, book: str, number: int) -> UnknownSeal:
    """Give the error that says how many seals the book has."""
    last = last_head(book=book)
    return UnknownSeal(book=book, number=str(number), count=str(last.number if last else 0))


def _heads(**asked: Any) -> list[Head]:
    with connection.cursor() as cursor:
        cursor.execute(HEADS, asked)
        rows: Sequence[tuple[str, int, bytes, dt.datetime]] = cursor.fetchall()
    return [Head(book, number, bytes(hash_), sealed_at) for book, number, hash_, sealed_at in rows]
