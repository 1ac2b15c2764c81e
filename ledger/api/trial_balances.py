"""The trial balance of a book."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.books import BookView, DayQuery
from ledger.api.fields import AmountField
from ledger.selectors.trial_balance import totals, trial_balance


class TrialBalanceRowSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    nature = serializers.CharField()
    currency = serializers.CharField(source="debit.currency.code")
    debit = AmountField()
    credit = AmountField()
    balance = AmountField(help_text="signed by nature")


class TotalSerializer(serializers.Serializer[Any]):
    currency = serializers.CharField()
    debit = AmountField()
    credit = AmountField()


class TrialBalanceSerializer(serializers.Serializer[Any]):
    book = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    rows = TrialBalanceRowSerializer(many=True)
    totals = TotalSerializer(many=True)


class TrialBalanceView(BookView):
    """Every account, now or at the end of the day that `on` names; by currency, debits equal credits."""

    serializer_class = TrialBalanceSerializer

    @extend_schema(operation_id="ledger_trial_balance", parameters=[DayQuery])
    def get(self, request: Request, book: str) -> Response:
        found = self.readable_book()
        on = self.query(DayQuery)["on"]
        rows = trial_balance(book=found.code, on=on)
        sums = [
            {"currency": currency, "debit": debit, "credit": credit}
            for currency, (debit, credit) in totals(rows).items()
        ]
        told = {"book": found.code, "on": on, "rows": rows, "totals": sums}
        return Response(self.get_serializer(told).data)
