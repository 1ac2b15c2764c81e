"""What accounts hold."""

import datetime as dt
from typing import Any

import pytest

from ledger.domain.errors import UnknownAccount, UnknownBook
from ledger.selectors.balances import balance, balances
from tests.ledger.books import entry, eur, posted

JANUARY, MARCH = dt.date(2026, 1, 31), dt.date(2026, 3, 1)


@pytest.fixture
def moved(book: str) -> str:
    posted(entry(("512", "4551-1", "100.00"), effective_on=JANUARY))
    posted(entry(("4551-1", "512", "30.00"), effective_on=MARCH))
    return book


AT = (
    # on                        4551-1     512
    (None,                      "70.00",   "70.00"),
    (dt.date(2026, 1, 30),      "0.00",    "0.00"),
    (JANUARY,                   "100.00",  "100.00"),
    (dt.date(2026, 2, 28),      "100.00",  "100.00"),
    (MARCH,                     "70.00",   "70.00"),
)  # fmt: skip


@pytest.mark.parametrize(("on", "placed", "bank"), AT)
def test_a_balance_is_told_now_or_at_the_end_of_a_day(moved: str, on: dt.date | None, placed: str, bank: str) -> None:
    assert balance(book=moved, code="4551-1", on=on) == eur(placed)
    assert balances(book=moved, codes=["512", "4551-1"], on=on) == {"4551-1": eur(placed), "512": eur(bank)}


def test_a_backdated_entry_is_in_the_balance_of_its_day(moved: str) -> None:
    posted(entry(("512", "4551-1", "1.00"), effective_on=dt.date(2026, 1, 1)))
    assert balance(book=moved, code="4551-1", on=JANUARY) == eur("101.00")


def test_without_codes_all_accounts_are_told(moved: str) -> None:
    assert list(balances(book=moved)) == ["101", "2748-7", "4551-1", "4551-2", "512", "627", "768", "801"]


def test_a_code_that_the_book_does_not_know_is_left_out_of_many_and_an_error_alone(moved: str) -> None:
    assert balances(book=moved, codes=["nothing"]) == {}
    with pytest.raises(UnknownAccount, match="demo has no account nothing"):
        balance(book=moved, code="nothing")
    with pytest.raises(UnknownBook):
        balances(book="nowhere")


@pytest.mark.parametrize("on", [None, JANUARY])
def test_many_balances_are_two_queries_however_many(moved: str, on: Any, django_assert_num_queries: Any) -> None:
    for codes in (["512"], ["512", "4551-1", "101"]):
        with django_assert_num_queries(2):
            balances(book=moved, codes=codes, on=on)
