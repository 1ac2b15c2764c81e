"""Accounts of a book, with what they hold now or at the end of a day."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.books import BookView, DayQuery, FilterQuery, PageQuery
from ledger.api.cursors import page, plain_text, read_cursor
from ledger.api.entry_queries import CODE
from ledger.api.fields import AmountField
from ledger.domain.nature import Nature
from ledger.selectors.accounts import AccountFilter, account_now, accounts_after
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
    """An account and the day its balance is told for."""

    on = serializers.DateField(allow_null=True)


class AccountPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = AccountSerializer(many=True)


class AccountQuery(FilterQuery, PageQuery):
    """Filters of accounts: each one narrows the list, all of them together."""

    nature = serializers.ChoiceField([nature.value for nature in Nature], required=False)
    status = serializers.ChoiceField(["open", "frozen", "closed"], required=False)
    currency = serializers.RegexField("^[A-Z]{3}$", required=False)
    prefix = serializers.RegexField(CODE, required=False, help_text="what the code begins with")
    q = serializers.CharField(
        required=False, max_length=200, help_text="words of the code or the name; case and accents do not count"
    )
    non_zero = serializers.BooleanField(
        required=False, default=None, allow_null=True, help_text="whether it holds something now"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """`where` is what is asked."""
        same = {name: attrs.get(name) for name in ("nature", "status", "currency", "prefix", "non_zero")}
        return {**attrs, "where": AccountFilter(**same, text=attrs.get("q"))}


class AccountsView(BookView):
    """The accounts of a book, or those that the filters name, in order of code."""

    serializer_class = AccountPageSerializer

    @extend_schema(operation_id="ledger_accounts", parameters=[AccountQuery])
    def get(self, request: Request, book: str) -> Response:
        found = self.readable_book()
        asked = self.query(AccountQuery, book=found)
        after, size = read_cursor(request, parsers=[plain_text]) or ("",), asked["page_size"]
        accounts = accounts_after(book=found.code, after=after[0], limit=size + 1, where=asked["where"])
        results = AccountSerializer(accounts, many=True).data
        return Response(page(request, accounts, results, size=size, place=lambda account: [account.code]))


class AccountView(BookView):
    """One account: its balance now, or at the end of the day that `on` names."""

    serializer_class = AccountAtSerializer

    @extend_schema(operation_id="ledger_account", parameters=[DayQuery])
    def get(self, request: Request, book: str, code: str) -> Response:
        found = self.readable_book()
        on = self.query(DayQuery)["on"]
        told = dict(AccountSerializer(account_now(book=found.code, code=code)).data)
        if on is not None:
            told["balance"] = AmountField().to_representation(balance(book=found.code, code=code, on=on))
        return Response({**told, "on": on})
