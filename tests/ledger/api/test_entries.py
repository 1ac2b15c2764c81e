"""Entries over HTTP."""

from typing import Any
from uuid import uuid4

import pytest
from uuid6 import uuid7

from ledger.models import Entry
from ledger.selectors.balances import balances
from tests.ledger.books import DAY, entry, eur, posted

GOOD = {
    "effective_on": "2026-01-15",
    "journal": "BQ",
    "description": "Placement",
    "postings": [{"debit": "512", "credit": "4551-1", "amount": "100.00"}],
}
REFUSED = {**GOOD, "postings": [{"debit": "4551-1", "credit": "512", "amount": "9000.00"}]}


def test_entries_are_posted(keeper: Any) -> None:
    entry_id = str(uuid7())
    response = keeper.act("entries", {"entries": [{**GOOD, "id": entry_id}]})
    assert response.status_code == 201
    assert response.json() == {
        "status": "created",
        "outcomes": [{"entry_id": entry_id, "code": "created", "sentence": "Posted."}],
        "balances": {
            "512": {"amount": "100.00", "currency": "EUR"},
            "4551-1": {"amount": "100.00", "currency": "EUR"},
        },
    }


def test_a_replay_gives_the_first_answer_and_says_that_it_is_one(keeper: Any) -> None:
    first = keeper.act("entries", {"entries": [GOOD]}, key="k")
    again = keeper.act("entries", {"entries": [GOOD]}, key="k")
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    assert again.json() == {**first.json(), "status": "exists"}
    assert "Idempotent-Replay" not in first.headers
    assert Entry.objects.count() == 1


def test_a_key_with_another_body_is_422(keeper: Any) -> None:
    keeper.act("entries", {"entries": [GOOD]}, key="k")
    response = keeper.act("entries", {"entries": [{**GOOD, "journal": "OD"}]}, key="k")
    assert (response.status_code, response.json()["code"]) == (422, "idempotency-key-reused")
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_is_needed(keeper: Any, key: str) -> None:
    response = keeper.act("entries", {"entries": [GOOD]}, key=key)
    assert (response.status_code, response.json()["code"]) == (400, "missing-idempotency-key")


def test_a_refusal_is_409_with_its_outcomes(keeper: Any) -> None:
    response = keeper.act("entries", {"entries": [GOOD, REFUSED]})
    assert (response.status_code, response.json()["code"]) == (409, "posting-refused")
    assert [outcome["code"] for outcome in response.json()["outcomes"]] == ["batch_refused", "floor_reached"]
    assert "4551-1" in response.json()["detail"]
    assert "Idempotent-Replay" not in response.headers
    assert not Entry.objects.exists()


def test_a_refusal_is_an_answer_that_is_given_again(keeper: Any) -> None:
    first = keeper.act("entries", {"entries": [REFUSED]}, key="k")
    posted(entry(("512", "4551-1", "9000.00")))
    again = keeper.act("entries", {"entries": [REFUSED]}, key="k")
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (409, "true")
    assert again.json() == first.json()
    assert keeper.act("entries", {"entries": [REFUSED]}, key="another").status_code == 201


def test_in_each_mode_what_can_be_posted_is(keeper: Any) -> None:
    response = keeper.act("entries", {"mode": "each", "entries": [GOOD, REFUSED]})
    assert response.status_code == 201
    assert [outcome["code"] for outcome in response.json()["outcomes"]] == ["created", "floor_reached"]
    nothing = keeper.act("entries", {"mode": "each", "entries": [REFUSED]})
    assert nothing.status_code == 409


BAD_BODIES = (
    # body                                                          code
    ([],                                                            "invalid-entry"),
    ({},                                                            "invalid-entry"),
    ({"entries": []},                                               "invalid-entry"),
    ({"entries": [GOOD], "mode": "some"},                           "invalid-entry"),
    ({"entries": [{**GOOD, "effective_on": "2026-02-31"}]},         "invalid-entry"),
    ({"entries": [{**GOOD, "more": 1}]},                            "invalid-entry"),
    ({"entries": [{**GOOD, "id": str(uuid4())}]},                   "invalid-entry"),
    ({"entries": [{**GOOD, "id": "7"}]},                            "invalid-entry"),
    ({"entries": [{**GOOD, "postings": [{"debit": "512", "credit": "101", "amount": "1.001"}]}]}, "invalid-amount"),
    ({"entries": [{**GOOD, "postings": [{"debit": "512", "credit": "101", "amount": "-1"}]}]},    "invalid-amount"),
    ({"entries": [{**GOOD, "postings": [{"debit": "512", "credit": "101", "amount": 1}]}]},       "invalid-amount"),
    ({"entries": [{**GOOD, "description": "\0"}]},                  "invalid-entry"),
)  # fmt: skip


@pytest.mark.parametrize(("body", "code"), BAD_BODIES)
def test_a_wrong_body_is_400_and_changes_nothing(keeper: Any, body: Any, code: str) -> None:
    response = keeper.act("entries", body)
    assert (response.status_code, response.json()["code"]) == (400, code)
    assert not Entry.objects.exists()


def test_entries_are_listed_page_by_page(keeper: Any) -> None:
    made = [posted(entry(("512", "101", "1.00"), source=f"loan:{n % 2}")).outcomes[0].entry_id for n in range(5)]
    first = keeper.read("entries", page_size=2).json()
    assert [found["id"] for found in first["results"]] == [str(entry_id) for entry_id in made[:2]]
    second = keeper.get(first["next"]).json()
    third = keeper.get(second["next"]).json()
    assert [found["id"] for found in third["results"]] == [str(made[4])]
    assert third["next"] is None
    assert len(keeper.read("entries", source="loan:1").json()["results"]) == 2


def test_an_entry_is_told_with_its_postings(keeper: Any) -> None:
    made = posted(entry(("512", "101", "1.00"), metadata={"a": 1})).outcomes[0].entry_id
    response = keeper.read(f"entries/{made}")
    assert response.status_code == 200
    told = response.json()
    assert told.pop("recorded_at")
    assert told == {
        "id": str(made),
        "effective_on": "2026-01-15",
        "journal": "BQ",
        "kind": "",
        "description": "Essai",
        "reference": "",
        "source": "",
        "metadata": {"a": 1},
        "reverses": None,
        "reversed_by": None,
        "seal": None,
        "about": [],
        "event": None,
        "undo": None,
        "postings": [
            {
                "line": 1, "debit": "512", "credit": "101", "amount": "1.00", "currency": "EUR", "phase": "posted",
                "pending": None, "expires_on": None,
            },
        ],
    }  # fmt: skip


def test_a_reservation_and_what_settles_it_are_posted_and_told(keeper: Any) -> None:
    held = {**GOOD["postings"][0], "phase": "pending", "expires_on": "2026-03-01"}
    made = keeper.act("entries", {"entries": [{**GOOD, "postings": [held]}]}).json()["outcomes"][0]["entry_id"]
    (told,) = keeper.read(f"entries/{made}").json()["postings"]
    assert (told["phase"], told["pending"], told["expires_on"]) == ("pending", None, "2026-03-01")
    settling = {**GOOD["postings"][0], "phase": "settles", "pending": {"entry": made, "line": 1}}
    done = keeper.act("entries", {"entries": [{**GOOD, "postings": [settling]}]}).json()["outcomes"][0]["entry_id"]
    (told,) = keeper.read(f"entries/{done}").json()["postings"]
    assert (told["phase"], told["pending"], told["expires_on"]) == ("settles", {"entry": made, "line": 1}, None)


WRONG = {
    "entries": [
        GOOD,
        {"effective_on": "2026-02-31", "journal": "a b", "more": 1, "postings": [
            {"debit": "512", "credit": "512", "amount": "1.001"}, {"debit": "512", "amount": "0", "phase": "settles"},
        ]},
        7,
        {**GOOD, "postings": []},
    ],
}  # fmt: skip
NAMED = {
    "entries[1].effective_on": "2026-02-31 n’est pas une date\xa0; on en attend une comme 2026-01-31",
    "entries[1].journal": "1 à 16 lettres, chiffres, - ou _ sont attendus",
    "entries[1].more": "ce champ n’existe pas",
    "entries[1].description": "il manque",
    "entries[1].postings[0].credit": "le compte débité et le compte crédité sont le même",
    "entries[1].postings[0].amount": "EUR a 2 décimales",
    "entries[1].postings[1].credit": "il manque",
    "entries[1].postings[1].amount": "un montant est supérieur à zéro",
    "entries[1].postings[1].pending": (
        "une réservation est nommée par ce qui la dénoue ou l’annule, et par rien d’autre"
    ),
    "entries[2]": "un objet est attendu",
    "entries[3].postings": "une écriture a au moins un mouvement",
}


def test_every_wrong_field_is_named_at_once_in_the_language_asked_for(keeper: Any) -> None:
    keeper.credentials(HTTP_ACCEPT_LANGUAGE="fr")
    told = keeper.act("entries", WRONG).json()
    assert {error["field"]: error["detail"] for error in told["errors"]} == NAMED
    assert told["detail"] == "Écriture 2, more\xa0: ce champ n’existe pas."
    assert not Entry.objects.exists()


def test_what_is_wrong_with_the_call_itself_names_no_entry(keeper: Any) -> None:
    keeper.credentials(HTTP_ACCEPT_LANGUAGE="fr")
    told = keeper.act("entries", {"entries": []}).json()
    assert told["detail"] == "entries\xa0: une liste d’au moins une écriture est attendue."
    assert [error["field"] for error in told["errors"]] == ["entries"]
    assert [error["field"] for error in keeper.act("entries", []).json()["errors"]] == ["body"]


def test_an_entry_is_reversed_once(keeper: Any) -> None:
    made = posted(entry(("512", "101", "1.00"))).outcomes[0].entry_id
    body = {"reason": "Erreur de saisie", "effective_on": "2026-02-01"}
    first = keeper.act(f"entries/{made}/reversal", body, key="r")
    assert first.status_code == 201
    assert keeper.act(f"entries/{made}/reversal", body, key="r").json()["status"] == "exists"
    second = keeper.act(f"entries/{made}/reversal", body)
    assert (second.status_code, second.json()["outcomes"][0]["code"]) == (409, "already_reversed")
    assert balances(book="demo", codes=["512"]) == {"512": eur("0.00")}
    assert keeper.read(f"entries/{made}").json()["reversed_by"] == first.json()["outcomes"][0]["entry_id"]


def test_a_reversal_says_why_and_names_an_entry_of_the_book(keeper: Any) -> None:
    made = posted(entry(("512", "101", "1.00"))).outcomes[0].entry_id
    assert keeper.act(f"entries/{made}/reversal", {}).status_code == 400
    assert keeper.act(f"entries/{made}/reversal", {"reason": "x"}, key="").status_code == 400
    assert keeper.act(f"entries/{uuid4()}/reversal", {"reason": "x"}).status_code == 404
    assert keeper.read(f"entries/{uuid4()}").status_code == 404
    assert Entry.objects.filter(effective_on=DAY).count() == 1
