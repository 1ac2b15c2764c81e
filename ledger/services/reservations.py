"""Reserving an amount, then settling it in all or part, or voiding it."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from djmoney.money import Money
from uuid6 import uuid7

from ledger.selectors.reservations import Place, Reservation, reservations_at
from ledger.services.drafts import EntryDraft, PostingDraft
from ledger.services.posting import Outcome, PostingResult, post


def reserve(
    *,
    book: str,
    debit: str,
    credit: str,
    amount: Money,
    effective_on: dt.date,
    journal: str,
    description: str,
    idempotency_key: str,
    expires_on: dt.date | None = None,
    reference: str = "",
    source: str = "",
    kind: str = "",
    entry_id: UUID | None = None,
) -> PostingResult:
    """Reserve what may move later from the credited account to the debited one: an entry of one pending posting.

    Balances stay; what is available does not: the amount counts against the floors at once, and until it is settled or
    voided. The reservation is line 1 of the entry, which is how the two functions below name it. To reserve several
    amounts in one entry, post them: `PostingDraft(…, phase="pending")`.

    :param expires_on: the day, by the book's time zone, on which it lapses; see `ledger.services.void_expired`.
    """
    posting = PostingDraft(debit, credit, amount, phase="pending", expires_on=expires_on)
    entry = EntryDraft(
        effective_on=effective_on,
        journal=journal,
        description=description,
        postings=[posting],
        reference=reference,
        source=source,
        kind=kind,
        id=entry_id,
    )
    return post(book=book, entries=[entry], idempotency_key=idempotency_key)


def settle(
    *,
    book: str,
    reservation: Place,
    effective_on: dt.date,
    idempotency_key: str,
    amount: Money | None = None,
    description: str = "",
    journal: str = "",
    reference: str = "",
) -> PostingResult:
    """Turn a reservation into a posting of the same accounts, once; what it held beyond `amount` is released.

    Refusals are those of any posting: `pending_unknown`, `pending_resolved`, `pending_expired` (dated on the day it
    lapses or later), `pending_mismatch` (more than it holds).

    :param amount: all of it when it is not given.
    :param description, journal: those of the reservation when they are not given.
    """
    found = reservations_at(book=book, places=[reservation]).get(reservation)
    if found is None:
        return _unknown(reservation)
    entry = resolution(found, phase="settles", effective_on=effective_on, amount=amount)
    entry = replace(
        entry,
        description=description or entry.description,
        journal=journal or entry.journal,
        reference=reference or entry.reference,
    )
    return post(book=book, entries=[entry], idempotency_key=idempotency_key)


def void_reservation(
    *, book: str, reservation: Place, effective_on: dt.date, idempotency_key: str, description: str = ""
) -> PostingResult:
    """Release all of a reservation: nothing moves, and it no longer counts against any floor.

    Refusals are those of any posting: `pending_unknown`, `pending_resolved`.
    """
    found = reservations_at(book=book, places=[reservation]).get(reservation)
    if found is None:
        return _unknown(reservation)
    entry = resolution(found, phase="voids", effective_on=effective_on)
    entry = replace(entry, description=description or entry.description)
    return post(book=book, entries=[entry], idempotency_key=idempotency_key)


def resolution(*held: Reservation, phase: str, effective_on: dt.date, amount: Money | None = None) -> EntryDraft:
    """The entry that settles or voids reservations of one entry, in its words."""
    first = held[0]
    return EntryDraft(
        effective_on=effective_on,
        journal=first.journal,
        description=first.description,
        reference=first.reference,
        source=first.source,
        kind=first.kind,
        postings=[
            PostingDraft(one.debit, one.credit, one.amount if amount is None else amount, phase, one.place)
            for one in held
        ],
    )


def _unknown(reservation: Place) -> PostingResult:
    """Said without asking the database to write: no account could be named. It is not remembered under the key."""
    outcome = Outcome(uuid7(), "pending_unknown", {"pending": reservation[0]})
    return PostingResult("refused", (outcome,), {})
