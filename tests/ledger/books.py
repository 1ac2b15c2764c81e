"""Books for tests: a small plan comptable, and short ways to write entries."""

import time
from datetime import date
from typing import Any
from uuid import uuid4

from djmoney.money import Money

from ledger.models import Entry
from ledger.services.accounts import AccountDraft, open_accounts, open_book
from ledger.services.posting import EntryDraft, PostingDraft, PostingResult, post, require_posted
from ledger.services.seal import seal_book

BOOK = "demo"
DAY = date(2026, 1, 15)
ZERO = Money("0.00", "EUR")
ACCOUNTS = (
    AccountDraft("512", "Banque", "asset", floor=ZERO, hot=True),
    AccountDraft("2748-7", "Prêt 7", "asset"),
    AccountDraft("4551-1", "Placement A", "liability", floor=ZERO),
    AccountDraft("4551-2", "Placement B", "liability", floor=ZERO),
    AccountDraft("101", "Capital", "equity"),
    AccountDraft("768", "Intérêts", "income"),
    AccountDraft("627", "Frais", "expense"),
    AccountDraft("801", "Engagements", "memo"),
)


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def open_demo_book(code: str = BOOK) -> None:
    """Open the book and its accounts; all hold nothing."""
    open_book(code=code, name="Caisse de démonstration")
    open_accounts(book=code, accounts=ACCOUNTS)


def entry(*moves: tuple[str, str, str], **fields: Any) -> EntryDraft:
    """An entry of (debit, credit, amount in euros) moves."""
    postings = [PostingDraft(debit=debit, credit=credit, amount=eur(amount)) for debit, credit, amount in moves]
    return EntryDraft(**{"effective_on": DAY, "journal": "BQ", "description": "Essai", "postings": postings, **fields})


def posted(*entries: EntryDraft, book: str = BOOK, key: str | None = None) -> PostingResult:
    """Post entries that must be accepted."""
    return require_posted(post(book=book, entries=entries, idempotency_key=key or str(uuid4())))


def try_post(*entries: EntryDraft, book: str = BOOK, key: str | None = None, mode: Any = "atomic") -> PostingResult:
    """Post entries that may be refused."""
    return post(book=book, entries=entries, idempotency_key=key or str(uuid4()), mode=mode)


def codes(result: PostingResult) -> list[str]:
    """The code of each outcome."""
    return [outcome.code for outcome in result.outcomes]


def seal_all(*books: str, seconds_max: float = 120.0) -> None:
    """Seal until nothing is left: a test of another worker may hold an older transaction open meanwhile."""
    until = time.monotonic() + seconds_max
    for book in books or (BOOK,):
        while seal_book(book=book).entries or Entry.objects.filter(book__code=book, seal__isnull=True).exists():
            assert time.monotonic() < until, f"entries of {book} are not final after {seconds_max} s"
            time.sleep(0.02)
