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
from ledger.domain.legal_numbers import legal_number
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code
from ledger.selectors.entry_filters import EVERYTHING, EntryFilter, choice_of
from ledger.selectors.seals import EntrySeal
from ledger.selectors.streams import stream

ENTRIES = """
WITH chosen AS ({choice}
)
SELECT e.id, e.effective_on, e.recorded_at, e.journal, e.kind, e.description, e.reference, e.source, e.metadata,
       e.reverses_id, (SELECT r.id FROM ledger_entry r WHERE r.reverses_id = e.id),
       s.batch_number, s.position, s.journal, s.fiscal_year, s.legal_number,
       p.line, d.code, c.code, p.amount, p.currency, p.phase, p.pending_id, p.pending_line, p.expires_on
  FROM chosen e
  LEFT JOIN ledger_seal_entry s ON s.entry_id = e.id
  JOIN ledger_posting p ON p.entry_id = e.id
  JOIN ledger_account d ON d.id = p.debit_account_id
  JOIN ledger_account c ON c.id = p.credit_account_id
 ORDER BY {order}
"""
BY_DATE = "e.effective_on, e.id, p.line"
LATEST_FIRST = "e.effective_on DESC, e.id DESC, p.line"
# What is not sealed yet comes last, in the order in which it will be sealed.
AS_SEALED = "s.batch_number NULLS LAST, s.position, e.recorded_xid, e.id, p.line"
ONE = "SELECT e.* FROM ledger_entry e WHERE e.book_id = %(book)s AND e.id = %(id)s"
ENTRY_COLUMNS, SEAL_COLUMNS = 11, 5


@dataclass(frozen=True, slots=True)
class PostedLine:
    """A posting as it was written; `pending` names the reservation that it settles or voids.

    :param expires_on: the day on which what it reserves lapses.
    """

    line: int
    debit: str
    credit: str
    amount: Money
    phase: str
    pending: tuple[UUID, int] | None
    expires_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry as it was written; `seal` is None until it is sealed."""

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
    seal: EntrySeal | None = None


def entry_by_id(*, book: str, entry_id: UUID) -> PostedEntry:
    """:raises UnknownEntry: the book has no such entry."""
    found = _fetched(ONE, {"book": book_by_code(book).id, "id": entry_id})
    if not found:
        raise UnknownEntry(book=book, entry=entry_id)
    return found[0]


def entries_after(
    *,
    book: str,
    after: tuple[dt.date, UUID] | None,
    limit: int | None,
    where: EntryFilter = EVERYTHING,
    latest_first: bool = False,
) -> list[PostedEntry]:
    """Give the page of at most `limit` of the entries asked for that follows a place, in order of date.

    :param latest_first: in the opposite order.
    """
    choice, parameters = choice_of(where, book=book_by_code(book), after=after, latest_first=latest_first)
    limited = choice.replace("{limit}", "" if limit is None else "LIMIT %(size)s")
    return _fetched(limited, {**parameters, "size": limit}, order=LATEST_FIRST if latest_first else BY_DATE)


def journal(*, book: str, start: dt.date | None = None, end: dt.date | None = None) -> Iterator[PostedEntry]:
    """Stream all entries between two days, both included, in order of date."""
    choice, parameters = choice_of(EntryFilter(start=start, end=end), book=book_by_code(book), after=None)
    return _grouped(stream(_query(choice.replace("{limit}", ""), order=BY_DATE), parameters))


def journal_as_sealed(
    *, book: str, start: dt.date | None = None, end: dt.date | None = None, journal: str | None = None
) -> Iterator[PostedEntry]:
    """Stream the journal (livre-journal): the entries dated between two days, both included, in the order of seals.

    Within each journal and fiscal year this is the order of legal numbers; what is not sealed yet comes last.

    :param journal: the code of one of the book's journals; all of them when it is not given.
    """
    where = EntryFilter(start=start, end=end, journal=journal)
    choice, parameters = choice_of(where, book=book_by_code(book), after=None)
    return _grouped(stream(_query(choice.replace("{limit}", ""), order=AS_SEALED), parameters))


def _fetched(choice: str, parameters: Mapping[str, Any], *, order: str = BY_DATE) -> list[PostedEntry]:
    with connection.cursor() as cursor:
        cursor.execute(_query(choice, order=order), parameters)
        return list(_grouped(cursor.fetchall()))


def _query(choice: str, *, order: str) -> str:
    return ENTRIES.replace("{choice}", choice).replace("{order}", order)


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[PostedEntry]:
    for _id, lines in groupby(rows, key=lambda row: row[0]):
        postings = []
        for row in lines:
            told, sealed = row[:ENTRY_COLUMNS], row[ENTRY_COLUMNS : ENTRY_COLUMNS + SEAL_COLUMNS]
            line, debit, credit, amount, currency, phase, *reserved = row[ENTRY_COLUMNS + SEAL_COLUMNS :]
            pending_id, pending_line, expires_on = reserved
            pending = None if pending_id is None else (pending_id, pending_line)
            postings.append(PostedLine(line, debit, credit, money(amount, currency), phase, pending, expires_on))
        yield _entry(told, tuple(postings), _seal(*sealed))


def _entry(told: tuple[Any, ...], postings: tuple[PostedLine, ...], seal: EntrySeal | None) -> PostedEntry:
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
        seal=seal,
    )


def _seal(batch: int | None, position: int, journal_code: str, fiscal_year: str, number: int) -> EntrySeal | None:
    if batch is None:
        return None
    return EntrySeal(batch, position, legal_number(journal=journal_code, fiscal_year=fiscal_year, number=number))


def _loaded(metadata: Any) -> Any:
    return json.loads(metadata) if isinstance(metadata, str) else metadata
