"""Acts on an account: frozen, unfrozen, closed, its floor moved; and the trail these leave."""

from collections.abc import Callable, Mapping
from typing import Any

from djmoney.money import Money
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.accounts import AccountSerializer
from ledger.api.bodies import Body
from ledger.api.books import BookView
from ledger.api.fields import AMOUNT_TEXT, amount_of
from ledger.api.outcomes import REPLAY, key_of
from ledger.models import Book
from ledger.policies import require_account_keeper
from ledger.selectors.account_events import account_changes
from ledger.selectors.accounts import account_now
from ledger.services.accounts import close_account, freeze_account, set_floor, unfreeze_account
from ledger.services.once import do_once


class ReasonSerializer(Body):
    reason = serializers.CharField(max_length=1000, help_text="kept in the account's trail")


class FloorSerializer(ReasonSerializer):
    floor = serializers.RegexField(AMOUNT_TEXT, allow_null=True, help_text="null: it may go anywhere")


class AccountChangeSerializer(serializers.Serializer[Any]):
    """What changed of an account, as it was and as it is since."""

    kind = serializers.CharField(help_text="opened, filed, frozen, unfrozen, closed, floor or changed")
    before = serializers.DictField()
    after = serializers.DictField()
    acting = serializers.CharField()
    reason = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class AccountTrailSerializer(serializers.Serializer[Any]):
    results = AccountChangeSerializer(many=True)


class ActView(BookView):
    """An act on an account, once under its Idempotency-Key; the answer is the account as it is now."""

    asks_for_key = True

    def keepable_book(self) -> Book:
        """:raises UnknownBook, NotPermitted: it may not be read, or its accounts are kept by others."""
        book = self.readable_book()
        require_account_keeper(self.request.user, book)
        return book

    def do(self, book: Book, code: str, asked: Mapping[str, Any], act: Callable[..., None]) -> bool:
        """Do `act` with what was asked, unless its key did it before; True when it was done now."""
        key = key_of(self.request)
        acting = f"person:{self.request.user.pk}"
        request = {
            "act": act.__name__,
            "account": code,
            **{name: _plain(value) for name, value in asked.items()},
        }
        return do_once(
            book=book.code,
            idempotency_key=key,
            asked=request,
            act=lambda: act(book=book.code, code=code, acting=acting, **asked),
        )

    def told(self, book: Book, code: str, *, done: bool, status: int = 200) -> Response:
        """The account; a replay says that it is one."""
        body = AccountSerializer(account_now(book=book.code, code=code)).data
        return Response(body, status=status, headers=None if done else {REPLAY: "true"})

    def sent(self, request: Request) -> dict[str, Any]:
        """:raises ValidationError: every field that is wrong."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return dict(asked.validated_data)


class AccountActView(ActView):
    """What freezing, unfreezing and closing have in common."""

    serializer_class = ReasonSerializer

    def done(self, request: Request, code: str, act: Callable[..., None]) -> Response:
        """Do the act and tell the account."""
        found = self.keepable_book()
        done = self.do(found, code, self.sent(request), act)
        return self.told(found, code, done=done)


class FreezeView(AccountActView):
    """Refuses any further posting to the account until it is unfrozen."""

    @extend_schema(operation_id="ledger_account_freeze", responses=AccountSerializer)
    def post(self, request: Request, book: str, code: str) -> Response:
        return self.done(request, code, freeze_account)


class UnfreezeView(AccountActView):
    """Opens a frozen or closed account again."""

    @extend_schema(operation_id="ledger_account_unfreeze", responses=AccountSerializer)
    def post(self, request: Request, book: str, code: str) -> Response:
        return self.done(request, code, unfreeze_account)


class CloseView(AccountActView):
    """Closes an account that holds nothing and gathers no open account."""

    @extend_schema(operation_id="ledger_account_close", responses=AccountSerializer)
    def post(self, request: Request, book: str, code: str) -> Response:
        return self.done(request, code, close_account)


class FloorView(ActView):
    """Moves what the account may never go below. A fund's book follows its acts, so its floors stay where they are."""

    serializer_class = FloorSerializer

    @extend_schema(operation_id="ledger_account_floor", responses=AccountSerializer)
    def post(self, request: Request, book: str, code: str) -> Response:
        found, asked = self.writable_book(), self.sent(request)
        currency = account_now(book=found.code, code=code).currency
        floor = amount_of(asked.pop("floor"), currency=currency)
        done = self.do(found, code, {"floor": floor, **asked}, set_floor)
        return self.told(found, code, done=done)


class AccountTrailView(BookView):
    """Who changed what of the account, when and why, oldest first."""

    serializer_class = AccountTrailSerializer

    @extend_schema(operation_id="ledger_account_events")
    def get(self, request: Request, book: str, code: str) -> Response:
        changes = account_changes(book=self.readable_book().code, code=code)
        return Response(self.get_serializer({"results": changes}).data)


def _plain(value: Any) -> str | None:
    """A value as every language writes it: a key asked again in another one is the same request."""
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency.code}"
    return None if value is None else str(value)
