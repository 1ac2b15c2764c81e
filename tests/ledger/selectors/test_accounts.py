"""Accounts with what they hold now."""

from typing import Any

import pytest

from ledger.selectors.accounts import AccountNow, account_now, accounts_after
from ledger.services.accounts import open_account
from tests.ledger.books import entry, eur, posted


def test_an_account_is_told_with_its_balance(book: str) -> None:
    posted(entry(("512", "4551-1", "100.00")))
    open_account(book=book, code="5121", name="Sous-compte", nature="asset", parent="512")
    assert account_now(book=book, code="4551-1") == AccountNow(
        code="4551-1",
        name="Placement A",
        nature="liability",
        currency="EUR",
        parent=None,
        status="open",
        floor=eur("0.00"),
        balance=eur("100.00"),
        available=eur("100.00"),
        reserved=eur("0.00"),
    )
    assert account_now(book=book, code="5121").parent == "512"


@pytest.mark.parametrize("size", [1, 3])
def test_a_page_of_accounts_is_two_queries_however_many(book: str, size: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        assert len(accounts_after(book=book, limit=size)) == size


def test_pages_follow_each_other_by_code(book: str) -> None:
    first = accounts_after(book=book, limit=3)
    rest = accounts_after(book=book, after=first[-1].code, limit=99)
    assert [found.code for found in (*first, *rest)] == [
        "101",
        "2748-7",
        "4551-1",
        "4551-2",
        "512",
        "627",
        "768",
        "801",
    ]
