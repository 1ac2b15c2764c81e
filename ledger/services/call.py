"""The call of `ledger_post`: drafts become parallel arrays, in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb
from uuid6 import uuid7

from ledger.domain.fingerprint import fingerprint
from ledger.services.checks import check_entry, check_posting
from ledger.services.drafts import EntryDraft, PostingDraft

ENTRY_TYPES = ("uuid", "date", "text", "text", "text", "text", "text", "jsonb", "uuid", "integer")
POSTING_TYPES = ("integer", "integer", "text", "text", "text", "bigint", "text", "uuid", "integer", "date")
ARGUMENTS = ", ".join(["%s", "%s", "%s", "%s", *(f"%s::{name}[]" for name in (*ENTRY_TYPES, *POSTING_TYPES))])
CALL = f"SELECT status, entries, refusals, balances FROM ledger_post({ARGUMENTS})"  # noqa: S608 - made of type names alone


@dataclass(frozen=True, slots=True)
class Batch:
    """Checked drafts, column by column, with their fingerprint."""

    fingerprint: str
    entry_ids: list[UUID]
    columns: list[list[Any]]


def batch_of(entries: Sequence[EntryDraft], *, mode: str) -> Batch:
    """Check drafts and lay them out. An id made here is not part of what was asked, so it is not in the fingerprint.

    :raises InvalidEntry: the first entry or posting that cannot be written down.
    """
    entry_rows, posting_rows = [], []
    for number, entry in enumerate(entries, start=1):
        check_entry(entry, number=number)
        entry_rows.append(_entry_row(entry))
        posting_rows += [
            _posting_row(posting, number=number, line=line) for line, posting in enumerate(entry.postings, start=1)
        ]
    asked = {
        "mode": mode,
        "entries": [_as_asked(entry) for entry in entries],
        "postings": [[str(value) if value is not None else None for value in row] for row in posting_rows],
    }
    columns = [list(column) for rows in (entry_rows, posting_rows) for column in zip(*rows, strict=True)]
    return Batch(fingerprint=fingerprint(asked), entry_ids=columns[0], columns=columns)


def _entry_row(entry: EntryDraft) -> tuple[Any, ...]:
    return (
        entry.id or uuid7(),
        entry.effective_on,
        entry.journal,
        entry.kind,
        entry.description,
        entry.reference,
        entry.source,
        Jsonb(dict(entry.metadata)),
        entry.reverses,
        len(entry.postings),
    )


def _posting_row(posting: PostingDraft, *, number: int, line: int) -> tuple[Any, ...]:
    minor = check_posting(posting, number=number, line=line)
    pending_id, pending_line = posting.pending or (None, None)
    currency = posting.amount.currency.code
    return (
        number,
        line,
        posting.debit,
        posting.credit,
        currency,
        minor,
        posting.phase,
        pending_id,
        pending_line,
        posting.expires_on,
    )


def _as_asked(entry: EntryDraft) -> list[Any]:
    ids = [str(value) if value is not None else None for value in (entry.id, entry.reverses)]
    texts = [entry.journal, entry.kind, entry.description, entry.reference, entry.source]
    return [*ids, entry.effective_on.isoformat(), *texts, dict(entry.metadata)]


def call_ledger_post(*, book: str, idempotency_key: str, mode: str, batch: Batch) -> tuple[str, list[UUID], Any, Any]:
    """Give (status, entry ids, refusals, balances) as the database answered."""
    with connection.cursor() as cursor:
        cursor.execute(CALL, [book, idempotency_key, batch.fingerprint, mode, *batch.columns])
        return cursor.fetchone()  # type: ignore[no-any-return]
