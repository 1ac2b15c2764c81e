"""Drafts of a batch, column by column: judged whole, then told as array literals."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from moneyed import Money

from ledger.domain.money import to_minor
from ledger.services.array_literals import of_integers, of_plain, of_texts, of_uuids
from ledger.services.checks import JOURNAL, check_entry, check_posting, is_json, writable
from ledger.services.drafts import EntryDraft, PostingDraft


@dataclass(frozen=True, slots=True)
class Columns:
    """Checked drafts; each posting names its entry and its accounts by their places, from 1."""

    entries: Sequence[EntryDraft]
    postings: Sequence[PostingDraft]
    numbers: Sequence[int]
    lines: Sequence[int]
    places: Mapping[str, int]
    minors: Sequence[int]


def columns_of(entries: Sequence[EntryDraft]) -> Columns:
    """Check drafts and lay them out.

    A column is judged at once, each of its values but once; only where one is in doubt are drafts checked one by one,
    and the first wrong one is named.

    :raises InvalidEntry, InvalidAmount: the first entry or posting that cannot be written down.
    """
    try:
        columns = _laid_out(entries)
        sound = _are_sound(columns)
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        sound = False
    if not sound:
        for number, entry in enumerate(entries, start=1):
            check_entry(entry, number=number)
            for line, posting in enumerate(entry.postings, start=1):
                check_posting(posting, number=number, line=line)
        columns = _laid_out(entries)
    return columns


def _laid_out(entries: Sequence[EntryDraft]) -> Columns:
    postings = [posting for entry in entries for posting in entry.postings]
    places: dict[str, int] = {}
    for posting in postings:
        places.setdefault(posting.debit, len(places) + 1)
        places.setdefault(posting.credit, len(places) + 1)
    return Columns(
        entries=entries,
        postings=postings,
        numbers=[number for number, entry in enumerate(entries, start=1) for _posting in entry.postings],
        lines=[line for entry in entries for line in range(1, len(entry.postings) + 1)],
        places=places,
        minors=[to_minor(money.amount, currency=money.currency.code) for money in (p.amount for p in postings)],
    )


def _are_sound(columns: Columns) -> bool:
    """Whether nothing can be wrong; what reserves or resolves is always looked at by itself."""
    entries, postings = columns.entries, columns.postings
    texts = [text for e in entries for text in (e.journal, e.kind, e.description, e.reference, e.source)]
    return (
        {type(entry.effective_on) for entry in entries} == {dt.date}
        and writable("".join(texts))
        and writable("".join(columns.places))
        and "" not in columns.places
        and all(map(JOURNAL.fullmatch, {entry.journal for entry in entries}))
        and all(entry.postings for entry in entries)
        and all(isinstance(id_, UUID) for entry in entries for id_ in (entry.id, entry.reverses) if id_ is not None)
        and all(is_json(entry.metadata) for entry in entries if entry.metadata != {})
        and all(isinstance(p.amount, Money) and type(p.amount.amount) is Decimal for p in postings)
        and min(columns.minors) > 0
        and not any(p.debit == p.credit or p.phase != "posted" or p.pending or p.expires_on for p in postings)
    )


def told(columns: Columns) -> list[str | None]:
    """Give all columns but the entries' ids, in the order of `ledger_post`; None where every value is the default."""
    entries, postings = columns.entries, columns.postings
    reversed_ids = [entry.reverses for entry in entries]
    phases = [posting.phase for posting in postings]
    pendings = [posting.pending for posting in postings]
    expiries = [posting.expires_on for posting in postings]
    return [
        of_plain([entry.effective_on for entry in entries]),
        of_texts([entry.journal for entry in entries]),
        _texts_or_none([entry.kind for entry in entries]),
        of_texts([entry.description for entry in entries]),
        _texts_or_none([entry.reference for entry in entries]),
        _texts_or_none([entry.source for entry in entries]),
        _metadata([entry.metadata for entry in entries]),
        of_uuids(reversed_ids) if any(reversed_ids) else None,
        of_integers([len(entry.postings) for entry in entries]),
        of_texts(columns.places),
        of_integers(columns.numbers),
        of_integers(columns.lines),
        of_integers([columns.places[posting.debit] for posting in postings]),
        of_integers([columns.places[posting.credit] for posting in postings]),
        of_plain([posting.amount.currency.code for posting in postings]),
        of_integers(columns.minors),
        None if phases.count("posted") == len(phases) else of_plain(phases),
        of_uuids([pending and pending[0] for pending in pendings]) if any(pendings) else None,
        of_integers([pending and pending[1] for pending in pendings]) if any(pendings) else None,
        of_plain(expiries) if any(expiries) else None,
    ]


def _texts_or_none(values: Sequence[str]) -> str | None:
    return of_texts(values) if any(values) else None


def _metadata(values: Sequence[Mapping[str, Any]]) -> str | None:
    """Keys in order, so that the same object told in another order is the same request."""
    if not any(values):
        return None
    return of_texts([json.dumps(dict(value), sort_keys=True, ensure_ascii=True) for value in values])
