"""Voiding the reservations whose day has come: it releases what they still hold back."""

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from ledger.selectors.reservations import Reservation, expired_reservations
from ledger.services.drafts import EntryDraft
from ledger.services.posting import Outcome, post
from ledger.services.reservations import resolution

KIND = "expiry"
ENTRIES_PER_BATCH = 500


@dataclass(frozen=True, slots=True)
class Expiry:
    """What one round did.

    :param voided: number of reservations released, by it or by an earlier round of the same batches.
    :param resolved: number of entries with a reservation that somebody settled or voided meanwhile; nothing of them was
        written, and what is left of them is for the next round.
    :param refused: what could not be voided and why: a frozen account, a closed period.
    """

    voided: int
    resolved: int
    refused: tuple[Outcome, ...]


def void_expired(
    *, book: str, on: dt.date, entry_ids: Collection[UUID] | None = None, batch_size: int = ENTRIES_PER_BATCH
) -> Expiry:
    """Void the open reservations that have lapsed on a day of the book's calendar, one entry for each that reserved.

    A batch is a transaction. Its key is made of the day and of what it voids, so that a batch asked for twice is
    written once; and where a settlement comes at the same time one of the two is written and the other is told
    (`pending_resolved`), since a reservation is resolved once, whatever asks. What was refused is tried again under
    the key of another day.

    :param on: today by the book's time zone; voids are dated on it.
    :param entry_ids: only reservations of these entries.
    """
    found = expired_reservations(book=book, on=on, entry_ids=entry_ids)
    held = [list(group) for _, group in groupby(found, key=lambda reservation: reservation.entry_id)]
    rounds = [_void(held[start : start + batch_size], book=book, on=on) for start in range(0, len(held), batch_size)]
    return Expiry(
        voided=sum(one.voided for one in rounds),
        resolved=sum(one.resolved for one in rounds),
        refused=tuple(outcome for one in rounds for outcome in one.refused),
    )


def _void(held: list[list[Reservation]], *, book: str, on: dt.date) -> Expiry:
    entries = [_entry(reservations, on=on) for reservations in held]
    result = post(book=book, entries=entries, idempotency_key=_key(held, on=on), mode="each")
    of = list(zip(held, result.outcomes, strict=True))
    return Expiry(
        voided=sum(len(reservations) for reservations, outcome in of if outcome.code == "created"),
        resolved=sum(outcome.code == "pending_resolved" for _, outcome in of),
        refused=tuple(outcome for _, outcome in of if outcome.code not in ("created", "pending_resolved")),
    )


def _entry(held: list[Reservation], *, on: dt.date) -> EntryDraft:
    return replace(resolution(*held, phase="voids", effective_on=on), kind=KIND)


def _key(held: list[list[Reservation]], *, on: dt.date) -> str:
    places = " ".join(f"{one.entry_id}/{one.line}" for reservations in held for one in reservations)
    return f"{KIND}:{on.isoformat()}:{hashlib.sha256(places.encode()).hexdigest()}"
