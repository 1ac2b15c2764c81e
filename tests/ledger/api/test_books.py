"""Accounts, lines and trial balance over HTTP, and who may see them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import rules

from ledger import policies
from tests.ledger.books import DAY, entry, posted

NO_ENTRY = "entries/01900000-0000-7000-8000-000000000000"
ADDRESSES = (
    *("accounts", "accounts/512", "accounts/512/lines", "entries", NO_ENTRY, "trial-balance", "periods"),
    *("general-ledger", "journal"),
)


@pytest.fixture
def moved(keeper: Any) -> Any:
    posted(entry(("512", "4551-1", "100.00")))
    posted(entry(("4551-1", "512", "30.00"), effective_on=DAY.replace(month=3), reference="VIR-2"))
    return keeper


def test_an_account_is_told_now_and_at_a_day(moved: Any) -> None:
    told = moved.read("accounts/4551-1").json()
    assert told == {
        "code": "4551-1",
        "name": "Placement A",
        "nature": "liability",
        "currency": "EUR",
        "parent": None,
        "status": "open",
        "floor": "0.00",
        "balance": "70.00",
        "available": "70.00",
        "on": None,
        "as_known_at": None,
    }
    assert moved.read("accounts/4551-1", on="2026-02-28").json() == {**told, "balance": "100.00", "on": "2026-02-28"}


def test_accounts_are_listed_page_by_page(moved: Any) -> None:
    first = moved.read("accounts", page_size=5).json()
    rest = moved.get(first["next"]).json()
    codes = [found["code"] for found in (*first["results"], *rest["results"])]
    assert (codes, rest["next"]) == (["101", "2748-7", "4551-1", "4551-2", "512", "627", "768", "801"], None)


def test_lines_carry_the_running_balance_from_page_to_page(moved: Any) -> None:
    first = moved.read("accounts/512/lines", page_size=1).json()
    second = moved.get(first["next"]).json()
    assert [line["balance"] for line in (*first["results"], *second["results"])] == ["100.00", "70.00"]
    assert second["next"] is None
    line = second["results"][0]
    assert (line["effective_on"], line["debit"], line["credit"], line["currency"], line["reference"]) == (
        "2026-03-15",
        "0.00",
        "30.00",
        "EUR",
        "VIR-2",
    )


def test_the_trial_balance_is_told_now_and_at_a_day(moved: Any) -> None:
    told = moved.read("trial-balance", on="2026-02-28").json()
    assert (told["book"], told["on"]) == ("demo", "2026-02-28")
    assert told["totals"] == [{"currency": "EUR", "debit": "100.00", "credit": "100.00"}]
    assert told["rows"][2] == {
        "code": "4551-1",
        "name": "Placement A",
        "nature": "liability",
        "currency": "EUR",
        "debit": "0.00",
        "credit": "100.00",
        "balance": "100.00",
    }
    assert moved.read("trial-balance").json()["totals"] == [{"currency": "EUR", "debit": "130.00", "credit": "130.00"}]


def test_the_trial_balance_is_told_by_collective_account(moved: Any) -> None:
    child = {"code": "5121", "name": "Sous-compte", "nature": "asset", "parent": "512"}
    assert moved.act("accounts", child).status_code == 201
    told = moved.read("trial-balance", tree="true").json()
    assert told["rows"][4] == {
        "code": "512",
        "name": "Banque",
        "nature": "asset",
        "currency": "EUR",
        "debit": "100.00",
        "credit": "30.00",
        "balance": "70.00",
        "depth": 0,
        "is_collective": True,
    }
    assert [(row["code"], row["depth"]) for row in told["rows"][5:7]] == [("512", 1), ("5121", 1)]
    assert told["totals"] == moved.read("trial-balance").json()["totals"]


@pytest.mark.parametrize("code", ["nothing", "a b", "%00", "é", "-"])
def test_an_unknown_account_is_404(keeper: Any, code: str) -> None:
    for address in (f"accounts/{code}", f"accounts/{code}/lines"):
        assert keeper.read(address).status_code == 404


BAD_QUERIES = (
    ("accounts/512",       {"on": "2026-02-31"}),
    ("trial-balance",      {"on": "yesterday"}),
    ("accounts",           {"page_size": "0"}),
    ("accounts",           {"page_size": "201"}),
    ("accounts",           {"cursor": "x"}),
    ("accounts",           {"cursor": "WyIAIl0="}),
    ("accounts",           {"cursor": "WyJcdTAwMDAiXQ=="}),
    ("accounts",           {"cursor": "WyJcdWQ4MDAiXQ=="}),
    ("entries",            {"cursor": "WyIyMDI2LTAxLTE1IiwgIngiXQ=="}),
    ("accounts/512/lines", {"cursor": "W10="}),
)  # fmt: skip


@pytest.mark.parametrize(("address", "query"), BAD_QUERIES)
def test_a_parameter_that_cannot_be_read_is_400(keeper: Any, address: str, query: Any) -> None:
    response = keeper.read(address, **query)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", ADDRESSES)
def test_one_is_signed_in(caller: Callable[..., Any], address: str) -> None:
    assert caller(None).read(address).status_code == 401


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_book_that_one_may_not_read_is_not_there(caller: Callable[..., Any], address: str) -> None:
    assert caller(is_staff=False).read(address).status_code == 404


def test_one_does_not_post_to_a_book_that_one_may_not_read(caller: Callable[..., Any]) -> None:
    stranger = caller(is_staff=False)
    assert stranger.act("entries", {"entries": []}).status_code == 404
    assert stranger.act(f"entries/{uuid4()}/reversal", {"reason": "x"}).status_code == 404


@pytest.fixture
def readers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody reads, nobody posts: what a higher package may decide."""
    monkeypatch.setattr(rules.permissions, "permissions", rules.RuleSet())
    rules.set_perm(policies.READ_BOOK, rules.always_allow)
    rules.set_perm(policies.POST_ENTRIES, rules.always_deny)


def test_a_reader_may_be_forbidden_to_post(caller: Callable[..., Any], readers_only: None) -> None:
    reader = caller(is_staff=False)
    assert reader.read("accounts").status_code == 200
    response = reader.act("entries", {"entries": []})
    assert (response.status_code, response.json()["code"]) == (403, "ledger-not-permitted")


def test_without_rules_of_a_higher_package_it_is_staff(
    caller: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules.permissions, "permissions", rules.RuleSet())
    assert caller("staff@example.org").read("accounts").status_code == 200
    assert caller("other@example.org", is_staff=False).read("accounts").status_code == 404
