"""Exchanging one currency for another."""

from typing import Any

from django.utils import timezone
from djmoney.money import Money
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.bodies import Body
from ledger.api.books import BookView
from ledger.api.entry_queries import CODE
from ledger.api.fields import AMOUNT_TEXT, checked_currency
from ledger.api.outcomes import ResultSerializer, answer, key_of
from ledger.domain.errors import InvalidAmount
from ledger.domain.money import WrongAmount, to_minor
from ledger.services.checks import MORE_THAN_ZERO
from ledger.services.exchange import JOURNAL, exchange_currency


class AmountDraftSerializer(Body):
    """An amount in its own currency; it is never left out, nothing is converted."""

    amount = serializers.RegexField(AMOUNT_TEXT)
    currency = serializers.RegexField("^[A-Z]{3}$")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """`money` is the amount.

        :raises UnknownCurrency: amounts are not kept in it.
        """
        money = Money(attrs["amount"], checked_currency(attrs["currency"]))
        return {**attrs, "money": money}


def _why_not_moved(amount: Money) -> str | None:
    try:
        minor = to_minor(amount.amount, currency=amount.currency.code)
    except WrongAmount as wrong:
        return wrong.reason
    return MORE_THAN_ZERO if minor <= 0 else None


class ExchangeSerializer(Body):
    from_account = serializers.RegexField(CODE, help_text="what gives, credited")
    to_account = serializers.RegexField(CODE, help_text="what receives, debited")
    given = AmountDraftSerializer()
    received = AmountDraftSerializer()
    effective_on = serializers.DateField(required=False, default=None, allow_null=True, help_text="today when left out")
    description = serializers.CharField(max_length=1000)
    reference = serializers.CharField(max_length=200, required=False, default="")
    journal = serializers.RegexField(r"^[0-9A-Za-z][0-9A-Za-z_-]{0,15}$", required=False, default=JOURNAL)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """:raises InvalidAmount: what is given, or received, or both, cannot be moved."""
        sides = {side: attrs[side]["money"] for side in ("given", "received")}
        wrong = {side: why for side, amount in sides.items() if (why := _why_not_moved(amount)) is not None}
        if wrong:
            raise InvalidAmount.of_fields({f"{side}.amount": (sides[side], why) for side, why in wrong.items()})
        return attrs


class ExchangesView(BookView):
    """Posts one entry of two postings, through an exchange account a currency; the rate is what the two amounts say."""

    asks_for_key = True
    serializer_class = ExchangeSerializer

    @extend_schema(operation_id="ledger_exchange", responses={201: ResultSerializer})
    def post(self, request: Request, book: str) -> Response:
        found, key = self.writable_book(), key_of(request)
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        draft = dict(asked.validated_data)
        given: Money = draft.pop("given")["money"]
        received: Money = draft.pop("received")["money"]
        result = exchange_currency(
            **{**draft, "effective_on": draft["effective_on"] or timezone.localdate()},
            book=found.code,
            given=given,
            received=received,
            idempotency_key=key,
            acting=f"person:{request.user.pk}",
        )
        return answer(result, key=key, mode="atomic")
