"""Drafts of a batch, column by column: judged whole, then told as array literals."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import chain, count
from operator import eq
from typing import Any, NamedTuple
from uuid import UUID

from moneyed import Money

from ledger.domain.money import all_to_minor, to_minor
from ledger.services.array_literals import of_integers, of_plain, of_texts, of_uuids
from ledger.services.checks import JOURNAL, check_entry, check_posting, is_json, writable
from ledger.services.drafts import EntryDraft, PostingDraft


class Columns(NamedTuple):
    """Checked drafts; each posting names its entry and its accounts by their places, from 1."""

    entries: Sequence[EntryDraft]
    postings: Sequence[PostingDraft]
    numbers: Sequence[int]
    lines: Sequence[int]
    debits: Sequence[str]
    credits: Sequence[str]
    places: Mapping[str, int]
    minors: Sequence[int]
    currencies: Sequence[str]
    phases: Sequence[str]
    pendings: Sequence[tuple[UUID, int] | None]
    expiries: Sequence[dt.date | None]


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
    debited, credited = [posting.debit for posting in postings], [posting.credit for posting in postings]
    codes = dict.fromkeys(chain.from_iterable(zip(debited, credited, strict=True)))
    amounts = [posting.amount.amount for posting in postings]
    currencies = [posting.amount.currency.code for posting in postings]
    return Columns(
        entries=entries,
        postings=postings,
        numbers=[number for number, entry in enumerate(entries, start=1) for _posting in entry.postings],
        lines=[line for entry in entries for line in range(1, len(entry.postings) + 1)],
        debits=debited,
        credits=credited,
        places=dict(zip(codes, count(1))),
        minors=_minors(amounts, currencies),
        currencies=currencies,
        phases=[posting.phase for posting in postings],
        pendings=[posting.pending for posting in postings],
        expiries=[posting.expires_on for posting in postings],
    )


def _minors(amounts: Sequence[Decimal], currencies: Sequence[str]) -> list[int]:
    if currencies and currencies.count(currencies[0]) == len(currencies):
        return all_to_minor(amounts, currency=currencies[0])
    return [to_minor(amount, currency=currency) for amount, currency in zip(amounts, currencies, strict=True)]


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
        and all(issubclass(kind, Money) for kind in {type(posting.amount) for posting in postings})
        and {type(posting.amount.amount) for posting in postings} == {Decimal}
        and min(columns.minors) > 0
        and not any(map(eq, columns.debits, columns.credits))
        and _are_all_posted(columns)
        and not any(columns.pendings)
        and not any(columns.expiries)
    )


def told(columns: Columns) -> list[str | None]:
    """Give all columns but the entries' ids, in the order of `ledger_post`; None where every value is the default."""
    entries, places = columns.entries, columns.places
    reversed_ids = [entry.reverses for entry in entries]
    pendings = columns.pendings
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
        of_texts(places),
        of_integers(columns.numbers),
        of_integers(columns.lines),
        of_integers(map(places.__getitem__, columns.debits)),
        of_integers(map(places.__getitem__, columns.credits)),
        of_plain(columns.currencies),
        of_integers(columns.minors),
        None if _are_all_posted(columns) else of_plain(columns.phases),
        of_uuids([pending and pending[0] for pending in pendings]) if any(pendings) else None,
        of_integers([pending and pending[1] for pending in pendings]) if any(pendings) else None,
        of_plain(columns.expiries) if any(columns.expiries) else None,
    ]


def _are_all_posted(columns: Columns) -> bool:
    return columns.phases.count("posted") == len(columns.phases)


def _texts_or_none(values: Sequence[str]) -> str | None:
    return of_texts(values) if any(values) else None


def _metadata(values: Sequence[Mapping[str, Any]]) -> str | None:
    """Keys in order, so that the same object told in another order is the same request."""
    if not any(values):
        return None
    return of_texts([json.dumps(dict(value), sort_keys=True, ensure_ascii=True) for value in values])
