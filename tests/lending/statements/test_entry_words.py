"""Entries are told in the reader's language: the books say them in French, word for word."""

import pytest
from django.utils import translation

from lending.services.bookkeeping.entries import EVENTS
from lending.services.recognise_interest import RECKONED_AGAIN
from lending.services.replay import DONE_AGAIN
from lending.statements.entry_words import ENTRY_WORDS, told_entry


def test_every_word_that_the_program_writes_is_known() -> None:
    written = {words for _journal, words in EVENTS.values()} | {DONE_AGAIN, RECKONED_AGAIN}
    assert written <= ENTRY_WORDS.keys()


def test_in_french_an_entry_reads_as_it_stands_in_the_books() -> None:
    with translation.override("fr"):
        assert {words: told_entry(f"{words} P2026-001") for words in ENTRY_WORDS} == {
            words: f"{words} P2026-001" for words in ENTRY_WORDS
        }


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("Remboursement P2026-001", "Repayment P2026-001"),
        ("Remboursement de trop-perçu P2026-001", "Overpayment refunded P2026-001"),
        ("Placement Atelier A", "Placement Atelier A"),
        ("Rejeu à la suite d’un acte du 2026-02-15 P2026-001", "Done again because of an act of 2026-02-15 P2026-001"),
        ("Remboursements groupés, saisis à la main", "Remboursements groupés, saisis à la main"),
        ("", ""),
    ],
)
def test_in_english_what_somebody_typed_stays(stored: str, told: str) -> None:
    with translation.override("en"):
        assert told_entry(stored) == told
