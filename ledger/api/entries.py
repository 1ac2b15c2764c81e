"""Entries of a book: listed, looked at, posted."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.books import BookView
from ledger.api.cursors import page, read_cursor
from ledger.api.entry_queries import CODE, EntryQuery
from ledger.api.fields import AmountField
from ledger.api.outcomes import ResultSerializer, answer, key_of
from ledger.domain.origin import Origin
from ledger.models.posting import PHASES
from ledger.selectors.entries import PostedEntry, PostedLine, entries_after, entry_by_id
from ledger.selectors.origins import origins_of
from ledger.services.posting import post
from ledger.services.reading import batch_from

AMOUNT = r"^[0-9]{1,15}(\.[0-9]{1,4})?$"


class ReservationPlaceSerializer(serializers.Serializer[Any]):
    """A reservation: the entry that made it, and its line there."""

    entry = serializers.UUIDField()
    line = serializers.IntegerField()


class PostingDraftSerializer(serializers.Serializer[Any]):
    debit = serializers.RegexField(CODE)
    credit = serializers.RegexField(CODE, help_text="another account than the debited one")
    amount = serializers.RegexField(AMOUNT, help_text="more than zero, with no more decimals than its currency has")
    currency = serializers.RegexField("^[A-Z]{3}$", required=False, help_text="the book's own when it is left out")
    phase = serializers.ChoiceField(
        choices=PHASES, default="posted", help_text="`pending` reserves, `settles` and `voids` resolve a reservation"
    )
    pending = ReservationPlaceSerializer(required=False, help_text="of what settles or voids: the reservation")
    expires_on = serializers.DateField(required=False, help_text="of what is pending: the day on which it lapses")


class EntryDraftSerializer(serializers.Serializer[Any]):
    effective_on = serializers.DateField()
    journal = serializers.RegexField(r"^[0-9A-Za-z][0-9A-Za-z_-]{0,15}$")
    description = serializers.CharField()
    reference = serializers.CharField(required=False)
    kind = serializers.CharField(required=False)
    source = serializers.CharField(required=False)  # type: ignore[assignment]
    metadata = serializers.DictField(required=False)
    id = serializers.UUIDField(required=False, help_text="a UUIDv7 of your own")
    postings = PostingDraftSerializer(many=True, allow_empty=False)


class BatchSerializer(serializers.Serializer[Any]):
    mode = serializers.ChoiceField(choices=["atomic", "each"], default="atomic")
    entries = EntryDraftSerializer(many=True, allow_empty=False)


class PostedLineSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    debit = serializers.CharField()
    credit = serializers.CharField()
    amount = AmountField()
    currency = serializers.CharField(source="amount.currency.code")
    phase = serializers.ChoiceField(choices=PHASES)
    pending = serializers.SerializerMethodField(help_text="the reservation that it settles or voids")
    expires_on = serializers.DateField(allow_null=True, help_text="the day on which what it reserves lapses")

    @extend_schema_field(ReservationPlaceSerializer(allow_null=True))
    def get_pending(self, line: PostedLine) -> Any:
        place = None if line.pending is None else dict(zip(("entry", "line"), line.pending, strict=True))
        return None if place is None else ReservationPlaceSerializer(place).data


class SealSerializer(serializers.Serializer[Any]):
    """The sealed batch of an entry, and its place there; its proof is under the entry's address."""

    number = serializers.CharField(source="legal_number", help_text="gapless in its journal and fiscal year")
    batch = serializers.IntegerField(source="batch_number")
    position = serializers.IntegerField(help_text="in the batch, from 0")


class AboutSerializer(serializers.Serializer[Any]):
    """Something that an entry is about, by its type (`loan`, `repayment`, …) and its id."""

    type = serializers.CharField()
    id = serializers.UUIDField()


class EventSerializer(serializers.Serializer[Any]):
    """The event of the act that wrote the entry; `person` is empty when the system acted."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    person = serializers.CharField()


class EntrySerializer(serializers.Serializer[Any]):
    """An entry as it was written, and where it comes from; `origins` of the context holds that of each."""

    id = serializers.UUIDField()
    effective_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    journal = serializers.CharField()
    kind = serializers.CharField()
    description = serializers.CharField()
    reference = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    metadata = serializers.DictField()
    reverses = serializers.UUIDField(allow_null=True)
    reversed_by = serializers.UUIDField(allow_null=True)
    seal = SealSerializer(allow_null=True, help_text="null until it is sealed")
    about = serializers.SerializerMethodField(help_text="nearest first")
    event = serializers.SerializerMethodField()
    undo = serializers.SerializerMethodField(
        help_text="how the act that wrote it is undone; null for an entry that is reversed by itself"
    )
    postings = PostedLineSerializer(many=True)

    @extend_schema_field(AboutSerializer(many=True))
    def get_about(self, entry: PostedEntry) -> Any:
        about = [{"type": thing, "id": id_} for thing, id_ in self._origin(entry).about]
        return AboutSerializer(about, many=True).data

    @extend_schema_field(EventSerializer(allow_null=True))
    def get_event(self, entry: PostedEntry) -> Any:
        event = self._origin(entry).event
        return None if event is None else EventSerializer(event).data

    def get_undo(self, entry: PostedEntry) -> str | None:
        undo = self._origin(entry).undo
        return None if undo is None else gettext(undo)

    def _origin(self, entry: PostedEntry) -> Origin:
        origin: Origin = self.context["origins"][entry.id]
        return origin


class EntryPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = EntrySerializer(many=True)


class EntriesView(BookView):
    """The entries of a book, or those that the filters name, oldest first; and the way to post some."""

    asks_for_key = True
    serializer_class = EntryPageSerializer

    @extend_schema(operation_id="ledger_entries", parameters=[EntryQuery])
    def get(self, request: Request, book: str) -> Response:
        found = self.readable_book()
        asked = self.query(EntryQuery, book=found)
        after, size = read_cursor(request, parsers=[dt.date.fromisoformat, UUID]), asked["page_size"]
        entries = entries_after(book=found.code, after=after, limit=size + 1, where=asked["where"])
        origins = origins_of(book=found.code, entries=entries)
        results = EntrySerializer(entries, many=True, context={"origins": origins}).data
        return Response(page(request, entries, results, size=size, place=lambda entry: [entry.effective_on, entry.id]))

    @extend_schema(operation_id="ledger_entries_post", request=BatchSerializer, responses={201: ResultSerializer})
    def post(self, request: Request, book: str) -> Response:
        """In mode `atomic` all entries are posted or none; in mode `each` every entry has its own outcome."""
        found, key = self.writable_book(), key_of(request)
        batch = batch_from(request.data, currency=found.currency)
        result = post(book=found.code, entries=batch.entries, idempotency_key=key, mode=batch.mode)
        return answer(result, key=key, mode=batch.mode)


class EntryView(BookView):
    """One entry with its postings, what it reverses and what reverses it."""

    serializer_class = EntrySerializer

    @extend_schema(operation_id="ledger_entry")
    def get(self, request: Request, book: str, entry_id: UUID) -> Response:
        found = self.readable_book()
        entry = entry_by_id(book=found.code, entry_id=entry_id)
        origins = origins_of(book=found.code, entries=[entry])
        return Response(EntrySerializer(entry, context={"origins": origins}).data)
