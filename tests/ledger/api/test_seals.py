"""Seals, proofs and heads over HTTP: for those who read the book, and what of them is for everybody."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from ledger.models import SealBatch
from ledger.selectors.proofs import proof_of
from members.models import Person
from tests.ledger.books import entry, posted, seal_all

ANYBODY = {"accept-language": "en"}


def write_and_seal(*texts: str) -> None:
    """One seal for each text."""
    for text in texts:
        posted(entry(("512", "4551-1", "7.50"), description=text))
        seal_all()


@pytest.fixture
def keeper(committed_book: str) -> APIClient:
    client = APIClient(headers=ANYBODY)
    client.force_authenticate(Person.objects.create(email="keeper@example.org", name="Démonstration", is_staff=True))
    return client


@pytest.fixture
def anybody(committed_book: str) -> APIClient:
    return APIClient(headers=ANYBODY)


def test_a_seal_tells_all_that_its_hash_is_made_of(keeper: APIClient) -> None:
    write_and_seal("one", "two")
    first, second = SealBatch.objects.order_by("number")
    told = keeper.get("/api/v1/books/demo/seals/2").json()
    header = told.pop("header")
    assert header.startswith('{"version":1,"book":"demo","book_id":')
    assert told == {
        "number": 2,
        "epoch": 1,
        "horizon": str(second.horizon),
        "entry_count": 1,
        "merkle_root": bytes(second.merkle_root).hex(),
        "previous_hash": bytes(first.hash).hex(),
        "hash": bytes(second.hash).hex(),
        "sealed_at": told["sealed_at"],
    }
    assert keeper.get("/api/v1/books/demo/seals").json() == {
        "next": None,
        "results": [{**told, "header": header}, keeper.get("/api/v1/books/demo/seals/1").json()],
    }


def test_seals_are_listed_page_by_page_the_latest_first(keeper: APIClient) -> None:
    write_and_seal("one", "two", "three")
    seen, following = [], "/api/v1/books/demo/seals?page_size=2"
    while following:
        page = keeper.get(following).json()
        seen.append([one["number"] for one in page["results"]])
        following = page["next"]
    assert seen == [[3, 2], [1]]
    for cursor in ("x", "WyIwIl0=", "WyItMSJd", "WyI5OTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ=="):
        assert keeper.get(f"/api/v1/books/demo/seals?cursor={cursor}").json()["code"] == "invalid-cursor"


@pytest.mark.parametrize("number", ["0", "2", "9" * 30])
def test_a_seal_that_is_not_there_is_404(keeper: APIClient, number: str) -> None:
    write_and_seal("one")
    for address in (f"/api/v1/books/demo/seals/{number}", f"/api/v1/seal-heads/demo/{number}"):
        answer = keeper.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-seal")


def test_the_proof_of_an_entry_is_its_document(keeper: APIClient) -> None:
    made = posted(entry(("512", "4551-1", "7.50"))).outcomes[0].entry_id
    address = f"/api/v1/books/demo/entries/{made}/proof"
    early = keeper.get(address)
    assert (early.status_code, early.json()["code"], early["Retry-After"]) == (404, "entry-not-sealed", "60")
    assert early.json()["detail"].endswith("is not sealed yet: try again in a few minutes.")
    seal_all()
    assert keeper.get(address).json() == proof_of(book="demo", entry_id=made).document()
    missing = keeper.get(f"/api/v1/books/demo/entries/{uuid4()}/proof")
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown-entry")


def test_who_may_not_read_the_book_is_told_that_there_is_none(anybody: APIClient) -> None:
    made = posted(entry(("512", "4551-1", "7.50"))).outcomes[0].entry_id
    seal_all()
    addresses = [f"/api/v1/books/demo/{rest}" for rest in ("seals", "seals/1", f"entries/{made}/proof")]
    assert [anybody.get(address).status_code for address in addresses] == [401] * 3
    anybody.force_authenticate(Person.objects.create(email="else@example.org", name="Autre"))
    assert [anybody.get(address).json()["code"] for address in addresses] == ["unknown-book"] * 3


def test_heads_are_for_everybody_and_say_nothing_else(anybody: APIClient) -> None:
    write_and_seal(*[f"secret {n}" for n in range(12)])
    answer = anybody.get("/api/v1/seal-heads")
    heads = answer.json()["results"]
    assert [(one["book"], one["number"]) for one in heads] == [("demo", number) for number in range(12, 2, -1)]
    assert {frozenset(one) for one in heads} == {frozenset({"book", "number", "hash", "sealed_at"})}
    for secret in ("secret", "Caisse", "7.5", "750", "512", "4551"):
        assert secret not in "".join(one["book"] + str(one["number"]) + one["sealed_at"][:10] for one in heads)
    assert heads[0]["hash"] == bytes(SealBatch.objects.get(number=12).hash).hex()
    old = anybody.get("/api/v1/seal-heads/demo/1").json()
    assert old["hash"] == bytes(SealBatch.objects.get(number=1).hash).hex()


@pytest.mark.parametrize("address", ["/api/v1/seal-heads", "/api/v1/books/demo/seals"])
def test_lists_ask_as_many_questions_for_three_seals_as_for_one(keeper: APIClient, address: str) -> None:
    counts = []
    for texts in (["one"], ["two", "three"]):
        write_and_seal(*texts)
        keeper.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert keeper.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4
