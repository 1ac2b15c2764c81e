"""The accounts of a book: listed, opened."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.account_acts import ActView
from ledger.api.accounts import AccountSerializer
from ledger.api.bodies import Body
from ledger.api.books import PageQuery
from ledger.api.cursors import page, plain_text, read_cursor
from ledger.api.entry_queries import CODE
from ledger.api.fields import AMOUNT_TEXT, amount_of
from ledger.domain.chart import check_nature
from ledger.domain.nature import Nature
from ledger.selectors.accounts import AccountFilter, accounts_after
from ledger.services.accounts import open_account


class AccountPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = AccountSerializer(many=True)


class AccountQuery(PageQuery):
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


class AccountDraftSerializer(Body):
    code = serializers.RegexField(CODE, help_text="one that begins with a digit is a number of the French chart")
    name = serializers.CharField(max_length=200)
    nature = serializers.ChoiceField(choices=[nature.value for nature in Nature])
    currency = serializers.RegexField("^[A-Z]{3}$", required=False, help_text="the book's own when it is left out")
    parent = serializers.RegexField(  # type: ignore[assignment]
        CODE, required=False, help_text="the collective account above it: its code begins this one's"
    )
    floor = serializers.RegexField(AMOUNT_TEXT, required=False, help_text="what it may never go below; none: anywhere")
    reason = serializers.CharField(max_length=1000, required=False, default="", help_text="kept in its trail")


class AccountsView(ActView):
    """The accounts of a book, or those that the filters name, in order of code; and the way to open one."""

    serializer_class = AccountPageSerializer

    @extend_schema(operation_id="ledger_accounts", parameters=[AccountQuery])
    def get(self, request: Request, book: str) -> Response:
        found = self.readable_book()
        asked = self.query(AccountQuery, book=found)
        after, size = read_cursor(request, parsers=[plain_text]) or ("",), asked["page_size"]
        accounts = accounts_after(book=found.code, after=after[0], limit=size + 1, where=asked["where"])
        results = AccountSerializer(accounts, many=True).data
        return Response(page(request, accounts, results, size=size, place=lambda account: [account.code]))

    @extend_schema(
        operation_id="ledger_account_open", request=AccountDraftSerializer, responses={201: AccountSerializer}
    )
    def post(self, request: Request, book: str) -> Response:
        """Asked twice for the same account, it changes nothing; for another one under the same code, it is refused."""
        found = self.keepable_book()
        asked = AccountDraftSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        draft = dict(asked.validated_data)
        code = draft.pop("code")
        check_nature(code=code, nature=draft["nature"])
        draft["floor"] = amount_of(draft.get("floor"), currency=draft.get("currency", found.currency))
        done = self.do(found, code, draft, open_account)
        return self.told(found, code, done=done, status=201)
