"""Accounts of a book, with what they hold now."""

from dataclasses import dataclass

from djmoney.money import Money

from ledger.domain.errors import UnknownAccount
from ledger.models import Account
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code


@dataclass(frozen=True, slots=True)
class AccountNow:
    """An account and its live balance; `available` leaves out what is reserved."""

    code: str
    name: str
    nature: str
    currency: str
    parent: str | None
    status: str
    floor: Money | None
    balance: Money
    available: Money


def accounts_after(*, book: str, after: str = "", limit: int) -> list[AccountNow]:
    """Give the page of at most `limit` accounts that follows a code, in order of code."""
    found = Account.objects.filter(book=book_by_code(book), code__gt=after).select_related("balance", "parent")
    return [_now(account) for account in found.order_by("code")[:limit]]


def account_now(*, book: str, code: str) -> AccountNow:
    """:raises UnknownAccount: the book has no such account."""
    found = Account.objects.filter(book=book_by_code(book), code=code).select_related("balance", "parent").first()
    if found is None:
        raise UnknownAccount(book=book, account=code)
    return _now(found)


def _now(account: Account) -> AccountNow:
    return AccountNow(
        code=account.code,
        name=account.name,
        nature=account.nature,
        currency=account.currency,
        parent=None if account.parent is None else account.parent.code,
        status=account.status,
        floor=None if account.floor is None else money(account.floor, account.currency),
        balance=money(account.balance.posted, account.currency),
        available=money(account.balance.available, account.currency),
    )
