"""Amounts of 0, 2, 3 and 4 decimals from one end to the other: posted, read, told, exported; none is ever converted."""

import csv
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from djmoney.money import Money

from ledger.exports.beancount import beancount_lines
from ledger.exports.csv_lines import csv_lines
from ledger.exports.hledger import hledger_lines
from ledger.selectors.balances import balances
from ledger.selectors.lines import lines_after
from ledger.selectors.trial_balance import totals, trial_balance
from ledger.selectors.verification import all_checks
from ledger.services.exchange import exchange_currency
from ledger.services.posting import EntryDraft, PostingDraft, post
from members.models import Person
from tests.ledger.api.conftest import Caller
from tests.ledger.books import DAY, codes, posted
from tests.ledger.currencies import open_world_book

BEAN_CHECK = Path(sys.executable).with_name("bean-check")
AMOUNTS = {"CLF": "3.1234", "EUR": "1234.56", "JPY": "98765", "KWD": "0.001", "TND": "700.125"}


@pytest.fixture
def book(db: None) -> str:
    return open_world_book()


@pytest.fixture
def moved(book: str) -> str:
    """Capital in each currency, and two exchanges."""
    postings = [PostingDraft(f"512-{code}", f"101-{code}", Money(amount, code)) for code, amount in AMOUNTS.items()]
    posted(EntryDraft(effective_on=DAY, journal="BQ", description="Apport", postings=postings))
    for number, (given, received) in enumerate(
        ((Money("34.56", "EUR"), Money("5642", "JPY")), (Money("700.125", "TND"), Money("71.010", "KWD")))
    ):
        exchange_currency(
            book=book, from_account=f"512-{given.currency}", to_account=f"512-{received.currency}", given=given,
            received=received, effective_on=DAY, description="Change", idempotency_key=f"x{number}",
        )  # fmt: skip
    return book


NOW = {"CLF": "3.1234", "EUR": "1200.00", "JPY": "104407", "KWD": "71.011", "TND": "0.000"}


def test_balances_lines_and_totals_keep_the_decimals_of_each_currency(moved: str) -> None:
    assert {code: f"{balances(book=moved)[f'512-{code}'].amount}" for code in NOW} == NOW
    assert {
        code: f"{lines_after(book=moved, code=f'512-{code}', after=None, limit=9)[-1].balance.amount}" for code in NOW
    } == NOW
    told = {
        code: tuple(str(side.amount) for side in sides) for code, sides in totals(trial_balance(book=moved)).items()
    }
    assert told == {
        "CLF": ("3.1234", "3.1234"),
        "EUR": ("1269.12", "1269.12"),
        "JPY": ("104407", "104407"),
        "KWD": ("71.011", "71.011"),
        "TND": ("1400.250", "1400.250"),
    }
    assert totals(trial_balance(book=moved, on=DAY)) == totals(trial_balance(book=moved))


def test_every_rule_holds_in_every_currency(moved: str) -> None:
    assert [breach for check in all_checks() for breach in check.find()] == []


def test_ndjson_takes_each_currency_and_refuses_what_it_cannot_count(
    book: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {"effective_on": "2026-01-15", "journal": "BQ", "description": "Apport"}
    lines = [
        json.dumps(
            {
                **entry,
                "postings": [{"debit": f"512-{code}", "credit": f"101-{code}", "amount": amount, "currency": code}],
            }
        )
        for code, amount in AMOUNTS.items()
    ]
    monkeypatch.setattr("sys.stdin", StringIO("\n".join(lines)))
    call_command("post_entries", "--book", book)
    assert [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()] == ["created"] * 5
    assert {code: f"{balances(book=book)[f'512-{code}'].amount}" for code in AMOUNTS} == AMOUNTS


def test_an_amount_without_currency_is_in_that_of_the_book_and_is_not_converted(book: str) -> None:
    caller = Caller(headers={"accept-language": "en"})
    caller.force_authenticate(Person.objects.create(email="k@example.org", name="K", is_staff=True))
    posting = {"debit": "512-JPY", "credit": "101-JPY", "amount": "100"}
    entry = {"effective_on": "2026-01-15", "journal": "BQ", "description": "Apport", "postings": [posting]}
    response = caller.act("entries", {"entries": [entry]})
    assert (response.status_code, response.json()["outcomes"][0]["code"]) == (409, "currency_mismatch")
    posting["currency"] = "JPY"
    answer = caller.act("entries", {"entries": [entry]}).json()
    assert answer["balances"]["512-JPY"] == {"amount": "100", "currency": "JPY"}
    assert caller.read("accounts/512-KWD").json()["balance"] == "0.000"


def test_an_entry_of_several_currencies_between_two_of_them_is_refused(book: str) -> None:
    crossed = PostingDraft("512-JPY", "512-EUR", Money("1", "EUR"))
    entry = EntryDraft(effective_on=DAY, journal="BQ", description="Apport", postings=[crossed])
    assert codes(post(book=book, entries=[entry], idempotency_key="k")) == ["currency_mismatch"]


def exchange_over_http(book: str, **otherwise: Any) -> Any:
    caller = Caller(headers={"accept-language": "en"})
    caller.force_authenticate(Person.objects.create(email="k@example.org", name="K", is_staff=True))
    asked = {
        "from_account": "512-EUR",
        "to_account": "512-JPY",
        "given": {"amount": "34.56", "currency": "EUR"},
        "received": {"amount": "5642", "currency": "JPY"},
        "description": "Change",
        "effective_on": "2026-01-15",
    }
    return caller.act("exchanges", {**asked, **otherwise})


def test_currencies_are_exchanged_over_http(moved: str) -> None:
    response = exchange_over_http(moved)
    assert response.status_code == 201
    assert response.json()["balances"]["512-JPY"] == {"amount": "110049", "currency": "JPY"}


WRONG = (
    # otherwise                                            status  code
    ({"received": {"amount": "1", "currency": "ZZZ"}},     400,    "unknown-currency"),
    ({"received": {"amount": "1.5", "currency": "JPY"}},   400,    "invalid-amount"),
    ({"received": {"amount": "1.50", "currency": "EUR"}},  400,    "same-currency"),
    ({"received": {"amount": "1"}},                        400,    "validation-error"),
    ({"given": {"amount": "9999.99", "currency": "EUR"}},  409,    "posting-refused"),
)  # fmt: skip


@pytest.mark.parametrize(("otherwise", "status", "code"), WRONG)
def test_an_exchange_that_cannot_be_says_why(moved: str, otherwise: Any, status: int, code: str) -> None:
    response = exchange_over_http(moved, **otherwise)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_csv_tells_each_currency_with_its_decimals(moved: str) -> None:
    held: dict[str, str] = {}
    for row in csv.DictReader(csv_lines(book=moved)):
        assert (Decimal(row["debit"]) == 0) != (Decimal(row["credit"]) == 0)
        held[row["account"]] = row["balance"]
    assert {code: held[f"512-{code}"] for code in NOW} == NOW
    assert {code: held[code] for code in ("478-EUR", "478-JPY")} == {"478-EUR": "34.56", "478-JPY": "-5642"}


def test_bean_check_accepts_it(moved: str, tmp_path: Path) -> None:
    path = tmp_path / "book.beancount"
    path.write_text("\n".join(beancount_lines(book=moved)))
    done = subprocess.run([BEAN_CHECK, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    path.write_text(path.read_text().replace("5642 JPY", "5643 JPY", 1))
    assert subprocess.run([BEAN_CHECK, path], capture_output=True, check=False).returncode == 1


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
def test_hledger_accepts_it_and_has_the_same_balances(moved: str, tmp_path: Path) -> None:
    path = tmp_path / "book.journal"
    path.write_text("\n".join(hledger_lines(book=moved)) + "\n")
    checks = ["hledger", "-f", path, "check", "-s", "ordereddates", "accounts", "commodities"]
    assert subprocess.run(checks, capture_output=True, text=True, check=False).stderr == ""
    asked = ["hledger", "-f", path, "balance", "Assets", "-N", "-E", "--flat", "-O", "csv"]
    rows = csv.DictReader(StringIO(subprocess.run(asked, capture_output=True, text=True, check=True).stdout))
    told = {row["account"].removeprefix("Assets:512-"): row["balance"].split()[0] for row in rows}
    assert {code: Decimal(amount) for code, amount in told.items()} == {
        code: Decimal(amount) for code, amount in NOW.items()
    }
    path.write_text(path.read_text().replace("5642 JPY", "5643 JPY", 1))
    assert subprocess.run(checks, capture_output=True, check=False).returncode != 0
