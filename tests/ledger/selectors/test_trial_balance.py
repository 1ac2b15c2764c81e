"""The trial balance."""

import datetime as dt
from typing import Any

import pytest
from djmoney.money import Money

from ledger.selectors.trial_balance import totals, trial_balance
from ledger.services.accounts import open_account
from ledger.services.posting import PostingDraft
from tests.ledger.books import DAY, entry, eur, posted

LATER = dt.date(2026, 3, 1)


@pytest.fixture
def moved(book: str) -> str:
    posted(entry(("512", "4551-1", "100.00"), ("627", "512", "1.00")))
    posted(entry(("4551-1", "512", "30.00"), effective_on=LATER))
    return book


NOW = {
    "4551-1": ("30.00", "100.00", "70.00"),
    "512":    ("100.00", "31.00", "69.00"),
    "627":    ("1.00", "0.00", "1.00"),
}  # fmt: skip
BEFORE = {
    "4551-1": ("0.00", "100.00", "100.00"),
    "512":    ("100.00", "1.00", "99.00"),
    "627":    ("1.00", "0.00", "1.00"),
}  # fmt: skip


@pytest.mark.parametrize(("on", "expected"), [(None, NOW), (LATER, NOW), (DAY, BEFORE)])
def test_every_account_is_told_with_debits_credits_and_balance(moved: str, on: Any, expected: Any) -> None:
    rows = trial_balance(book=moved, on=on)
    assert [row.code for row in rows] == ["101", "2748-7", "4551-1", "4551-2", "512", "627", "768", "801"]
    found = {row.code: tuple(str(amount.amount) for amount in (row.debit, row.credit, row.balance)) for row in rows}
    assert {code: row for code, row in found.items() if code in expected} == expected
    assert {row for code, row in found.items() if code not in expected} == {("0.00", "0.00", "0.00")}


def test_debits_equal_credits_by_currency(moved: str) -> None:
    for code in ("USD-1", "USD-2"):
        open_account(book=moved, code=code, name=code, nature="asset", currency="USD")
    dollars = entry(("512", "101", "1.00"))
    posted(
        type(dollars)(
            effective_on=DAY,
            journal="OD",
            description="Dollars",
            postings=[PostingDraft("USD-1", "USD-2", Money("7.00", "USD"))],
        )
    )
    assert totals(trial_balance(book=moved)) == {
        "EUR": (eur("131.00"), eur("131.00")),
        "USD": (Money("7.00", "USD"), Money("7.00", "USD")),
    }
