"""Lines of an account with its running balance, page by page."""

import datetime as dt
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.books import BookView, PageQuery
from ledger.api.cursors import page, read_cursor, small_integer
from ledger.api.days import DaysQuery
from ledger.api.fields import AmountField
from ledger.selectors.lines import Place, lines_after


class LineSerializer(serializers.Serializer[Any]):
    """One side of a posting."""

    entry_id = serializers.UUIDField()
    line = serializers.IntegerField()
    effective_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    journal = serializers.CharField()
    kind = serializers.CharField()
    description = serializers.CharField()
    reference = serializers.CharField()
    debit = AmountField()
    credit = AmountField()
    balance = AmountField(help_text="running balance after this line, signed by nature")
    currency = serializers.CharField(source="balance.currency.code")


class LinePageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = LineSerializer(many=True)


class LinesQuery(DaysQuery, PageQuery):
    """Which lines, and which page of them."""


class AccountLinesView(BookView):
    """Lines in order of date, oldest first."""

    serializer_class = LinePageSerializer

    @extend_schema(operation_id="ledger_account_lines", parameters=[LinesQuery])
    def get(self, request: Request, book: str, code: str) -> Response:
        found = self.readable_book()
        asked = self.query(LinesQuery)
        size = asked["page_size"]
        after = read_cursor(request, parsers=[dt.date.fromisoformat, UUID, small_integer])
        lines = lines_after(
            book=found.code, code=code, after=None if after is None else Place(*after), limit=size + 1,
            start=asked["start"], end=asked["end"],
        )  # fmt: skip
        results = LineSerializer(lines, many=True).data
        return Response(
            page(request, lines, results, size=size, place=lambda line: [line.effective_on, line.entry_id, line.line])
        )
