"""Open reservations of a book, page by page."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.books import BookView, PageQuery
from ledger.api.cursors import page, read_cursor, small_integer
from ledger.api.fields import AmountField
from ledger.selectors.reservations import open_reservations


class ReservationSerializer(serializers.Serializer[Any]):
    """An amount that counts against floors and has moved nothing; `entry_id` and `line` name it to what settles it."""

    entry_id = serializers.UUIDField()
    line = serializers.IntegerField()
    debit = serializers.CharField()
    credit = serializers.CharField()
    amount = AmountField()
    currency = serializers.CharField(source="amount.currency.code")
    phase = serializers.CharField()
    effective_on = serializers.DateField()
    expires_on = serializers.DateField(
        allow_null=True, help_text="the day it lapses; it counts until it is voided, which a worker does that day"
    )
    journal = serializers.CharField()
    kind = serializers.CharField()
    description = serializers.CharField()
    reference = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class ReservationPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = ReservationSerializer(many=True)


class ReservationQuery(PageQuery):
    """Which reservations."""

    source = serializers.CharField(required=False, help_text="only those that this source caused")  # type: ignore[assignment]
    account = serializers.CharField(required=False, help_text="only those from or to this account")


class ReservationsView(BookView):
    """Reservations neither settled nor voided, in order of their entry's id."""

    serializer_class = ReservationPageSerializer

    @extend_schema(operation_id="ledger_reservations", parameters=[ReservationQuery])
    def get(self, request: Request, book: str) -> Response:
        found = self.readable_book()
        asked = self.query(ReservationQuery)
        size = asked["page_size"]
        after = read_cursor(request, parsers=[UUID, small_integer])
        chosen = {name: asked[name] for name in ("source", "account") if name in asked}
        reservations = open_reservations(
            book=found.code, after=None if after is None else (after[0], after[1]), limit=size + 1, **chosen
        )
        results = ReservationSerializer(reservations, many=True).data
        return Response(page(request, reservations, results, size=size, place=lambda one: one.place))
