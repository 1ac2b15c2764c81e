"""Every code that lending writes into a book has words."""

import pytest
from django.utils.translation import override

from ledger.admin.words import word
from lending.selectors.entry_origins import BY_HAND, THINGS, UNDO, WROTE
from lending.services.bookkeeping.entries import EVENTS
from lending.statements.book_words import BOOK_WORDS


def test_every_code_of_an_entry_has_words():
    assert {("kind", kind) for kind in (*EVENTS, *UNDO)} <= set(BOOK_WORDS)
    assert {("act", act) for act in (*WROTE.values(), BY_HAND)} <= set(BOOK_WORDS)
    assert {("thing", thing) for thing in THINGS} <= set(BOOK_WORDS)


@pytest.mark.parametrize(
    ("what", "code", "french", "english"),
    [
        ("kind", "disbursement", "Déblocage", "Payment of a loan"),
        ("kind", "reversal", "Contre-passation", "Reversal"),
        ("act", "transfer_participation", "Part cédée à un autre prêteur", "Part handed over to another lender"),
        ("thing", "repayment", "encaissement", "receipt"),
        ("kind", "till_count", "till_count", "till_count"),
    ],
)
def test_a_code_is_told_in_the_language_of_the_reader(what, code, french, english):
    with override("fr"):
        assert word(what, code) == french
    with override("en"):
        assert word(what, code) == english


def test_without_anybody_to_ask_the_code_is_told(settings):
    settings.LEDGER_WORDS = []
    assert word("kind", "disbursement") == "disbursement"
