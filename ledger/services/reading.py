"""Reading entries out of JSON: the same fields as the drafts, amounts as strings."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NoReturn
from uuid import UUID

from djmoney.money import Money
from moneyed import CurrencyDoesNotExist

from ledger.domain.errors import InvalidAmount, InvalidEntry, gettext_noop
from ledger.domain.reasons import Reason
from ledger.services.checks import check_entry, check_posting
from ledger.services.drafts import EntryDraft, PostingDraft

TEXTS = ("journal", "description", "reference", "kind", "source")
ENTRY_FIELDS = {"effective_on", *TEXTS, "metadata", "id", "postings"}
ENTRY_NEEDS = ("effective_on", "journal", "description", "postings")
POSTING_FIELDS = {"debit", "credit", "amount", "currency", "phase", "pending", "expires_on"}
POSTING_NEEDS = ("debit", "credit", "amount")
# What is right by itself, and which fields of a posting are judged together.
RIGHT_POSTING = {"debit": "1", "credit": "2", "amount": "1"}
RIGHT_ENTRY = {"effective_on": "2026-01-31", "journal": "OD", "description": "", "postings": [RIGHT_POSTING]}
TOGETHER = (("debit", "credit"), ("amount", "currency"), ("phase", "pending", "expires_on"))
# Beyond, there is one fault in what wrote the call.
WRONG_FIELDS_MAX = 200


def entry_from(data: object, *, currency: str, number: int, first_line: int = 1) -> EntryDraft:
    """Read and check one entry.

    :param currency: the book's own, for postings that name none.
    :param number: its place in the batch or its line in the file, from 1, for the error.
    :param first_line: the place of its first posting, for the error.
    :raises InvalidEntry, InvalidAmount: the first field that is wrong.
    """
    fields = _fields(data, known=ENTRY_FIELDS, needed=ENTRY_NEEDS, number=number, line=0)
    if not isinstance(fields["postings"], list):
        _refuse(number, 0, "postings", gettext_noop("a list is expected"))
    if not isinstance(fields.get("metadata", {}), dict):
        _refuse(number, 0, "metadata", gettext_noop("an object is expected"))
    postings = [
        _posting(posting, currency=currency, number=number, line=line)
        for line, posting in enumerate(fields["postings"], start=first_line)
    ]
    draft = EntryDraft(
        effective_on=_date(fields["effective_on"], number=number, line=0, field="effective_on"),
        postings=postings,
        metadata=fields.get("metadata", {}),
        id=None if fields.get("id") is None else _new_id(fields["id"], number=number),
        **{name: fields[name] for name in TEXTS if name in fields},
    )
    check_entry(draft, number=number)
    for line, posting in enumerate(postings, start=first_line):
        check_posting(posting, number=number, line=line)
    return draft


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """Entries to post together, and how."""

    mode: Literal["atomic", "each"]
    entries: list[EntryDraft]


def batch_from(data: object, *, currency: str) -> BatchDraft:
    """Read and check a batch: {"mode": …, "entries": […]}, atomic when it does not say.

    :raises InvalidEntry, InvalidAmount: the first field that is wrong; its `fields` name the others too.
    """
    fields = _fields(data, known={"mode", "entries"}, needed=("entries",), number=0, line=0)
    mode, entries = fields.get("mode", "atomic"), fields["entries"]
    if mode not in ("atomic", "each"):
        _refuse(0, 0, "mode", gettext_noop("atomic or each is expected"))
    if not isinstance(entries, list) or not entries:
        _refuse(0, 0, "entries", gettext_noop("a list of at least one entry is expected"))
    try:
        drafts = [entry_from(entry, currency=currency, number=number) for number, entry in enumerate(entries, start=1)]
    except InvalidEntry as first:
        first.fields |= wrong_fields(entries, currency=currency)
        raise
    return BatchDraft(mode=mode, entries=drafts)


def wrong_fields(entries: Sequence[object], *, currency: str) -> dict[str, str]:
    """Why of each wrong field, by its path; what depends on each other is looked at together.

    Each part of an entry that is wrong is put alone into one that is right.
    """
    found: dict[str, str] = {}
    for number, entry in enumerate(entries, start=1):
        wrong = _why_not(entry, currency=currency, number=number)
        for line, part in _parts(entry) if wrong else ():
            found |= _why_not(part, currency=currency, number=number, first_line=line)
        if len(found) >= WRONG_FIELDS_MAX:
            break
    return found


def _why_not(entry: object, *, currency: str, number: int, first_line: int = 1) -> dict[str, str]:
    try:
        entry_from(entry, currency=currency, number=number, first_line=first_line)
    except InvalidEntry as wrong:
        return wrong.fields
    return {}


def _parts(entry: object) -> Iterator[tuple[int, object]]:
    """The parts of an entry that can be wrong by themselves, each in an entry that is right; and its first line."""
    if not isinstance(entry, dict):
        yield 1, entry
        return
    for name in {**RIGHT_ENTRY, **entry}:
        if name != "postings" or not isinstance(entry.get(name), list) or not entry[name]:
            others = {other: value for other, value in RIGHT_ENTRY.items() if other != name}
            yield 1, {**others, **({name: entry[name]} if name in entry else {})}
    postings = entry.get("postings")
    for line, posting in enumerate(postings if isinstance(postings, list) else [], start=1):
        parts = [posting]
        if isinstance(posting, dict):
            alone = [(name,) for name in posting if name not in POSTING_FIELDS]
            parts = [_with(posting, names) for names in (*TOGETHER, *alone)]
        for part in parts:
            yield line, {**RIGHT_ENTRY, "postings": [part]}


def _with(posting: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    others = {name: value for name, value in RIGHT_POSTING.items() if name not in names}
    return {**others, **{name: posting[name] for name in names if name in posting}}


def _posting(data: object, *, currency: str, number: int, line: int) -> PostingDraft:
    fields = _fields(data, known=POSTING_FIELDS, needed=POSTING_NEEDS, number=number, line=line)
    pending, expires_on = fields.get("pending"), fields.get("expires_on")
    return PostingDraft(
        debit=fields["debit"],
        credit=fields["credit"],
        amount=_money(fields["amount"], fields.get("currency", currency), number=number, line=line),
        phase=fields.get("phase", "posted"),
        pending=None if pending is None else _pending(pending, number=number, line=line),
        expires_on=None if expires_on is None else _date(expires_on, number=number, line=line, field="expires_on"),
    )


def _fields(data: object, *, known: set[str], needed: tuple[str, ...], number: int, line: int) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        _refuse(
            number, line, "posting" if line else "entry" if number else "body", gettext_noop("an object is expected")
        )
    for name in data:
        if name not in known:
            _refuse(number, line, str(name), gettext_noop("there is no such field"))
    for name in needed:
        if name not in data:
            _refuse(number, line, name, gettext_noop("it is missing"))
    return data


def _money(amount: object, currency: object, *, number: int, line: int) -> Money:
    if not isinstance(amount, str):
        reason = gettext_noop('amounts are strings, as in "100.00"')
        raise InvalidAmount(entry=number, line=line, field="amount", amount=amount, reason=reason)
    try:
        # Decimal itself would take spaces, underscores and other scripts' digits.
        if not amount.isascii() or amount.strip(" _") != amount or "_" in amount:
            raise InvalidOperation
        return Money(Decimal(amount), currency)
    except InvalidOperation:
        reason = gettext_noop("a number with a point is expected")
        raise InvalidAmount(entry=number, line=line, field="amount", amount=amount, reason=reason) from None
    except (CurrencyDoesNotExist, TypeError, AttributeError):
        _refuse(number, line, "currency", Reason(gettext_noop("%(currency)s is no currency"), currency=currency))


def _date(text: object, *, number: int, line: int, field: str) -> dt.date:
    try:
        if not isinstance(text, str) or len(text) != 10:
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        _refuse(
            number,
            line,
            field,
            Reason(gettext_noop("%(given)s is no date; one like 2026-01-31 is expected"), given=text),
        )


def _uuid(text: object, *, number: int, line: int, field: str) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        _refuse(number, line, field, gettext_noop("a UUID is expected"))


def _new_id(text: object, *, number: int) -> UUID:
    made = _uuid(text, number=number, line=0, field="id")
    if made.version != 7:
        _refuse(number, 0, "id", gettext_noop("a UUIDv7 is expected: entries of a day are told in the order of birth"))
    return made


def _pending(data: object, *, number: int, line: int) -> tuple[UUID, int]:
    if not isinstance(data, dict) or set(data) != {"entry", "line"} or type(data["line"]) is not int:
        _refuse(number, line, "pending", gettext_noop('an object {"entry": …, "line": …} is expected'))
    return _uuid(data["entry"], number=number, line=line, field="pending"), data["line"]


def _refuse(number: int, line: int, field: str, reason: str) -> NoReturn:
    raise InvalidEntry(entry=number, line=line, field=field, reason=reason)
