"""An account of a book, with what it holds now or at the end of a day."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.books import BookView, DayQuery
from ledger.api.fields import AmountField
from ledger.domain.nature import Nature
from ledger.selectors.accounts import account_now
from ledger.selectors.balances import balance


class AccountSerializer(serializers.Serializer[Any]):
    """An account; amounts are signed by nature (an asset is positive by debit, a liability by credit)."""

    code = serializers.CharField()
    name = serializers.CharField()
    nature = serializers.ChoiceField(choices=[nature.value for nature in Nature])
    currency = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    status = serializers.CharField()
    floor = AmountField(allow_null=True)
    balance = AmountField()
    available = AmountField(help_text="the balance now, less what is reserved")


class AccountAtSerializer(AccountSerializer):
    """An account, the day its balance is told for, and the seal at which it is told."""

    on = serializers.DateField(allow_null=True)
    as_known_at = serializers.IntegerField(allow_null=True)


class AccountView(BookView):
    """One account: its balance now, at the end of the day that `on` names, or as known at a seal."""

    serializer_class = AccountAtSerializer

    @extend_schema(operation_id="ledger_account", parameters=[DayQuery])
    def get(self, request: Request, book: str, code: str) -> Response:
        found = self.readable_book()
        asked = self.query(DayQuery)
        told = dict(AccountSerializer(account_now(book=found.code, code=code)).data)
        if asked["on"] is not None or asked["as_known_at"] is not None:
            told["balance"] = AmountField().to_representation(balance(book=found.code, code=code, **asked))
        return Response({**told, **asked})
