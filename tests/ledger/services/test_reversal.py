"""Reversing an entry."""

import datetime as dt
from uuid import uuid4

import pytest

from ledger.domain.errors import UnknownEntry
from ledger.selectors.balances import balances
from ledger.selectors.entries import entry_by_id
from ledger.services.reversal import reverse_entry
from tests.ledger.books import codes, entry, open_demo_book, posted

LATER = dt.date(2026, 2, 1)


def test_an_entry_and_its_reversal_leave_every_balance_as_it_was(book: str) -> None:
    posted(entry(("512", "4551-1", "100.00")))
    before = balances(book=book)
    made = posted(entry(("512", "4551-1", "7.00"), ("627", "512", "0.50"))).outcomes[0].entry_id
    result = reverse_entry(book=book, entry_id=made, effective_on=LATER, reason="Erreur de saisie", idempotency_key="r")
    assert balances(book=book) == before
    mirror = entry_by_id(book=book, entry_id=result.outcomes[0].entry_id)
    assert (mirror.kind, mirror.description, mirror.reverses) == ("reversal", "Erreur de saisie", made)
    assert [(line.debit, line.credit) for line in mirror.postings] == [("4551-1", "512"), ("512", "627")]
    assert entry_by_id(book=book, entry_id=made).reversed_by == mirror.id


def test_an_entry_is_reversed_once(book: str) -> None:
    made = posted(entry(("512", "4551-1", "7.00"))).outcomes[0].entry_id
    first = reverse_entry(book=book, entry_id=made, effective_on=LATER, reason="Erreur", idempotency_key="r")
    again = reverse_entry(book=book, entry_id=made, effective_on=LATER, reason="Erreur", idempotency_key="r")
    other = reverse_entry(book=book, entry_id=made, effective_on=LATER, reason="Erreur", idempotency_key="s")
    assert (again.status, again.outcomes) == ("exists", first.outcomes)
    assert codes(other) == ["already_reversed"]


def test_a_reversal_can_itself_be_reversed(book: str) -> None:
    made = posted(entry(("512", "4551-1", "7.00"))).outcomes[0].entry_id
    with_it = balances(book=book)
    mirror = reverse_entry(book=book, entry_id=made, effective_on=LATER, reason="Erreur", idempotency_key="r")
    reverse_entry(
        book=book, entry_id=mirror.outcomes[0].entry_id, effective_on=LATER, reason="Non", idempotency_key="s"
    )
    assert balances(book=book) == with_it


def test_a_reversal_respects_floors(book: str) -> None:
    made = posted(entry(("512", "4551-1", "7.00"))).outcomes[0].entry_id
    posted(entry(("4551-1", "512", "1.00")))
    result = reverse_entry(book=book, entry_id=made, effective_on=LATER, reason="Erreur", idempotency_key="r")
    assert codes(result) == ["floor_reached"]


def test_an_entry_of_another_book_is_not_found(book: str) -> None:
    open_demo_book("other")
    made = posted(entry(("512", "4551-1", "7.00")), book="other").outcomes[0].entry_id
    for unknown in (made, uuid4()):
        with pytest.raises(UnknownEntry):
            reverse_entry(book=book, entry_id=unknown, effective_on=LATER, reason="Erreur", idempotency_key="r")
