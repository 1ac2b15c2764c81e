"""Books for the tests of the ledger."""

import pytest

from tests.ledger.books import BOOK, open_demo_book


@pytest.fixture
def book(db: None) -> str:
    """A book with accounts that hold nothing, undone after the test."""
    open_demo_book()
    return BOOK


@pytest.fixture
def committed_book(committed_db: str) -> str:
    """The same in a database of its own, where commits are real."""
    open_demo_book()
    return BOOK
