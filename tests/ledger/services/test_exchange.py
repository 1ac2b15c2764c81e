"""Exchanging currencies."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from djmoney.money import Money
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.chart_errors import SameCurrency
from ledger.domain.errors import InvalidAmount, InvalidEntry, MissingIdempotencyKey, UnknownBook
from ledger.domain.money import from_minor
from ledger.models import Account, Entry
from ledger.selectors.balances import balances
from ledger.selectors.entries import entry_by_id
from ledger.selectors.trial_balance import totals, trial_balance
from ledger.selectors.verification import all_checks
from ledger.services.accounts import open_account
from ledger.services.exchange import exchange_currency
from ledger.services.posting import EntryDraft, PostingDraft, PostingResult
from ledger.services.reversal import reverse_entry
from tests.ledger.books import DAY, codes, posted
from tests.ledger.currencies import CURRENCIES, open_world_book


@pytest.fixture
def book(db: None) -> str:
    return open_world_book()


def put(currency: str, amount: str) -> None:
    posting = PostingDraft(f"512-{currency}", f"101-{currency}", Money(amount, currency))
    posted(EntryDraft(effective_on=DAY, journal="BQ", description="Apport", postings=[posting]))


def exchange(in_book: str, given: str, received: str, *, key: str = "k", **otherwise: Any) -> PostingResult:
    """Amounts are written "100.00 EUR"."""
    (out, out_currency), (into, into_currency) = given.split(), received.split()
    asked = {
        "book": in_book,
        "from_account": f"512-{out_currency}",
        "to_account": f"512-{into_currency}",
        "given": Money(out, out_currency),
        "received": Money(into, into_currency),
        "effective_on": DAY,
        "description": "Achat de yens",
        "idempotency_key": key,
    }
    return exchange_currency(**{**asked, **otherwise})


def held(book: str) -> dict[str, str]:
    return {
        code: f"{amount.amount:f} {amount.currency}" for code, amount in balances(book=book).items() if amount.amount
    }


def test_it_is_one_entry_of_two_postings_through_an_account_a_currency(book: str) -> None:
    put("EUR", "1000.00")
    result = exchange(book, "100.00 EUR", "16325 JPY", reference="CHG-1")
    assert held(book) == {
        "101-EUR": "1000.00 EUR",
        "478-EUR": "-100.00 EUR",
        "478-JPY": "16325 JPY",
        "512-EUR": "900.00 EUR",
        "512-JPY": "16325 JPY",
    }
    entry = entry_by_id(book=book, entry_id=result.outcomes[0].entry_id)
    assert [(line.debit, line.credit, str(line.amount.amount)) for line in entry.postings] == [
        ("478-EUR", "512-EUR", "100.00"),
        ("512-JPY", "478-JPY", "16325"),
    ]
    assert (entry.kind, entry.journal, entry.reference) == ("exchange", "OD", "CHG-1")
    assert entry.metadata == {"exchange": {"given": "100.00 EUR", "received": "16325 JPY", "rate": "653/4"}}


def test_exchange_accounts_are_opened_under_their_collective_account_once(book: str) -> None:
    put("EUR", "1000.00")
    exchange(book, "100.00 EUR", "16325 JPY", key="1")
    exchange(book, "10.00 EUR", "3.400 TND", key="2", acting="person:7")
    opened = Account.objects.filter(code__startswith="478").order_by("code")
    assert [(one.code, one.currency, one.nature, one.parent and one.parent.code) for one in opened] == [
        ("478", "EUR", "liability", None),
        ("478-EUR", "EUR", "liability", "478"),
        ("478-JPY", "JPY", "liability", "478"),
        ("478-TND", "TND", "liability", "478"),
    ]
    assert opened[3].events.get().acting == "person:7"


def test_exchange_accounts_that_a_book_has_are_taken_as_they_are(book: str) -> None:
    put("EUR", "1000.00")
    open_account(book=book, code="58-JPY", name="Change", nature="asset", currency="JPY")
    exchange(book, "100.00 EUR", "16325 JPY", prefix="58")
    assert (held(book)["58-EUR"], held(book)["58-JPY"]) == ("-100.00 EUR", "-16325 JPY")


def test_it_is_posted_once_under_its_key(book: str) -> None:
    put("EUR", "1000.00")
    assert [exchange(book, "1.00 EUR", "163 JPY").status for _time in range(2)] == ["created", "exists"]
    assert exchange(book, "1.00 EUR", "164 JPY").status == "exists_with_different_request"
    assert held(book)["512-JPY"] == "163 JPY"


def test_its_reversal_leaves_every_balance_as_it_was(book: str) -> None:
    put("EUR", "1000.00")
    before = held(book)
    entry_id = exchange(book, "100.00 EUR", "34.123 KWD").outcomes[0].entry_id
    reverse_entry(book=book, entry_id=entry_id, effective_on=DAY, reason="Erreur", idempotency_key="r")
    assert held(book) == before


REFUSED_BY_THE_BOOK = (
    # otherwise                                code
    ({},                                       "floor_reached"),
    ({"from_account": "nothing"},              "account_unknown"),
    ({"to_account": "512-KWD"},                "currency_mismatch"),
    ({"from_account": "512-JPY"},              "currency_mismatch"),
)  # fmt: skip


@pytest.mark.parametrize(("otherwise", "code"), REFUSED_BY_THE_BOOK)
def test_what_the_book_refuses_moves_nothing(book: str, otherwise: Any, code: str) -> None:
    assert codes(exchange(book, "100.00 EUR", "16325 JPY", **otherwise)) == [code]
    assert held(book) == {}


NEVER = (
    # given          received      otherwise                    error
    ("1.00 EUR",     "1.00 EUR",   {},                          SameCurrency),
    ("0.00 EUR",     "1 JPY",      {},                          InvalidAmount),
    ("1.00 EUR",     "-1 JPY",     {},                          InvalidAmount),
    ("1.001 EUR",    "1 JPY",      {},                          InvalidAmount),
    ("1.00 EUR",     "1.5 JPY",    {},                          InvalidAmount),
    ("1.00 EUR",     "1.0005 KWD", {},                          InvalidAmount),
    ("NaN EUR",      "1 JPY",      {},                          InvalidAmount),
    ("1.00 EUR",     "1.00 XAU",   {},                          InvalidAmount),
    ("1.00 EUR",     "1 JPY",      {"journal": "a b"},          InvalidEntry),
    ("1.00 EUR",     "1 JPY",      {"idempotency_key": ""},     MissingIdempotencyKey),
    ("1.00 EUR",     "1 JPY",      {"book": "nowhere"},         UnknownBook),
)  # fmt: skip


@pytest.mark.parametrize(("given", "received", "otherwise", "error"), NEVER)
def test_what_no_book_could_take_is_an_error_and_opens_nothing(
    book: str, given: str, received: str, otherwise: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        exchange(book, given, received, **otherwise)
    assert not Account.objects.filter(code__startswith="478").exists()


minor = st.integers(min_value=1, max_value=10**9)
exchanges = st.lists(
    st.tuples(st.permutations(CURRENCIES), minor, minor).map(lambda one: (one[0][0], one[0][1], one[1], one[2])),
    min_size=1,
    max_size=6,
)


@pytest.fixture
def undone(book: str) -> Any:
    """Runs of one test, each undone before the next."""

    def run(act: Any) -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    return run


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exchanges)
def test_each_currency_balances_and_exchange_accounts_hold_the_position(
    book: str, undone: Any, made: list[tuple[str, str, int, int]]
) -> None:
    def act() -> None:
        position: Counter[str] = Counter()
        for code in CURRENCIES:
            put(code, f"{from_minor(10**10, currency=code):f}")
        for number, (out, into, given_minor, received_minor) in enumerate(made):
            given_text = f"{from_minor(given_minor, currency=out):f} {out}"
            received_text = f"{from_minor(received_minor, currency=into):f} {into}"
            result = exchange(book, given_text, received_text, key=f"x{number}")
            assert result.status == "created"
            position[out] -= given_minor
            position[into] += received_minor
            told = Entry.objects.get(id=result.outcomes[0].entry_id).metadata["exchange"]
            assert Fraction(told["rate"]) * Fraction(Decimal(given_text.split(maxsplit=1)[0])) == Fraction(
                received_text.split(maxsplit=1)[0]
            )
            for debit, credit in totals(trial_balance(book=book)).values():
                assert debit == credit
        found = balances(book=book)
        for code, moved in position.items():
            assert found[f"478-{code}"] == Money(from_minor(moved, currency=code), code)
            assert found[f"512-{code}"] == Money(from_minor(10**10 + moved, currency=code), code)
        assert [breach for check in all_checks() for breach in check.find()] == []

    undone(act)
