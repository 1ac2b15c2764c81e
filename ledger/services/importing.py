"""Importing many entries: put down by COPY, then posted in one call with every check live."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
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
ROWS_PER_PART = 500
# What COPY reads as the end of a value or of a row, in texts.
SPECIAL = re.compile(r"[\\\t\n\r]")
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
    # In parts: PostgreSQL reads one while the next is written down.
    with cursor.copy(command) as copy:
        while part := "".join(islice(rows, ROWS_PER_PART)):
            copy.write(part)


def _entry_rows(columns: Columns, names: Sequence[str]) -> Iterator[str]:
    told: list[tuple[str, ...]] = [
        (entry.journal, entry.kind, entry.description, entry.reference, entry.source, _object(entry.metadata))
        for entry in columns.entries
    ]
    # Few texts hold what must be escaped; whether any does is asked of all of them at once.
    if SPECIAL.search("".join(chain.from_iterable(told))):
        told = [tuple(text.translate(ESCAPES) for text in texts) for texts in told]
    for number, (name, entry, texts) in enumerate(zip(names, columns.entries, told, strict=True), start=1):
        row = "\t".join(texts)
        yield f"{number}\t{name}\t{entry.effective_on}\t{len(entry.postings)}\t{row}\n"


def _posting_rows(columns: Columns, names: Sequence[str]) -> Iterator[str]:
    place = columns.places.__getitem__
    days = {day: str(day) for day in {entry.effective_on for entry in columns.entries}}
    owners = [f"{name}\t{number}" for number, name in enumerate(names, start=1)]
    dated = [days[entry.effective_on] for entry in columns.entries]
    rows = zip(
        columns.numbers, columns.lines, map(place, columns.debits), map(place, columns.credits), columns.minors,
        columns.currencies, columns.phases, columns.expiries, strict=True,
    )  # fmt: skip
    for number, line, debit, credit, minor, currency, phase, expires_on in rows:
        at = number - 1
        yield (
            f"{owners[at]}\t{line}\t{dated[at]}\t{debit}\t{credit}"
            f"\t{minor}\t{currency}\t{phase}\t{expires_on or NULL}\n"
        )


def _object(metadata: Any) -> str:
    return json.dumps(dict(metadata), sort_keys=True, ensure_ascii=True) if metadata else "{}"
