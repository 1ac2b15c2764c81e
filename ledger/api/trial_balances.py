"""The trial balance of a book."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.books import BookView, DayQuery
from ledger.api.fields import AmountField
from ledger.selectors.collectives import as_tree, parents_of
from ledger.selectors.trial_balance import totals, trial_balance


class TrialBalanceQuery(DayQuery):
    """At which day, and whether under collective accounts."""

    tree = serializers.BooleanField(
        required=False, default=False, help_text="under collective accounts, with rows of their totals"
    )


class TrialBalanceRowSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    nature = serializers.CharField()
    currency = serializers.CharField(source="debit.currency.code")
    debit = AmountField()
    credit = AmountField()
    balance = AmountField(help_text="signed by nature")


class PlacedRowSerializer(TrialBalanceRowSerializer):
    """A row and its place in the tree."""

    depth = serializers.IntegerField(required=False, help_text="with `tree` only: 0 for what stands under nothing")
    is_collective = serializers.BooleanField(
        required=False, help_text="with `tree` only: totals of the account and of all under it, in one currency"
    )


class TotalSerializer(serializers.Serializer[Any]):
    currency = serializers.CharField()
    debit = AmountField()
    credit = AmountField()


class TrialBalanceSerializer(serializers.Serializer[Any]):
    book = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    as_known_at = serializers.IntegerField(allow_null=True)
    rows = PlacedRowSerializer(many=True)
    totals = TotalSerializer(many=True)


class TrialBalanceView(BookView):
    """Every account, now, at the end of a day, or as known at a seal; by currency, debits equal credits."""

    serializer_class = TrialBalanceSerializer

    @extend_schema(operation_id="ledger_trial_balance", parameters=[TrialBalanceQuery])
    def get(self, request: Request, book: str) -> Response:
        found = self.readable_book()
        query = self.query(TrialBalanceQuery)
        asked = {"on": query["on"], "as_known_at": query["as_known_at"]}
        rows = trial_balance(book=found.code, **asked)
        sums = [
            {"currency": currency, "debit": debit, "credit": credit}
            for currency, (debit, credit) in totals(rows).items()
        ]
        told = self.get_serializer({"book": found.code, **asked, "rows": rows, "totals": sums}).data
        if not query["tree"]:
            return Response(told)
        tree = as_tree(rows, parents=parents_of(book=found.code))
        placed = [
            {**TrialBalanceRowSerializer(one.row).data, "depth": one.depth, "is_collective": one.is_collective}
            for one in tree
        ]
        return Response({**told, "rows": placed})
