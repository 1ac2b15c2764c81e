"""Books and their codes."""

from ledger.domain.errors import UnknownBook
from ledger.models import Book


def book_by_code(code: str) -> Book:
    """:raises UnknownBook: there is none of this code."""
    book = Book.objects.filter(code=code).first()
    if book is None:
        raise UnknownBook(book=code)
    return book


def book_codes() -> list[str]:
    """Give the codes of all books, in order."""
    return list(Book.objects.order_by("code").values_list("code", flat=True))
