"""The books at a date and as known at a seal, and their general ledger and journal, over HTTP."""

import csv
import json
from io import StringIO
from typing import Any

import pytest

from members.models import Person
from tests.ledger.api.conftest import Caller
from tests.ledger.books import DAY, entry, posted, seal_all


@pytest.fixture
def sealed(committed_book: str) -> Caller:
    """A deposit that seal 1 knows; one of the same day that seal 2 knows; a withdrawal that is not sealed."""
    for euros in ("100.00", "5.00"):
        posted(entry(("512", "4551-1", euros)))
        seal_all()
    posted(entry(("4551-1", "512", "30.00"), effective_on=DAY.replace(month=3)))
    caller = Caller(headers={"accept-language": "en"})
    caller.force_authenticate(Person.objects.create(email="keeper@example.org", name="K", is_staff=True))
    return caller


AT = (
    # query                                         balance
    ({},                                            "75.00"),
    ({"on": "2026-02-28"},                          "105.00"),
    ({"as_known_at": 1},                            "100.00"),
    ({"as_known_at": 2},                            "105.00"),
    ({"on": "2026-01-15", "as_known_at": 1},        "100.00"),
    ({"on": "2026-01-14", "as_known_at": 2},        "0.00"),
)  # fmt: skip


@pytest.mark.parametrize(("query", "balance"), AT)
def test_an_account_and_the_trial_balance_are_told_of_a_day_as_known_at_a_seal(
    sealed: Caller, query: dict[str, Any], balance: str
) -> None:
    asked = {"on": None, "as_known_at": None, **query}
    account = sealed.read("accounts/4551-1", **query).json()
    assert {name: account[name] for name in ("balance", *asked)} == {"balance": balance, **asked}
    told = sealed.read("trial-balance", **query).json()
    assert {name: told[name] for name in asked} == asked
    assert {row["code"]: row["balance"] for row in told["rows"]}["4551-1"] == balance
    assert told["totals"][0]["debit"] == told["totals"][0]["credit"]


@pytest.mark.parametrize("address", ["accounts/512", "trial-balance"])
def test_a_seal_that_is_not_there_is_said_with_those_that_are(sealed: Caller, address: str) -> None:
    answer = sealed.read(address, as_known_at=3)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-seal")
    assert answer.json()["detail"] == "The book demo has no seal 3: it has 2 so far, counted from 1."
    assert sealed.read(address, as_known_at=0).status_code == 400
    assert sealed.read(address, as_known_at="two").status_code == 400


def test_entries_are_found_by_the_seal_that_sealed_them(sealed: Caller) -> None:
    for seal, amounts in ((1, ["100.00"]), (2, ["5.00"]), (3, [])):
        found = sealed.read("entries", seal=seal).json()["results"]
        assert [posting["amount"] for one in found for posting in one["postings"]] == amounts
        assert {one["seal"]["batch"] for one in found} <= {seal}


def test_lines_of_some_days_begin_with_what_there_was(sealed: Caller) -> None:
    told = sealed.read("accounts/512/lines", **{"from": "2026-02-01", "to": "2026-03-31"}).json()
    assert [(line["effective_on"], line["balance"]) for line in told["results"]] == [("2026-03-15", "75.00")]
    first = sealed.read("accounts/512/lines", to="2026-02-01", page_size=1).json()
    second = sealed.get(first["next"]).json()
    assert [line["balance"] for line in (*first["results"], *second["results"])] == ["100.00", "105.00"]
    assert second["next"] is None


def test_the_general_ledger_is_streamed_as_objects_or_rows(sealed: Caller) -> None:
    answer = sealed.read("general-ledger", account="512", **{"from": "2026-02-01"})
    assert (answer.streaming, answer["content-type"]) == (True, "application/x-ndjson")
    told = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert [(row["row"], row["balance"]) for row in told] == [
        ("opening", "105.00"),
        ("line", "75.00"),
        ("closing", "75.00"),
    ]
    answer = sealed.read("general-ledger", account="512", format="csv", **{"from": "2026-02-01"})
    assert (answer.streaming, answer["content-type"]) == (True, "text/csv; charset=utf-8")
    rows = list(csv.DictReader(StringIO(answer.getvalue().decode())))
    assert [(row["row"], row["balance"]) for row in rows] == [(row["row"], row["balance"]) for row in told]


def test_the_journal_is_streamed_in_the_order_of_legal_numbers(sealed: Caller) -> None:
    told = [json.loads(line) for line in sealed.read("journal").getvalue().decode().splitlines()]
    assert [entry["number"] for entry in told] == ["BQ-2026-000001", "BQ-2026-000002", None]
    rows = list(csv.DictReader(StringIO(sealed.read("journal", format="csv", journal="BQ").getvalue().decode())))
    assert [row["number"] for row in rows[::2]] == ["BQ-2026-000001", "BQ-2026-000002", ""]
    assert sealed.read("journal", journal="OD").getvalue() == b""


WRONG = (
    # query                                          field
    ({"from": "2026-02-31"},                         "from"),
    ({"from": "2026-03-01", "to": "2026-02-01"},     "to"),
    ({"format": "pdf"},                              "format"),
    ({"form": "2026-01-01"},                         "form"),
)  # fmt: skip


@pytest.mark.parametrize("address", ["general-ledger", "journal"])
@pytest.mark.parametrize(("query", "field"), WRONG)
def test_a_wrong_parameter_is_named(keeper: Caller, address: str, query: dict[str, str], field: str) -> None:
    answer = keeper.read(address, **query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_an_account_that_is_not_there_has_no_ledger(keeper: Caller) -> None:
    assert keeper.read("general-ledger", account="nothing").json()["code"] == "unknown-account"
