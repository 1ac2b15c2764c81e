"""A book by its code."""

from ledger.domain.errors import UnknownBook
from ledger.models import Book


def book_by_code(code: str) -> Book:
    """:raises UnknownBook: there is none of this code."""
    book = Book.objects.filter(code=code).first()
    if book is None:
        raise UnknownBook(book=code)
    return book
