"""Opening books and accounts, freezing and closing accounts, moving a floor."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from djmoney.money import Money

from ledger.domain.errors import (
    AccountDiffers,
    AccountNotEmpty,
    BookDiffers,
    FloorAboveBalance,
    InvalidAccount,
    UnknownAccount,
    UnknownBook,
)
from ledger.domain.money import WrongAmount, to_minor
from ledger.domain.nature import Nature
from ledger.services.checks import writable

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account to open.

    :param floor: what it may never go below, reservations included; none means that it may go anywhere.
    :param currency: the book's own when it is not given.
    :param hot: most entries touch it (a bank account), so its balance is locked last.
    """

    code: str
    name: str
    nature: str
    floor: Money | None = None
    parent: str | None = None
    currency: str | None = None
    hot: bool = False


def open_book(*, code: str, name: str, currency: str = "EUR", time_zone: str = "Europe/Paris") -> None:
    """Open a book; asked twice for the same one, it changes nothing.

    :raises BookDiffers: a book of this code exists and is another one.
    """
    _check_code(code)
    ZoneInfo(time_zone)
    if _value("SELECT ledger_open_book(%s, %s, %s, %s)", code, name, currency, time_zone) == "differs":
        raise BookDiffers(book=code)


def open_account(
    *,
    book: str,
    code: str,
    name: str,
    nature: str,
    floor: Money | None = None,
    parent: str | None = None,
    currency: str | None = None,
    hot: bool = False,
) -> None:
    """Open one account; asked twice for the same one, it changes nothing. See `open_accounts`."""
    draft = AccountDraft(code=code, name=name, nature=nature, floor=floor, parent=parent, currency=currency, hot=hot)
    open_accounts(book=book, accounts=[draft])


def open_accounts(*, book: str, accounts: Sequence[AccountDraft]) -> None:
    """Open accounts, all or none, in one round trip; a parent comes before its children.

    :raises AccountDiffers: one is already open with another name, nature, currency, floor or parent.
    :raises InvalidAccount: a code, name, nature or floor that cannot be, or a parent that is not open.
    """
    rows = [_row(draft) for draft in accounts]
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    answer = _value(
        "SELECT ledger_open_accounts(%s, %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[],"
        " %s::text[], %s::boolean[])",
        book,
        *columns,
    )
    _raise(answer, book=book)


def freeze_account(*, book: str, code: str) -> None:
    """Refuse any further posting to an account until it is unfrozen."""
    _raise(_value("SELECT ledger_set_account_status(%s, %s, 'frozen')", book, code), book=book)


def unfreeze_account(*, book: str, code: str) -> None:
    """Open a frozen or closed account again."""
    _raise(_value("SELECT ledger_set_account_status(%s, %s, 'open')", book, code), book=book)


def close_account(*, book: str, code: str) -> None:
    """Close an account that holds nothing.

    :raises AccountNotEmpty: it holds money or reservations.
    """
    _raise(_value("SELECT ledger_set_account_status(%s, %s, 'closed')", book, code), book=book)


def set_floor(*, book: str, code: str, floor: Money | None) -> None:
    """Change what an account may never go below.

    :raises FloorAboveBalance: it is below already.
    """
    minor = None if floor is None else to_minor(floor.amount, currency=floor.currency.code)
    _raise(_value("SELECT ledger_set_floor(%s, %s, %s)", book, code, minor), book=book)


def _row(draft: AccountDraft) -> tuple[Any, ...]:
    _check_code(draft.code)
    if not draft.name or not writable(draft.name):
        raise InvalidAccount(account=draft.code, reason="a name is expected")
    if draft.nature not in {nature.value for nature in Nature}:
        raise InvalidAccount(account=draft.code, reason=f"{draft.nature} is none of {', '.join(Nature)}")
    floor = None if draft.floor is None else _floor(draft)
    floor_currency = None if draft.floor is None else draft.floor.currency.code
    return (draft.code, draft.name, str(draft.nature), draft.currency, floor, floor_currency, draft.parent, draft.hot)


def _floor(draft: AccountDraft) -> int:
    assert draft.floor is not None
    try:
        minor = to_minor(draft.floor.amount, currency=draft.floor.currency.code)
    except WrongAmount as wrong:
        raise InvalidAccount(account=draft.code, reason=f"floor {draft.floor.amount}: {wrong}") from None
    if minor > 0:
        raise InvalidAccount(account=draft.code, reason="it opens empty, so its floor is at most zero")
    return minor


def _check_code(code: str) -> None:
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise InvalidAccount(account=code, reason="a code is made of letters, digits, . - and _, 64 at most")


def _value(query: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        (value,) = cursor.fetchone()
    return value


def _raise(answer: Any, *, book: str) -> None:
    if answer is None:
        return
    answer = json.loads(answer) if isinstance(answer, str) else answer
    errors = {
        "book_unknown": lambda: UnknownBook(book=book),
        "account_unknown": lambda: UnknownAccount(book=book, account=answer["account"]),
        "account_differs": lambda: AccountDiffers(account=answer["account"]),
        "account_not_empty": lambda: AccountNotEmpty(account=answer["account"]),
        "floor_above_balance": lambda: FloorAboveBalance(account=answer["account"]),
        "floor_currency_differs": lambda: InvalidAccount(
            account=answer["account"], reason="its floor is in another currency"
        ),
        "parent_unknown": lambda: InvalidAccount(
            account=answer["account"], reason=f"its parent {answer['parent']} is not open"
        ),
    }
    error = errors[answer["code"]]()
    raise error
