"""Books and their codes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from ledger.domain.errors import UnknownBook
from ledger.models import Book


def book_by_code(code: str) -> Book:
    """:raises UnknownBook: there is none of this code."""
    book = Book.objects.filter(code=code).first()
    if book is None:
        raise UnknownBook(book=code)
    return book


def local_day(code: str, *, at: datetime) -> date:
    """The day it is for a book, in its own time zone, at an instant.

    :raises UnknownBook: there is none of this code.
    """
    return at.astimezone(ZoneInfo(book_by_code(code).time_zone)).date()


def book_codes() -> list[str]:
    """Give the codes of all books, in order."""
    return list(Book.objects.order_by("code").values_list("code", flat=True))
