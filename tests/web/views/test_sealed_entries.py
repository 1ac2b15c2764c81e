"""A sealed entry on its page: its legal number, its seal and the proof that it is in the books."""

from django.urls import reverse

from ledger.selectors.entries import entries_after
from tests import factories as make
from tests.ledger.books import seal_all


def test_a_sealed_entry_leads_to_its_head_and_its_proof(committed_db, visitor) -> None:
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(1_000))
    treasurer = visitor(make.treasurer_of(fund))
    seal_all(fund.book)
    (entry,) = entries_after(book=fund.book, after=None, limit=5)
    page = treasurer.text(reverse("entry", args=[entry.id]))
    head, proof = reverse("seal", args=[fund.book, 1]), f"/api/v1/books/{fund.book}/entries/{entry.id}/proof"
    assert f'<a href="{head}">lot 1, place 1</a>' in page
    assert f'<a href="{proof}">preuve</a>' in page
    assert treasurer.get(head).status_code == 200
    answer = treasurer.get(proof)
    assert (answer.status_code, answer.json()["position"]) == (200, 0)


def test_an_entry_that_is_not_sealed_has_neither(committed_db, visitor) -> None:
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(1_000))
    (entry,) = entries_after(book=fund.book, after=None, limit=5)
    assert "/proof" not in visitor(make.treasurer_of(fund)).text(reverse("entry", args=[entry.id]))


def test_entries_are_found_by_their_seal(committed_db, visitor) -> None:
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(1_000))
    treasurer = visitor(make.treasurer_of(fund))
    seal_all(fund.book)
    (entry,) = entries_after(book=fund.book, after=None, limit=5)
    link = reverse("entry", args=[entry.id])
    assert link in treasurer.text(reverse("fund-entries") + "?seal=1")
    assert link not in treasurer.text(reverse("fund-entries") + "?seal=2")
    assert treasurer.get(reverse("fund-entries") + "?seal=zero").status_code == 200
