"""Opening books and accounts, freezing and closing accounts, moving a floor.

Every change of an account leaves a trail (`AccountEvent`): when, and who and why as `acting` and `reason` tell.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from djmoney.money import Money

from ledger.domain.chart_errors import AccountsUnderIt, ParentClosed, ParentDoesNotFit, UnknownCurrency
from ledger.domain.currencies import DECIMALS
from ledger.domain.errors import (
    AccountDiffers,
    AccountNotEmpty,
    BookDiffers,
    FloorAboveBalance,
    InvalidAccount,
    UnknownAccount,
    UnknownBook,
    gettext_noop,
)
from ledger.domain.money import WrongAmount, to_minor
from ledger.domain.nature import Nature
from ledger.domain.reasons import Name, Reason
from ledger.selectors.accounts import account_now
from ledger.services.checks import writable

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account to open.

    :param floor: what it may never go below, reservations included; none means that it may go anywhere.
    :param parent: the collective account it stands under; see `ledger.domain.chart.stands_under`.
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
    :raises UnknownCurrency: the currency is none.
    """
    _check_code(code)
    _check_currency(currency)
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
    acting: str = "",
    reason: str = "",
) -> None:
    """Open one account; asked twice for the same one, it changes nothing. See `open_accounts`."""
    draft = AccountDraft(code=code, name=name, nature=nature, floor=floor, parent=parent, currency=currency, hot=hot)
    open_accounts(book=book, accounts=[draft], acting=acting, reason=reason)


def open_accounts(*, book: str, accounts: Sequence[AccountDraft], acting: str = "", reason: str = "") -> None:
    """Open accounts, all or none, in one round trip; a parent comes before its children.

    What stands under no account yet is filed under the parent that is asked for.

    :raises AccountDiffers: one is already open with another name, nature, currency, floor or parent.
    :raises InvalidAccount: a code, name, nature or floor that cannot be, or a parent that is not open.
    :raises ParentDoesNotFit, ParentClosed: the parent cannot hold the account.
    :raises UnknownCurrency: the currency is none.
    """
    rows = [_row(draft) for draft in accounts]
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    answer = _value(
        "SELECT ledger_open_accounts(%s, %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[],"
        " %s::text[], %s::boolean[], %s, %s)",
        book,
        *columns,
        _told(acting),
        _told(reason),
    )
    _raise(answer, book=book)


def freeze_account(*, book: str, code: str, acting: str = "", reason: str = "") -> None:
    """Refuse any further posting to an account until it is unfrozen."""
    _set_status("frozen", book=book, code=code, acting=acting, reason=reason)


def unfreeze_account(*, book: str, code: str, acting: str = "", reason: str = "") -> None:
    """Open a frozen or closed account again.

    :raises ParentClosed: it was closed, and so was the account above it.
    """
    _set_status("open", book=book, code=code, acting=acting, reason=reason)


def close_account(*, book: str, code: str, acting: str = "", reason: str = "") -> None:
    """Close an account that holds nothing.

    :raises AccountNotEmpty: it holds money or reservations.
    :raises AccountsUnderIt: accounts that it gathers are open.
    """
    _set_status("closed", book=book, code=code, acting=acting, reason=reason)


def set_floor(*, book: str, code: str, floor: Money | None, acting: str = "", reason: str = "") -> None:
    """Change what an account may never go below.

    :raises FloorAboveBalance: it is below already.
    :raises InvalidAccount: the floor is in another currency, or cannot be written in it.
    """
    minor = None if floor is None else _minor(floor, code=code)
    currency = None if floor is None else floor.currency.code
    query = "SELECT ledger_set_floor(%s, %s, %s, %s, %s, %s)"
    answer = _loaded(_value(query, book, code, minor, currency, _told(acting), _told(reason)))
    if answer is not None and answer["code"] == "floor_above_balance":
        raise FloorAboveBalance(account=code, floor=floor, available=account_now(book=book, code=code).available)
    _raise(answer, book=book)


def file_under(*, book: str, code: str, acting: str = "", reason: str = "") -> int:
    """File under a collective account those that carry its code and a tail and stand under none; give how many were.

    :raises ParentClosed: it is closed.
    """
    query = "SELECT ledger_file_under(%s, %s, %s, %s)"
    answer = _loaded(_value(query, book, code, _told(acting), _told(reason)))
    if answer["code"] != "filed":
        _raise(answer, book=book)
    return int(answer["count"])


def _set_status(status: str, *, book: str, code: str, acting: str, reason: str) -> None:
    query = "SELECT ledger_set_account_status(%s, %s, %s, %s, %s)"
    _raise(_value(query, book, code, status, _told(acting), _told(reason)), book=book)


def _row(draft: AccountDraft) -> tuple[Any, ...]:
    _check_code(draft.code)
    if not draft.name or not writable(draft.name):
        raise InvalidAccount(account=draft.code, reason=gettext_noop("a name is expected"))
    if draft.nature not in {nature.value for nature in Nature}:
        none = gettext_noop("%(nature)s is none of %(natures)s")
        raise InvalidAccount(account=draft.code, reason=Reason(none, nature=draft.nature, natures=", ".join(Nature)))
    if draft.currency is not None:
        _check_currency(draft.currency)
    floor = None if draft.floor is None else _minor(draft.floor, code=draft.code)
    if floor is not None and floor > 0:
        reason = gettext_noop("it opens empty, so its floor is at most zero")
        raise InvalidAccount(account=draft.code, reason=reason)
    floor_currency = None if draft.floor is None else draft.floor.currency.code
    return (draft.code, draft.name, str(draft.nature), draft.currency, floor, floor_currency, draft.parent, draft.hot)


def _minor(floor: Money, *, code: str) -> int:
    try:
        return to_minor(floor.amount, currency=floor.currency.code)
    except WrongAmount as wrong:
        reason = Reason(gettext_noop("floor %(amount)s: %(why)s"), amount=str(floor.amount), why=wrong.reason)
        raise InvalidAccount(account=code, reason=reason) from None


def _told(text: str) -> str:
    """What the database can hold of a text for people."""
    return text if writable(text) else text.encode(errors="replace").decode().replace("\0", "")


def _check_code(code: str) -> None:
    if not isinstance(code, str) or not CODE.fullmatch(code):
        reason = gettext_noop("a code is made of letters, digits, . - and _, 64 at most")
        raise InvalidAccount(account=code, reason=reason)


def _check_currency(currency: str) -> None:
    if currency not in DECIMALS:
        raise UnknownCurrency(currency=currency)


def _value(query: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        (value,) = cursor.fetchone()
    return value


def _loaded(answer: Any) -> Any:
    return json.loads(answer) if isinstance(answer, str) else answer


def _differs(*, book: str, code: str) -> AccountDiffers:
    found = account_now(book=book, code=code)
    return AccountDiffers(account=code, name=Name(found.name), nature=found.nature, currency=found.currency)


def _not_empty(*, book: str, code: str) -> AccountNotEmpty:
    found = account_now(book=book, code=code)
    return AccountNotEmpty(account=code, balance=found.balance, reserved=found.reserved)


def _raise(answer: Any, *, book: str) -> None:
    if answer is None:
        return
    answer = _loaded(answer)
    errors = {
        "book_unknown": lambda: UnknownBook(book=book),
        "account_unknown": lambda: UnknownAccount(book=book, account=answer["account"]),
        "account_differs": lambda: _differs(book=book, code=answer["account"]),
        "account_not_empty": lambda: _not_empty(book=book, code=answer["account"]),
        "floor_currency_differs": lambda: InvalidAccount(
            account=answer["account"], reason=gettext_noop("its floor is in another currency")
        ),
        "parent_unknown": lambda: InvalidAccount(
            account=answer["account"],
            reason=Reason(gettext_noop("its parent %(parent)s is not open: open it first"), parent=answer["parent"]),
        ),
        "parent_does_not_fit": lambda: ParentDoesNotFit(account=answer["account"], parent=answer["parent"]),
        "parent_closed": lambda: ParentClosed(account=answer["account"], parent=answer["parent"]),
        "accounts_under_it": lambda: AccountsUnderIt(account=answer["account"]),
    }
    error = errors[answer["code"]]()
    raise error
