"""Accounts of a book, with what they hold now."""

from dataclasses import dataclass

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from djmoney.money import Money

from ledger.domain.errors import UnknownAccount
from ledger.domain.search import patterns
from ledger.models import Account
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code


@dataclass(frozen=True, slots=True)
class AccountNow:
    """An account and its live balance; `available` leaves out what is reserved.

    :param reserved: by open reservations, from and to the account.
    """

    code: str
    name: str
    nature: str
    currency: str
    parent: str | None
    status: str
    floor: Money | None
    balance: Money
    available: Money
    reserved: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Which accounts are asked for; what is None is not asked.

    :param prefix: what the code begins with.
    :param text: words that the code and the name hold; case and accents do not count.
    :param non_zero: whether it holds something now, reservations left out.
    """

    nature: str | None = None
    status: str | None = None
    currency: str | None = None
    prefix: str | None = None
    text: str | None = None
    non_zero: bool | None = None


ALL_ACCOUNTS = AccountFilter()


def accounts_after(*, book: str, after: str = "", limit: int, where: AccountFilter = ALL_ACCOUNTS) -> list[AccountNow]:
    """Give the page of at most `limit` of the accounts asked for that follows a code, in order of code."""
    found = _asked(Account.objects.filter(book=book_by_code(book), code__gt=after), where)
    return [_now(account) for account in found.select_related("balance", "parent").order_by("code")[:limit]]


def account_codes(*, book: str, where: AccountFilter) -> set[str]:
    """Give the codes of all the accounts asked for."""
    return set(_asked(Account.objects.filter(book=book_by_code(book)), where).values_list("code", flat=True))


def _asked(found: QuerySet[Account], where: AccountFilter) -> QuerySet[Account]:
    named = {
        "nature": where.nature,
        "status": where.status,
        "currency": where.currency,
        "code__startswith": where.prefix,
    }
    found = found.filter(**{field: value for field, value in named.items() if value is not None})
    if where.text is not None:
        found = found.alias(told=Concat("code", Value(" "), "name"))
        for pattern in patterns(where.text):
            found = found.filter(told__regex=pattern)
    if where.non_zero is not None:
        nothing = {"balance__posted_debit": F("balance__posted_credit")}
        found = found.exclude(**nothing) if where.non_zero else found.filter(**nothing)
    return found


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
        reserved=money(account.balance.pending_debit + account.balance.pending_credit, account.currency),
    )
