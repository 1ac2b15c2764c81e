"""The trail of an account: its events, oldest first."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.errors import UnknownAccount
from ledger.models import Account, AccountEvent
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code


@dataclass(frozen=True, slots=True)
class AccountChange:
    """One event; `before` and `after` hold what changed, floors as text with the decimals of the account's currency."""

    kind: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    acting: str
    reason: str
    recorded_at: dt.datetime


def account_changes(*, book: str, code: str) -> list[AccountChange]:
    """:raises UnknownAccount: the book has no such account."""
    account = Account.objects.filter(book=book_by_code(book), code=code).first()
    if account is None:
        raise UnknownAccount(book=book, account=code)
    return [
        AccountChange(
            kind=event.kind,
            before=_told(event.before, currency=account.currency),
            after=_told(event.after, currency=account.currency),
            acting=event.acting,
            reason=event.reason,
            recorded_at=event.recorded_at,
        )
        for event in AccountEvent.objects.filter(account=account).order_by("id")
    ]


def _told(changed: Mapping[str, Any], *, currency: str) -> dict[str, Any]:
    floor = changed.get("floor")
    return {**changed, "floor": f"{money(floor, currency).amount:f}"} if floor is not None else dict(changed)
