"""Reversing an entry: the only correction there is."""

import datetime as dt
from uuid import UUID

from ledger.selectors.entries import PostedEntry, entry_by_id
from ledger.services.drafts import EntryDraft, PostingDraft
from ledger.services.posting import PostingResult, post


def reverse_entry(
    *, book: str, entry_id: UUID, effective_on: dt.date, reason: str, idempotency_key: str
) -> PostingResult:
    """Post the mirror of an entry: every balance is as if it had not been; an entry is reversed once.

    A second reversal under another key is refused with `already_reversed`.

    :raises UnknownEntry: the book has no such entry.
    """
    mirror = mirror_of(book=book, entry_id=entry_id, effective_on=effective_on, reason=reason)
    return post(book=book, entries=[mirror], idempotency_key=idempotency_key)


def mirror_of(*, book: str, entry_id: UUID, effective_on: dt.date, reason: str) -> EntryDraft:
    """The draft that reverses an entry, for a batch with others.

    :raises UnknownEntry: the book has no such entry.
    """
    return _mirror(entry_by_id(book=book, entry_id=entry_id), effective_on=effective_on, reason=reason)


def _mirror(entry: PostedEntry, *, effective_on: dt.date, reason: str) -> EntryDraft:
    return EntryDraft(
        effective_on=effective_on,
        journal=entry.journal,
        description=reason,
        reference=entry.reference,
        kind="reversal",
        source=entry.source,
        reverses=entry.id,
        postings=[
            PostingDraft(debit=posting.credit, credit=posting.debit, amount=posting.amount)
            for posting in entry.postings
        ],
    )
