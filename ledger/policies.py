"""Who may read a book and post to it: rules that a higher package sets by name, and staff until it does.

A package that knows people calls `rules.add_perm(READ_BOOK, predicate)`; the predicate gets the person and the book.
"""

from typing import Any

from rules.permissions import has_perm, perm_exists

from ledger.domain.errors import EntryBelongsToAnAct, NotPermitted, UnknownBook
from ledger.models import Book
from ledger.selectors.entries import PostedEntry
from ledger.selectors.origins import origins_of

READ_BOOK = "ledger.read_book"
POST_ENTRIES = "ledger.post_entries"
KEEP_ACCOUNTS = "ledger.keep_accounts"
CLOSE_PERIODS = "ledger.close_periods"


def may_read_book(person: Any, book: Book) -> bool:
    """Accounts, lines, entries and trial balance of a book."""
    return _may(READ_BOOK, person, book)


def may_post_entries(person: Any, book: Book) -> bool:
    """Entries written by hand, and reversals."""
    return _may(POST_ENTRIES, person, book)


def may_keep_accounts(person: Any, book: Book) -> bool:
    """Opening, freezing, unfreezing and closing accounts."""
    return _may(KEEP_ACCOUNTS, person, book)


def may_close_periods(person: Any, book: Book) -> bool:
    """Opening, closing and reopening periods."""
    return _may(CLOSE_PERIODS, person, book)


def require_reader(person: Any, book: Book) -> None:
    """:raises UnknownBook: a book that one may not read does not exist."""
    if not may_read_book(person, book):
        raise UnknownBook(book=book.code)


def require_poster(person: Any, book: Book) -> None:
    """:raises UnknownBook, NotPermitted: it may not be read, or only be read."""
    require_reader(person, book)
    if not may_post_entries(person, book):
        raise NotPermitted(book=book.code)


def require_no_act(entry: PostedEntry, *, book: Book) -> None:
    """An entry that an act wrote is undone with the act, or the two would part.

    :raises EntryBelongsToAnAct: says how.
    """
    undo = origins_of(book=book.code, entries=[entry])[entry.id].undo
    if undo is not None:
        raise EntryBelongsToAnAct(entry=entry.id, undo=undo)


def require_account_keeper(person: Any, book: Book) -> None:
    """:raises UnknownBook, NotPermitted: it may not be read, or its accounts are kept by others."""
    require_reader(person, book)
    if not may_keep_accounts(person, book):
        raise NotPermitted(book=book.code)


def require_period_keeper(person: Any, book: Book) -> None:
    """:raises UnknownBook, NotPermitted: it may not be read, or its periods are closed by others."""
    require_reader(person, book)
    if not may_close_periods(person, book):
        raise NotPermitted(book=book.code)


def _may(permission: str, person: Any, book: Book) -> bool:
    if perm_exists(permission):
        return bool(has_perm(permission, person, book))
    return bool(person.is_active and person.is_staff)
