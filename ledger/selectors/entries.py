"""Entries with their postings."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection
from djmoney.money import Money

from ledger.domain.errors import UnknownEntry
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code
from ledger.selectors.streams import stream

ENTRIES = """
WITH chosen AS (
    SELECT e.* FROM ledger_entry e WHERE e.book_id = %(book)s AND {chosen} ORDER BY e.effective_on, e.id {limit}
)
SELECT e.id, e.effective_on, e.recorded_at, e.journal, e.kind, e.description, e.reference, e.source, e.metadata,
       e.reverses_id, (SELECT r.id FROM ledger_entry r WHERE r.reverses_id = e.id),
       p.line, d.code, c.code, p.amount, p.currency, p.phase, p.pending_id, p.pending_line
  FROM chosen e
  JOIN ledger_posting p ON p.entry_id = e.id
  JOIN ledger_account d ON d.id = p.debit_account_id
  JOIN ledger_account c ON c.id = p.credit_account_id
 ORDER BY e.effective_on, e.id, p.line
"""
BETWEEN = (
    "(%(start)s::date IS NULL OR e.effective_on >= %(start)s::date)"
    " AND (%(end)s::date IS NULL OR e.effective_on <= %(end)s::date)"
)
AFTER = "(%(day)s::date IS NULL OR (e.effective_on, e.id) > (%(day)s::date, %(id)s::uuid))"
ENTRY_COLUMNS = 11


@dataclass(frozen=True, slots=True)
class PostedLine:
    """A posting as it was written; `pending` names the reservation that it settles or voids."""

    line: int
    debit: str
    credit: str
    amount: Money
    phase: str
    pending: tuple[UUID, int] | None


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry as it was written."""

    id: UUID
    effective_on: dt.date
    recorded_at: dt.datetime
    journal: str
    kind: str
    description: str
    reference: str
    source: str
    metadata: Mapping[str, Any]
    reverses: UUID | None
    reversed_by: UUID | None
    postings: tuple[PostedLine, ...]


def entries_of(*, book: str, source: str) -> list[PostedEntry]:
    """Give the entries that one source caused, in order of date."""
    return _fetched("e.source = %(source)s AND e.source <> ''", book=book, source=source)


def entry_by_id(*, book: str, entry_id: UUID) -> PostedEntry:
    """:raises UnknownEntry: the book has no such entry."""
    found = _fetched("e.id = %(id)s", book=book, id=entry_id)
    if not found:
        raise UnknownEntry(book=book, entry=entry_id)
    return found[0]


def entries_after(
    *, book: str, after: tuple[dt.date, UUID] | None, limit: int, source: str | None = None
) -> list[PostedEntry]:
    """Give the page of at most `limit` entries that follows a place, in order of date; of one source if it is named."""
    day, entry_id = after or (None, None)
    chosen = AFTER if source is None else f"{AFTER} AND e.source = %(source)s"
    return _fetched(chosen, book=book, day=day, id=entry_id, size=limit, source=source)


def journal(*, book: str, start: dt.date | None = None, end: dt.date | None = None) -> Iterator[PostedEntry]:
    """Stream all entries between two days, both included, in order of date."""
    parameters = {"book": book_by_code(book).id, "start": start, "end": end}
    return _grouped(stream(ENTRIES.format(chosen=BETWEEN, limit=""), parameters))


def _fetched(chosen: str, *, book: str, size: int | None = None, **parameters: Any) -> list[PostedEntry]:
    query = ENTRIES.format(chosen=chosen, limit="" if size is None else "LIMIT %(size)s")
    with connection.cursor() as cursor:
        cursor.execute(query, {"book": book_by_code(book).id, "size": size, **parameters})
        return list(_grouped(cursor.fetchall()))


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[PostedEntry]:
    for _id, lines in groupby(rows, key=lambda row: row[0]):
        postings = []
        for row in lines:
            told = row[:ENTRY_COLUMNS]
            line, debit, credit, amount, currency, phase, pending_id, pending_line = row[ENTRY_COLUMNS:]
            pending = None if pending_id is None else (pending_id, pending_line)
            postings.append(PostedLine(line, debit, credit, money(amount, currency), phase, pending))
        yield _entry(told, tuple(postings))


def _entry(told: tuple[Any, ...], postings: tuple[PostedLine, ...]) -> PostedEntry:
    entry_id, effective_on, recorded_at, journal, kind, description, reference, source, metadata, *links = told
    reverses, reversed_by = links
    return PostedEntry(
        id=entry_id,
        effective_on=effective_on,
        recorded_at=recorded_at,
        journal=journal,
        kind=kind,
        description=description,
        reference=reference,
        source=source,
        metadata=_loaded(metadata),
        reverses=reverses,
        reversed_by=reversed_by,
        postings=postings,
    )


def _loaded(metadata: Any) -> Any:
    return json.loads(metadata) if isinstance(metadata, str) else metadata
