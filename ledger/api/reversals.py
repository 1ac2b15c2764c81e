"""Reversing an entry: the only correction there is."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.bodies import Body
from ledger.api.books import BookView
from ledger.api.outcomes import ResultSerializer, answer, key_of
from ledger.policies import require_no_act
from ledger.selectors.entries import entry_by_id
from ledger.services.reversal import reverse_entry


class ReversalSerializer(Body):
    effective_on = serializers.DateField(required=False, default=None, allow_null=True, help_text="today when left out")
    reason = serializers.CharField(max_length=1000)


class ReversalView(BookView):
    """Posts the mirror of an entry, once. One that an act wrote is undone by undoing the act."""

    asks_for_key = True
    serializer_class = ReversalSerializer

    @extend_schema(operation_id="ledger_entry_reversal", responses={201: ResultSerializer})
    def post(self, request: Request, book: str, entry_id: UUID) -> Response:
        book_read = self.readable_book()
        require_no_act(entry_by_id(book=book_read.code, entry_id=entry_id), book=book_read)
        found, key = self.writable_book(), key_of(request)
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        result = reverse_entry(
            book=found.code,
            entry_id=entry_id,
            effective_on=asked.validated_data["effective_on"] or timezone.localdate(),
            reason=asked.validated_data["reason"],
            idempotency_key=key,
        )
        return answer(result, key=key, mode="atomic")
