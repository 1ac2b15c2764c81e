"""Reversing an entry of a fund's book that belongs to none of its acts."""

from datetime import date
from typing import Any
from uuid import UUID

from rest_framework import serializers

from lending.api.acts import Act
from lending.api.repayments import ReversalIn
from lending.models import Fund
from lending.selectors.visible import funds_visible_to
from lending.services.reverse_book_entry import reverse_book_entry


class EntryReversedOut(serializers.Serializer[Any]):
    """The entry that was reversed, and the one that mirrors it."""

    entry = serializers.UUIDField()
    reversal = serializers.UUIDField()


class ReverseBookEntry(Act):
    """Post the mirror of an entry. One that an act wrote (a placement, a repayment…) is undone by undoing the act."""

    visible = funds_visible_to
    serializer_class = EntryReversedOut
    takes = ReversalIn

    def act(self, fund: Fund, *, reason: str, reversed_on: date | None = None) -> Any:
        now, entry_id = self.now(), UUID(str(self.kwargs["entry_id"]))
        reversal = reverse_book_entry(
            fund=fund,
            entry_id=entry_id,
            reversed_on=reversed_on or now.date(),
            reason=reason,
            acting_person=self.person,
            now=now,
        )
        return {"entry": entry_id, "reversal": reversal}
