"""Periods and fiscal years of a book: read, opened, closed, reopened."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.bodies import Body
from ledger.api.books import BookView
from ledger.selectors.books import local_day
from ledger.selectors.fiscal_years import fiscal_years
from ledger.selectors.periods import periods
from ledger.services.periods import close_period, open_period, reopen_period, require_over


class PeriodActSerializer(serializers.Serializer[Any]):
    """What was decided about a period."""

    act = serializers.ChoiceField(choices=["opened", "closed", "reopened"])
    at = serializers.DateTimeField()
    by = serializers.CharField()
    reason = serializers.CharField()


class PeriodSerializer(serializers.Serializer[Any]):
    """A period, both days included; open where `closed_at` is null. Days that no period holds are open."""

    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    closed_at = serializers.DateTimeField(allow_null=True)
    acts = PeriodActSerializer(many=True)


class FiscalYearSerializer(serializers.Serializer[Any]):
    """A declared fiscal year; once its numbers were exported, its periods are never reopened."""

    label = serializers.CharField()  # type: ignore[assignment]
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    exported_at = serializers.DateTimeField(allow_null=True)


class PeriodsSerializer(serializers.Serializer[Any]):
    periods = PeriodSerializer(many=True)
    fiscal_years = FiscalYearSerializer(many=True)


class SpanSerializer(Body):
    """The days of a period, both included."""

    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class ClosingSerializer(SpanSerializer):
    """Which period to close, and why if there is something to say."""

    reason = serializers.CharField(max_length=1000, required=False, default="")


class ReopeningSerializer(SpanSerializer):
    """Which period to reopen: a decision, whose reason is kept with who took it."""

    reason = serializers.CharField(max_length=1000)


class PeriodsView(BookView):
    """All periods of a book with what was decided about them, and its declared fiscal years; earliest first."""

    serializer_class = PeriodsSerializer

    @extend_schema(operation_id="ledger_periods")
    def get(self, request: Request, book: str) -> Response:
        return told(self.readable_book().code)

    @extend_schema(operation_id="ledger_period_opening", request=SpanSerializer, responses={200: PeriodsSerializer})
    def post(self, request: Request, book: str) -> Response:
        """Open a period; asked twice, it changes nothing."""
        code, asked = self.book_of_periods().code, self.asked(SpanSerializer)
        open_period(book=code, by=request.user.get_username(), **asked)
        return told(code)


class PeriodClosingView(BookView):
    """Closes a period to any further entry, after those in flight; asked twice, it changes nothing."""

    serializer_class = ClosingSerializer

    @extend_schema(operation_id="ledger_period_closing", responses={200: PeriodsSerializer})
    def post(self, request: Request, book: str) -> Response:
        code, asked = self.book_of_periods().code, self.asked(ClosingSerializer)
        days = {name: asked[name] for name in ("starts_on", "ends_on")}
        require_over(today=local_day(code, at=timezone.now()), **days)
        close_period(book=code, by=request.user.get_username(), **asked)
        return told(code)


class PeriodReopeningView(BookView):
    """Reopens the last closed period, unless the legal numbers of its year were exported."""

    serializer_class = ReopeningSerializer

    @extend_schema(operation_id="ledger_period_reopening", responses={200: PeriodsSerializer})
    def post(self, request: Request, book: str) -> Response:
        code, asked = self.book_of_periods().code, self.asked(ReopeningSerializer)
        reopen_period(book=code, by=request.user.get_username(), **asked)
        return told(code)


def told(book: str) -> Response:
    """Answer with all periods and years as they are now."""
    found = {"periods": periods(book=book), "fiscal_years": fiscal_years(book=book)}
    return Response(PeriodsSerializer(found).data)
