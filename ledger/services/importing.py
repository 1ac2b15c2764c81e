"""Importing many entries: put down by COPY, then posted in one call with every check live."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from django.db import connection, transaction

from ledger.services.array_literals import of_texts
from ledger.services.call import POST_STAGED, batch_of
from ledger.services.columns import Columns
from ledger.services.drafts import EntryDraft
from ledger.services.posting import PostingResult, check_call, post, result_of

COPY_ENTRIES = (
    "COPY ledger_staged_entry (number, id, effective_on, posting_count, journal, kind, description, reference, source,"
    " metadata) FROM STDIN"
)
COPY_POSTINGS = (
    "COPY ledger_staged_posting (entry_id, entry_number, line, effective_on, debit, credit, amount, currency, phase,"
    " expires_on) FROM STDIN"
)
NULL = "\\N"
# What COPY reads as the end of a value or of a row, in texts.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def import_entries(
    *, book: str, entries: Sequence[EntryDraft], idempotency_key: str, mode: Literal["atomic", "each"] = "each"
) -> PostingResult:
    """Post a large batch. It is `post` in everything but its way in, and answers the same; see there.

    What resolves reservations or reverses entries is looked at one by one, so it goes by `post` itself.
    One import is put down at a time; the others wait for its end.
    """
    if any(entry.reverses or any(posting.pending for posting in entry.postings) for entry in entries):
        return post(book=book, entries=entries, idempotency_key=idempotency_key, mode=mode)
    check_call(entries, idempotency_key=idempotency_key, mode=mode)
    batch = batch_of(entries, mode=mode)
    names = [entry_id.hex for entry_id in batch.entry_ids]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_begin_staging()")
        _copy(cursor, COPY_ENTRIES, _entry_rows(batch.checked, names))
        _copy(cursor, COPY_POSTINGS, _posting_rows(batch.checked, names))
        codes = of_texts(batch.checked.places)
        cursor.execute(POST_STAGED, [book, idempotency_key, batch.fingerprint, mode, codes])
        answer = cursor.fetchone()
    return result_of(answer, batch, book=book, mode=mode)


def _copy(cursor: Any, command: str, rows: Iterator[str]) -> None:
    with cursor.copy(command) as copy:
        copy.write("".join(rows))


def _entry_rows(columns: Columns, names: Sequence[str]) -> Iterator[str]:
    for number, (name, entry) in enumerate(zip(names, columns.entries, strict=True), start=1):
        texts = (entry.journal, entry.kind, entry.description, entry.reference, entry.source, _object(entry.metadata))
        told = "\t".join([text.translate(ESCAPES) for text in texts])
        yield f"{number}\t{name}\t{entry.effective_on}\t{len(entry.postings)}\t{told}\n"


def _posting_rows(columns: Columns, names: Sequence[str]) -> Iterator[str]:
    places = columns.places
    rows = zip(columns.postings, columns.numbers, columns.lines, columns.minors, strict=True)
    for posting, number, line, minor in rows:
        debit, credit, currency = places[posting.debit], places[posting.credit], posting.amount.currency.code
        yield (
            f"{names[number - 1]}\t{number}\t{line}\t{columns.entries[number - 1].effective_on}\t{debit}\t{credit}"
            f"\t{minor}\t{currency}\t{posting.phase}\t{posting.expires_on or NULL}\n"
        )


def _object(metadata: Any) -> str:
    return json.dumps(dict(metadata), sort_keys=True, ensure_ascii=True) if metadata else "{}"
