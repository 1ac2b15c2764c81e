"""The call of `ledger_post`: one statement, prepared once a connection."""

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

from ledger.domain.fingerprint import fingerprint
from ledger.services.array_literals import of_uuids
from ledger.services.columns import Columns, columns_of, told
from ledger.services.drafts import EntryDraft
from ledger.services.entry_ids import new_ids

ENTRY_TYPES = ("uuid", "date", "text", "text", "text", "text", "text", "jsonb", "uuid", "integer")
POSTING_TYPES = ("text", *["integer"] * 4, "text", "bigint", "text", "uuid", "integer", "date")
ARGUMENTS = ", ".join(["%s", "%s", "%s", "%s", *(f"%s::{name}[]" for name in (*ENTRY_TYPES, *POSTING_TYPES))])
POST = f"SELECT status, entries, refusals, balances FROM ledger_post({ARGUMENTS})"  # noqa: S608 - made of type names alone
POST_GROUPED = f"CALL ledger_post_grouped({ARGUMENTS}, NULL, NULL, NULL, NULL)"
POST_STAGED = "SELECT status, entries, refusals, balances FROM ledger_post_staged(%s, %s, %s, %s, %s::text[])"


# Status, entry ids where the key was answered before, refusals, balances.
Answer = tuple[str, list[UUID] | None, Any, Any]


class Batch(NamedTuple):
    """Checked drafts and their array literals, with their fingerprint; a literal of defaults alone is None."""

    fingerprint: str
    entry_ids: list[UUID]
    checked: Columns
    columns: list[str | None]


def batch_of(entries: Sequence[EntryDraft], *, mode: str) -> Batch:
    """Check drafts and lay them out. An id made here is not part of what was asked, so it is not in the fingerprint.

    :raises InvalidEntry, InvalidAmount: the first entry or posting that cannot be written down.
    """
    checked = columns_of(entries)
    columns = told(checked)
    asked_ids = [entry.id for entry in entries]
    made = new_ids(len(entries))
    entry_ids = [asked or next(made) for asked in asked_ids]
    asked = fingerprint([mode, of_uuids(asked_ids), *columns])
    return Batch(asked, entry_ids, checked, [of_uuids(entry_ids), *columns])


def call_ledger_post(*, book: str, idempotency_key: str, mode: str, batch: Batch) -> Answer:
    """Give what the database answers; it is on disk where the call is its own transaction.

    With `LEDGER_GROUPED_DURABILITY` the row locks of a call that is its own transaction do not last until the disk has
    written it: others post meanwhile, and all are made durable together before any of them is answered.
    """
    grouped = settings.LEDGER_GROUPED_DURABILITY and not connection.in_atomic_block
    cursor = prepared_cursor()
    cursor.execute(POST_GROUPED if grouped else POST, [book, idempotency_key, batch.fingerprint, mode, *batch.columns])
    answer: Answer = cursor.fetchone()
    return answer


_kept = threading.local()


def prepared_cursor() -> CursorWrapper:
    """Give a cursor whose parameters are bound by the server: the statement is parsed once a connection.

    It is kept as long as the connection of its thread: to make one, and forget it, takes longer than to send by it.
    """
    # `connection` asks which one it stands for at each use.
    own = connections[DEFAULT_DB_ALIAS]
    own.ensure_connection()
    bound: Any = getattr(_kept, "cursor", None)
    if bound is None or bound.connection is not own.connection:
        # Django's own class for this, which its stubs do not describe.
        bound = _kept.cursor = ServerBindingCursor(own.connection)  # type: ignore[call-arg]
    return own.make_debug_cursor(bound) if own.queries_logged else own.make_cursor(bound)
