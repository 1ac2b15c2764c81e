"""Opening books and accounts, freezing, closing, and moving floors."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import connection
from djmoney.money import Money
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.chart import stands_under
from ledger.domain.chart_errors import AccountsUnderIt, ParentClosed, ParentDoesNotFit, UnknownCurrency
from ledger.domain.errors import (
    AccountDiffers,
    AccountNotEmpty,
    BookDiffers,
    FloorAboveBalance,
    InvalidAccount,
    UnknownAccount,
    UnknownBook,
)
from ledger.domain.nature import Nature
from ledger.models import Account, AccountEvent, Book
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
from tests.fixtures.concurrency import RunTogether
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


codes_of_accounts = st.from_regex(r"[14b][1-]{0,3}", fullmatch=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codes_of_accounts, st.sampled_from(Nature), codes_of_accounts, st.sampled_from(Nature))
def test_the_database_and_the_domain_say_the_same_of_parents(
    db: None, code: str, nature: str, parent: str, parent_nature: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_stands_under(%s, %s, %s, %s)", [code, nature, parent, parent_nature])
        (said,) = cursor.fetchone()
    assert said is stands_under(code=code, nature=nature, parent=parent, parent_nature=parent_nature)


def test_an_account_does_not_open_under_one_that_its_code_does_not_go_on_from(book: str) -> None:
    with pytest.raises(ParentDoesNotFit, match="The account 411 cannot stand under 512"):
        open_account(book=book, code="411", name="Clients", nature="asset", parent="512")
    assert not Account.objects.filter(code="411").exists()


def test_an_account_that_stands_under_none_is_filed_once(book: str) -> None:
    open_account(book=book, code="4551", name="Placements", nature="liability")
    open_account(book=book, code="4552", name="Placements prêtés", nature="liability")
    child = next(draft for draft in ACCOUNTS if draft.code == "4551-1")
    for _time in range(2):
        open_accounts(book=book, accounts=[replace(child, parent="4551")])
    assert Account.objects.get(code="4551-1").parent == Account.objects.get(code="4551")
    with pytest.raises(AccountDiffers):
        open_accounts(book=book, accounts=[replace(child, parent="4552")])


def test_a_collective_account_is_closed_after_its_accounts_and_opened_before_them(book: str) -> None:
    open_account(book=book, code="45", name="Associés", nature="liability")
    open_account(book=book, code="455", name="Comptes courants", nature="liability", parent="45")
    with pytest.raises(AccountsUnderIt, match="45 gathers"):
        close_account(book=book, code="45")
    close_account(book=book, code="455")
    close_account(book=book, code="45")
    with pytest.raises(ParentClosed, match="45, above 456, is closed"):
        open_account(book=book, code="456", name="Apports", nature="liability", parent="45")
    with pytest.raises(ParentClosed, match="45, above 455, is closed"):
        unfreeze_account(book=book, code="455")
    unfreeze_account(book=book, code="45")
    unfreeze_account(book=book, code="455")


def test_every_change_leaves_a_trail_and_what_changes_nothing_leaves_none(book: str) -> None:
    told = {"acting": "person:7", "reason": "Litige"}
    open_account(book=book, code="455", name="Comptes courants", nature="liability", **told)
    for _time in range(2):
        freeze_account(book=book, code="455", **told)
        set_floor(book=book, code="455", floor=eur("-10.00"))
    unfreeze_account(book=book, code="455")
    close_account(book=book, code="455", acting="person:8", reason="Départ")
    with pytest.raises(UnknownAccount):
        freeze_account(book=book, code="nothing", **told)
    found = AccountEvent.objects.filter(account__code="455").order_by("id")
    assert [(one.kind, one.before, one.after, one.acting, one.reason) for one in found] == [
        (
            "opened",
            {},
            {"name": "Comptes courants", "status": "open", "floor": None, "hot": False, "parent": None},
            "person:7",
            "Litige",
        ),
        ("frozen", {"status": "open"}, {"status": "frozen"}, "person:7", "Litige"),
        ("floor", {"floor": None}, {"floor": -1000}, "", ""),
        ("unfrozen", {"status": "frozen"}, {"status": "open"}, "", ""),
        ("closed", {"status": "open"}, {"status": "closed"}, "person:8", "Départ"),
    ]


def test_a_floor_is_in_the_currency_of_its_account(book: str) -> None:
    for floor, reason in ((Money("-1", "USD"), "in another currency"), (eur("-0.001"), "EUR has 2 decimals")):
        with pytest.raises(InvalidAccount, match=reason):
            set_floor(book=book, code="4551-1", floor=floor)


@pytest.mark.parametrize("currency", ["ZZZ", "eur", "XAU", "XTS", ""])
def test_what_iso_4217_gives_no_decimals_is_no_currency(book: str, currency: str) -> None:
    with pytest.raises(UnknownCurrency, match="is no currency to which ISO 4217"):
        open_account(book=book, code="5", name="Caisse", nature="asset", currency=currency)
    with pytest.raises(UnknownCurrency):
        open_book(code="fonds", name="Fonds", currency=currency)


def test_no_account_opens_under_one_that_is_being_closed(committed_book: str, run_together: RunTogether) -> None:
    """Whoever comes first, an open account never stands under a closed one."""
    for number in range(8):
        parent = f"45{number}"
        open_account(book=committed_book, code=parent, name="Mère", nature="liability")
        child = {"code": f"{parent}1", "name": "Fille", "nature": "liability", "parent": parent}
        results = run_together(
            [
                partial(close_account, book=committed_book, code=parent),
                partial(open_account, book=committed_book, **child),
            ]
        )
        assert {type(result) for result in results} <= {type(None), AccountsUnderIt, ParentClosed}
    assert not Account.objects.filter(status="open", parent__status="closed").exists()
