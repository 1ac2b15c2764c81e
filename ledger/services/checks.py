"""Judging drafts before they are sent to the database: what no book could ever take."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from moneyed import Money

from ledger.domain import limits
from ledger.domain.errors import BatchTooLarge, InvalidAmount, InvalidEntry, MissingIdempotencyKey, gettext_noop
from ledger.domain.money import WrongAmount, to_minor
from ledger.domain.reasons import Reason
from ledger.services.drafts import EntryDraft, PostingDraft

JOURNAL = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,15}")
# JSON writes a NUL character as an escape, which PostgreSQL refuses; a doubled backslash before it is only text.
ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
TEXTS = ("journal", "kind", "description", "reference", "source")
MORE_THAN_ZERO = gettext_noop("an amount is more than zero")
PHASES = ("posted", "pending", "settles", "voids")


def check_key(idempotency_key: str) -> None:
    """:raises MissingIdempotencyKey: the key is empty, too long or not plain text."""
    if (
        not isinstance(idempotency_key, str)
        or not 1 <= len(idempotency_key) <= limits.KEY_LENGTH_MAX
        or "\0" in idempotency_key
    ):
        raise MissingIdempotencyKey(maximum=limits.KEY_LENGTH_MAX)


def check_size(entries: Sequence[EntryDraft]) -> None:
    """:raises BatchTooLarge: more entries, postings or accounts than one call may carry."""
    accounts = {code for entry in entries for posting in entry.postings for code in (posting.debit, posting.credit)}
    for what, given, maximum in (
        ("entries", len(entries), limits.ENTRIES_PER_CALL_MAX),
        ("postings", sum(len(entry.postings) for entry in entries), limits.POSTINGS_PER_CALL_MAX),
        ("accounts", len(accounts), limits.ACCOUNTS_PER_CALL_MAX),
    ):
        if given > maximum:
            raise BatchTooLarge(what=what, given=given, maximum=maximum)


def check_entry(entry: EntryDraft, *, number: int) -> None:
    """:raises InvalidEntry: a field that cannot be written down; the entry is named by its number, from 1."""

    def refuse(field: str, reason: str) -> None:
        raise InvalidEntry(entry=number, line=0, field=field, reason=reason)

    if not isinstance(entry.effective_on, dt.date) or isinstance(entry.effective_on, dt.datetime):
        refuse("effective_on", gettext_noop("a date is expected"))
    for field in TEXTS:
        text = getattr(entry, field)
        if not isinstance(text, str) or not writable(text):
            refuse(field, gettext_noop("plain text is expected"))
    if not JOURNAL.fullmatch(entry.journal):
        refuse("journal", gettext_noop("1 to 16 letters, digits, - or _ are expected"))
    if not entry.postings:
        refuse("postings", gettext_noop("an entry has at least one posting"))
    for field, value in (("id", entry.id), ("reverses", entry.reverses)):
        if value is not None and not isinstance(value, UUID):
            refuse(field, gettext_noop("a UUID is expected"))
    if entry.metadata != {} and not is_json(entry.metadata):
        refuse("metadata", gettext_noop("a JSON object of plain text is expected"))


def is_json(metadata: Mapping[str, Any]) -> bool:
    """Tell whether metadata is an object that JSON and PostgreSQL can hold."""
    try:
        text = json.dumps(dict(metadata), allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError):
        return False
    return writable(text) and not ESCAPED_NUL.search(text)


def check_posting(posting: PostingDraft, *, number: int, line: int) -> int:
    """Give the amount in minor units.

    :raises InvalidEntry: accounts that are the same, a phase without its reservation.
    :raises InvalidAmount: zero, negative, not a number, too large, or with more decimals than its currency has.
    """

    def refuse(field: str, reason: str) -> None:
        raise InvalidEntry(entry=number, line=line, field=field, reason=reason)

    for field, code in (("debit", posting.debit), ("credit", posting.credit)):
        if not isinstance(code, str) or not code or not writable(code):
            refuse(field, gettext_noop("an account code is expected"))
    if posting.debit == posting.credit:
        refuse("credit", gettext_noop("the debited and the credited account are the same"))
    if posting.phase not in PHASES:
        refuse("phase", Reason(gettext_noop("one of %(phases)s is expected"), phases=", ".join(PHASES)))
    if (posting.pending is not None) != (posting.phase in ("settles", "voids")):
        refuse("pending", gettext_noop("a reservation is named by what settles or voids it, and only by that"))
    if posting.expires_on is not None and posting.phase != "pending":
        refuse("expires_on", gettext_noop("only a reservation expires"))
    return _minor(posting.amount, number=number, line=line)


def _minor(amount: object, *, number: int, line: int) -> int:
    if not isinstance(amount, Money) or not isinstance(amount.amount, Decimal):
        reason = gettext_noop("an amount with its currency is expected")
        raise InvalidAmount(entry=number, line=line, field="amount", amount=amount, reason=reason)
    shown = f"{amount.amount} {amount.currency.code}"
    try:
        minor = to_minor(amount.amount, currency=amount.currency.code)
    except WrongAmount as wrong:
        raise InvalidAmount(entry=number, line=line, field="amount", amount=shown, reason=wrong.reason) from None
    if minor <= 0:
        raise InvalidAmount(entry=number, line=line, field="amount", amount=shown, reason=MORE_THAN_ZERO)
    return minor


def writable(text: str) -> bool:
    """Tell whether PostgreSQL can hold the text: no NUL, no lone surrogate."""
    return not UNWRITABLE.search(text)
