"""What a caller wants posted."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from djmoney.money import Money


@dataclass(frozen=True, slots=True)
class PostingDraft:
    """One amount from the credited account to the debited one, both named by code.

    :param phase: "posted", "pending" (reserves), "settles" or "voids" (a reservation).
    :param pending: for the last two, the reservation: its entry's id and its line.
    """

    debit: str
    credit: str
    amount: Money
    phase: str = "posted"
    pending: tuple[UUID, int] | None = None
    expires_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """The postings of one event.

    :param id: UUIDv7 of the entry; made when it is not given.
    :param source: what caused it, as the caller names it ("loan:…"), so that it can be asked for.
    :param reverses: the entry that this one mirrors; see `ledger.services.reversal`.
    """

    effective_on: dt.date
    journal: str
    description: str
    postings: Sequence[PostingDraft]
    reference: str = ""
    kind: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    id: UUID | None = None
    source: str = ""
    reverses: UUID | None = None
