"""Accounts opened, frozen, closed over HTTP, and the trail this leaves."""

from collections.abc import Callable
from typing import Any

import pytest
import rules

from ledger import policies
from ledger.models import AccountEvent
from tests.ledger.books import entry, posted

FEES = {"code": "6271", "name": "Frais bancaires", "nature": "expense", "parent": "627", "reason": "Nouveau contrat"}
WHY = {"reason": "Litige"}


def test_an_account_is_opened_and_told(keeper: Any) -> None:
    response = keeper.act("accounts", FEES)
    told = {
        "code": "6271",
        "name": "Frais bancaires",
        "nature": "expense",
        "currency": "EUR",
        "parent": "627",
        "status": "open",
        "floor": None,
        "balance": "0.00",
        "available": "0.00",
    }
    assert (response.status_code, response.json()) == (201, told)
    assert keeper.read("accounts/6271").json() == {**told, "on": None, "as_known_at": None}


def test_an_account_in_yen_has_amounts_without_decimals(keeper: Any) -> None:
    draft = {"code": "512-JPY", "name": "Banque", "nature": "asset", "currency": "JPY", "floor": "-1000"}
    assert (
        keeper.act("accounts", draft).json() | {"floor": "-1000", "balance": "0"}
        == keeper.act("accounts", draft).json()
    )


WRONG = (
    # what is sent otherwise                           status  code
    ({"nature": "income"},                             400,    "account-outside-chart"),
    ({"nature": "cash"},                               400,    "invalid"),
    ({"currency": "ZZZ"},                              400,    "unknown-currency"),
    ({"currency": "ZZZ", "floor": "-1"},               400,    "unknown-currency"),
    ({"floor": "-0.001"},                              400,    "invalid-account"),
    ({"floor": "NaN"},                                 400,    "invalid"),
    ({"code": "a b"},                                  400,    "invalid"),
    ({"parent": "768"},                                409,    "parent-does-not-fit"),
    ({"parent": "62"},                                 400,    "invalid-account"),
    ({"code": "627"},                                  409,    "account-differs"),
)  # fmt: skip


@pytest.mark.parametrize(("otherwise", "status", "code"), WRONG)
def test_what_cannot_be_opened_says_why(keeper: Any, otherwise: Any, status: int, code: str) -> None:
    response = keeper.act("accounts", {**FEES, **otherwise})
    assert response.status_code == status
    if code != "invalid":
        assert response.json()["code"] == code
    assert response.headers["content-type"] == "application/problem+json"


def test_an_account_is_frozen_unfrozen_and_closed(keeper: Any) -> None:
    for act, status in (("freeze", "frozen"), ("unfreeze", "open"), ("close", "closed")):
        response = keeper.act(f"accounts/4551-1/{act}", WHY)
        assert (response.status_code, response.json()["status"]) == (200, status)


def test_an_account_that_holds_money_is_not_closed(keeper: Any) -> None:
    posted(entry(("512", "4551-1", "1.00")))
    response = keeper.act("accounts/4551-1/close", WHY)
    assert (response.status_code, response.json()["code"]) == (409, "account-not-empty")
    assert keeper.read("accounts/4551-1").json()["status"] == "open"


def test_an_act_is_done_once_under_its_key(keeper: Any) -> None:
    first = keeper.act("accounts/4551-1/freeze", WHY, key="k")
    assert "Idempotent-Replay" not in first.headers
    keeper.act("accounts/4551-1/unfreeze", WHY)
    again = keeper.act("accounts/4551-1/freeze", WHY, key="k")
    assert (again.status_code, again.json()["status"], again.headers["Idempotent-Replay"]) == (200, "open", "true")
    for address, body in (("accounts/4551-1/close", WHY), ("accounts/4551-2/freeze", WHY), ("accounts", FEES)):
        assert keeper.act(address, body, key="k").json()["code"] == "idempotency-key-reused"
    assert keeper.act("accounts/4551-1/freeze", WHY, key="").json()["code"] == "missing-idempotency-key"


def test_a_key_asked_again_in_another_language_is_the_same_request(keeper: Any) -> None:
    answers = []
    for language in ("en", "fr"):
        keeper.credentials(HTTP_ACCEPT_LANGUAGE=language)
        answers.append(keeper.act("accounts/4551-1/floor", {"floor": "-1234.50", **WHY}, key="k"))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["Idempotent-Replay"] == "true"


def test_what_was_refused_can_be_asked_again_under_its_key(keeper: Any) -> None:
    posted(entry(("512", "4551-1", "1.00")))
    assert keeper.act("accounts/4551-1/close", WHY, key="k").status_code == 409
    posted(entry(("4551-1", "512", "1.00")))
    assert keeper.act("accounts/4551-1/close", WHY, key="k").json()["status"] == "closed"


def test_a_floor_is_moved_and_taken_away(keeper: Any) -> None:
    assert keeper.act("accounts/4551-1/floor", {"floor": "-5.00", **WHY}).json()["floor"] == "-5.00"
    assert keeper.act("accounts/4551-1/floor", {"floor": None, **WHY}).json()["floor"] is None
    response = keeper.act("accounts/4551-1/floor", {"floor": "0.01", **WHY})
    assert (response.status_code, response.json()["code"]) == (409, "floor-above-balance")


def test_the_trail_says_who_when_and_why(keeper: Any) -> None:
    keeper.act("accounts/4551-1/freeze", WHY)
    keeper.act("accounts/4551-1/floor", {"floor": "-5.00", "reason": "Accord"})
    opened, frozen, floor = keeper.read("accounts/4551-1/events").json()["results"]
    assert opened["kind"] == "opened"
    acting = AccountEvent.objects.get(kind="frozen").acting
    assert acting.startswith("person:")
    assert {**frozen, "recorded_at": ""} == {
        "kind": "frozen",
        "before": {"status": "open"},
        "after": {"status": "frozen"},
        "acting": acting,
        "reason": "Litige",
        "recorded_at": "",
    }
    assert (floor["before"], floor["after"], floor["reason"]) == ({"floor": "0.00"}, {"floor": "-5.00"}, "Accord")


@pytest.mark.parametrize("act", ["freeze", "unfreeze", "close", "floor"])
def test_every_act_needs_a_reason_and_an_account(keeper: Any, act: str) -> None:
    assert keeper.act(f"accounts/4551-1/{act}", {}).status_code == 400
    floor = {"floor": "0.00"} if act == "floor" else {}
    assert keeper.act(f"accounts/nothing/{act}", {**floor, **WHY}).status_code == 404


def test_a_reader_keeps_no_accounts(caller: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert caller(is_staff=False).act("accounts", FEES).status_code == 404
    monkeypatch.setattr(rules.permissions, "permissions", rules.RuleSet())
    rules.set_perm(policies.READ_BOOK, rules.always_allow)
    for permission in (policies.POST_ENTRIES, policies.KEEP_ACCOUNTS):
        rules.set_perm(permission, rules.always_deny)
    reader = caller("reader@example.org", is_staff=False)
    acts = (f"accounts/4551-1/{act}" for act in ("freeze", "unfreeze", "close", "floor"))
    for address in ("accounts", *acts):
        response = reader.act(address, {"floor": "0.00", **WHY, **FEES})
        assert (response.status_code, response.json()["code"]) == (403, "ledger-not-permitted")
