"""Reversing an entry of the fund's book that belongs to none of its acts: bank charges, a line written by hand."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from ledger.policies import require_no_act
from ledger.selectors.books import book_by_code
from ledger.selectors.entries import entry_by_id
from lending.models import Fund
from lending.policies import require_treasurer
from lending.selectors.entry_origins import BY_HAND
from lending.services.bookkeeping.entries import reverse
from lending.services.events import record_event
from lending.services.require_given import require_day
from members.models import Person


@transaction.atomic
def reverse_book_entry(
    *, fund: Fund, entry_id: UUID, reversed_on: date, reason: str, acting_person: Person, now: datetime
) -> UUID:
    """Post the mirror of an entry, once; what an act of the fund wrote is undone by that act's own contrary.

    :returns: the reversal.
    :raises EntryBelongsToAnAct: an act wrote it; says how that is undone.
    :raises BookingRefused: it is reversed already, or the ledger refuses it otherwise.
    """
    require_treasurer(acting_person, fund)
    entry = entry_by_id(book=fund.book, entry_id=entry_id)
    require_no_act(entry, book=book_by_code(fund.book))
    require_day(reversed_on, fund=fund, now=now, earliest=entry.effective_on)
    # Under a key of this instant: a second reversal is refused by the ledger, in words.
    reversal = reverse(
        fund=fund, entry_id=entry_id, on=reversed_on, reason=reason, key=f"reverse:{entry_id}:{now.isoformat()}"
    )
    record_event(
        fund=fund, kind=BY_HAND, subject=fund, person=acting_person, at=now,
        after={"entry": entry_id, "reversal": reversal, "reversed_on": reversed_on, "reason": reason},
    )  # fmt: skip
    return reversal
