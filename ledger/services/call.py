"""The call of `ledger_post`: drafts become parallel arrays, in one pass."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from uuid6 import uuid7

from ledger.domain.fingerprint import fingerprint
from ledger.services.array_literals import of_integers, of_plain, of_texts, of_uuids
from ledger.services.checks import check_entry, check_posting
from ledger.services.drafts import EntryDraft, PostingDraft

ENTRY_TYPES = ("uuid", "date", "text", "text", "text", "text", "text", "jsonb", "uuid", "integer")
POSTING_TYPES = ("text", *["integer"] * 4, "text", "bigint", "text", "uuid", "integer", "date")
ARGUMENTS = ", ".join(["%s", "%s", "%s", "%s", *(f"%s::{name}[]" for name in (*ENTRY_TYPES, *POSTING_TYPES))])
CALL = f"SELECT status, entries, refusals, balances FROM ledger_post({ARGUMENTS})"  # noqa: S608 - made of type names alone


@dataclass(frozen=True, slots=True)
class Batch:
    """Checked drafts as array literals with their fingerprint; a column of defaults alone is None."""

    fingerprint: str
    entry_ids: list[UUID]
    columns: list[str | None]


def batch_of(entries: Sequence[EntryDraft], *, mode: str) -> Batch:
    """Check drafts and lay them out. An id made here is not part of what was asked, so it is not in the fingerprint.

    :raises InvalidEntry: the first entry or posting that cannot be written down.
    """
    postings: list[tuple[int, int, PostingDraft]] = []
    amounts: list[int] = []
    for number, entry in enumerate(entries, start=1):
        check_entry(entry, number=number)
        for line, posting in enumerate(entry.postings, start=1):
            amounts.append(check_posting(posting, number=number, line=line))
            postings.append((number, line, posting))
    asked_ids = [entry.id for entry in entries]
    entry_ids = [asked or uuid7() for asked in asked_ids]
    entry_columns = _entry_columns(entries)
    posting_columns = _posting_columns(postings, amounts)
    asked = fingerprint([mode, of_uuids(asked_ids), *entry_columns, *posting_columns])
    return Batch(asked, entry_ids, [of_uuids(entry_ids), *entry_columns, *posting_columns])


def _entry_columns(entries: Sequence[EntryDraft]) -> list[str | None]:
    return [
        of_plain([entry.effective_on for entry in entries]),
        of_texts([entry.journal for entry in entries]),
        _texts_or_none([entry.kind for entry in entries]),
        of_texts([entry.description for entry in entries]),
        _texts_or_none([entry.reference for entry in entries]),
        _texts_or_none([entry.source for entry in entries]),
        _metadata([entry.metadata for entry in entries]),
        of_uuids(reversed_ids) if any(reversed_ids := [entry.reverses for entry in entries]) else None,
        of_integers([len(entry.postings) for entry in entries]),
    ]


def _posting_columns(rows: Sequence[tuple[int, int, PostingDraft]], amounts: Sequence[int]) -> list[str | None]:
    """Accounts are told once each; a posting names them by their places, from 1."""
    places: dict[str, int] = {}
    drafts = [draft for _number, _line, draft in rows]
    debits = [places.setdefault(draft.debit, len(places) + 1) for draft in drafts]
    credits_ = [places.setdefault(draft.credit, len(places) + 1) for draft in drafts]
    phases = [draft.phase for draft in drafts]
    pendings = [draft.pending for draft in drafts]
    expiries = [draft.expires_on for draft in drafts]
    return [
        of_texts(places),
        of_integers([number for number, _line, _draft in rows]),
        of_integers([line for _number, line, _draft in rows]),
        of_integers(debits),
        of_integers(credits_),
        of_plain([draft.amount.currency.code for draft in drafts]),
        of_integers(amounts),
        None if phases.count("posted") == len(phases) else of_plain(phases),
        of_uuids([pending and pending[0] for pending in pendings]) if any(pendings) else None,
        of_integers([pending and pending[1] for pending in pendings]) if any(pendings) else None,
        of_plain(expiries) if any(expiries) else None,
    ]


def _texts_or_none(values: Sequence[str]) -> str | None:
    return of_texts(values) if any(values) else None


def _metadata(values: Sequence[Any]) -> str | None:
    """Keys in order, so that the same object told in another order is the same request."""
    if not any(values):
        return None
    return of_texts([json.dumps(dict(value), sort_keys=True, ensure_ascii=True) for value in values])


def call_ledger_post(*, book: str, idempotency_key: str, mode: str, batch: Batch) -> tuple[str, list[UUID], Any, Any]:
    """Give (status, entry ids, refusals, balances) as the database answered."""
    with connection.cursor() as cursor:
        cursor.execute(CALL, [book, idempotency_key, batch.fingerprint, mode, *batch.columns])
        status, entries, refusals, balances = cursor.fetchone()
    return status, entries or batch.entry_ids, refusals, balances
