"""Opening books and accounts, freezing, closing, and moving floors."""

from dataclasses import replace
from typing import Any

import pytest
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
from ledger.models import Account, Book
from ledger.services.accounts import (
    AccountDraft,
    close_account,
    freeze_account,
    open_account,
    open_accounts,
    open_book,
    set_floor,
    unfreeze_account,
)
from tests.ledger.books import ACCOUNTS, codes, entry, eur, open_demo_book, posted, try_post


def test_opening_the_same_book_twice_changes_nothing(db: None) -> None:
    open_book(code="fonds", name="Fonds")
    open_book(code="fonds", name="Fonds")
    assert [(book.code, book.currency, book.time_zone) for book in Book.objects.all()] == [
        ("fonds", "EUR", "Europe/Paris")
    ]


def test_opening_another_book_under_the_same_code_is_refused(db: None) -> None:
    open_book(code="fonds", name="Fonds")
    with pytest.raises(BookDiffers, match="fonds"):
        open_book(code="fonds", name="Fonds", currency="CHF")


def test_opening_the_same_accounts_twice_changes_nothing(book: str) -> None:
    open_demo_book()
    assert Account.objects.count() == len(ACCOUNTS)


DIFFERENT = (
    ("name",     "Autre"),
    ("nature",   "asset"),
    ("floor",    None),
    ("floor",    eur("-1.00")),
    ("parent",   "101"),
    ("currency", "USD"),
)  # fmt: skip


@pytest.mark.parametrize(("field", "value"), DIFFERENT)
def test_opening_another_account_under_the_same_code_is_refused(book: str, field: str, value: Any) -> None:
    account = next(draft for draft in ACCOUNTS if draft.code == "4551-1")
    if field == "currency":
        account = replace(account, floor=Money("0", value))
    new = AccountDraft(code="new", name="Nouveau", nature="asset")
    with pytest.raises(AccountDiffers, match="4551-1"):
        open_accounts(book=book, accounts=[new, replace(account, **{field: value})])
    assert not Account.objects.filter(code="new").exists()


def test_a_parent_is_opened_before_its_children(book: str) -> None:
    child = AccountDraft(code="45", name="Fille", nature="liability", parent="4")
    with pytest.raises(InvalidAccount, match="parent 4 is not open"):
        open_accounts(book=book, accounts=[child])
    open_accounts(book=book, accounts=[AccountDraft(code="4", name="Mère", nature="liability"), child])
    assert Account.objects.get(code="45").parent == Account.objects.get(code="4")


BAD = (
    # code     name       nature       floor                          reason
    ("",       "Nom",     "asset",     None,                          "a code is made of"),
    ("a b",    "Nom",     "asset",     None,                          "a code is made of"),
    ("é",      "Nom",     "asset",     None,                          "a code is made of"),
    ("5\n",    "Nom",     "asset",     None,                          "a code is made of"),
    ("5" * 65, "Nom",     "asset",     None,                          "a code is made of"),
    ("5",      "",        "asset",     None,                          "a name is expected"),
    ("5",      "nul\0",   "asset",     None,                          "a name is expected"),
    ("5",      "Nom",     "cash",      None,                          "cash is none of"),
    ("5",      "Nom",     "asset",     eur("0.001"),                  "EUR has 2 decimals"),
    ("5",      "Nom",     "asset",     eur("-Infinity"),              "not a finite number"),
    ("5",      "Nom",     "asset",     eur("0.01"),                   "its floor is at most zero"),
    ("5",      "Nom",     "asset",     Money("-1", "USD"),            "floor is in another currency"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "name", "nature", "floor", "reason"), BAD)
def test_an_account_that_cannot_be_says_why(
    book: str, code: str, name: str, nature: str, floor: Money | None, reason: str
) -> None:
    with pytest.raises(InvalidAccount, match=reason):
        open_account(book=book, code=code, name=name, nature=nature, floor=floor)


def test_an_account_is_opened_in_a_book_that_exists(db: None) -> None:
    with pytest.raises(UnknownBook):
        open_account(book="nowhere", code="512", name="Banque", nature="asset")


def test_a_frozen_account_takes_no_posting_until_it_is_unfrozen(book: str) -> None:
    freeze_account(book=book, code="4551-1")
    assert codes(try_post(entry(("512", "4551-1", "1.00")))) == ["account_frozen"]
    unfreeze_account(book=book, code="4551-1")
    assert codes(try_post(entry(("512", "4551-1", "1.00")))) == ["created"]


def test_an_account_is_closed_when_it_holds_nothing(book: str) -> None:
    posted(entry(("512", "4551-1", "1.00")))
    with pytest.raises(AccountNotEmpty, match="4551-1"):
        close_account(book=book, code="4551-1")
    posted(entry(("4551-1", "512", "1.00")))
    close_account(book=book, code="4551-1")
    assert codes(try_post(entry(("512", "4551-1", "1.00")))) == ["account_closed"]


def test_a_floor_can_be_moved_up_to_what_the_account_holds(book: str) -> None:
    posted(entry(("512", "4551-1", "10.00")))
    set_floor(book=book, code="4551-1", floor=eur("10.00"))
    assert codes(try_post(entry(("4551-1", "512", "0.01")))) == ["floor_reached"]
    with pytest.raises(FloorAboveBalance):
        set_floor(book=book, code="4551-1", floor=eur("10.01"))
    set_floor(book=book, code="4551-1", floor=None)
    set_floor(book=book, code="512", floor=None)
    assert codes(try_post(entry(("4551-1", "512", "20.00")))) == ["created"]


@pytest.mark.parametrize("act", [freeze_account, unfreeze_account, close_account])
def test_acting_on_an_account_that_is_not_there_is_an_error(book: str, act: Any) -> None:
    with pytest.raises(UnknownAccount, match="nothing"):
        act(book=book, code="nothing")
    with pytest.raises(UnknownAccount, match="nothing"):
        set_floor(book=book, code="nothing", floor=None)
