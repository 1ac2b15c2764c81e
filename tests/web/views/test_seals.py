"""The public page of heads: for anybody, in both languages, and nothing of a book but its seals."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.models import SealBatch
from tests.ledger.books import entry, open_demo_book, posted, seal_all


def write_and_seal(*texts: str) -> None:
    for text in texts:
        posted(entry(("512", "4551-1", "7.50"), description=text))
        seal_all()


@pytest.fixture
def book(committed_db):
    open_demo_book()
    return "demo"


def test_before_the_first_seal_the_page_says_so(visitor, book):
    assert "Aucun sceau pour l’instant" in visitor().text(reverse("seals"))


def test_anybody_reads_the_last_heads_and_what_they_are_for(visitor, book):
    write_and_seal("une", "deux")
    page = visitor().text("/sceaux/")
    for number, head in SealBatch.objects.values_list("number", "hash"):
        assert bytes(head).hex() in page
        assert f'href="/sceaux/demo/{number}/"' in page
    assert "gardez-en une, et personne ne pourra plus rien y changer" in page
    assert "keep one, and nobody can change" in visitor(language="en").text("/sceaux/")


def test_nothing_else_of_the_book_is_told(visitor, book):
    write_and_seal("Secret de Noël")
    for address in ("/sceaux/", "/sceaux/demo/1/"):
        page = visitor().text(address)
        for secret in ("Secret", "Noël", "Caisse de démonstration", "7,50", "4551"):
            assert secret not in page, (address, secret)


def test_an_old_head_is_found_by_its_number(visitor, book):
    write_and_seal("une", "deux")
    head = bytes(SealBatch.objects.get(number=1).hash).hex()
    page = visitor().text("/sceaux/demo/1/")
    assert "<h1>Sceau 1 du livre demo</h1>" in page
    assert f"1:{head}" in page


@pytest.mark.parametrize(
    "address", ["/sceaux/demo/2/", "/sceaux/autre/1/", "/sceaux/demo/0/", f"/sceaux/demo/{'9' * 30}/"]
)
def test_a_seal_that_is_not_there_is_no_page(visitor, book, address):
    write_and_seal("une")
    assert visitor().get(address).status_code == 404


def test_the_page_asks_as_many_questions_for_three_seals_as_for_one(visitor, book):
    counts = []
    for texts in (["une"], ["deux", "trois"]):
        write_and_seal(*texts)
        visitor().get("/sceaux/")
        with CaptureQueriesContext(connection) as queries:
            visitor().get("/sceaux/")
        counts.append(len(queries))
    assert counts == [1, 1]
