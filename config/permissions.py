"""Who may do what with the books, said to the ledger, which knows neither funds nor people."""

from typing import Any

from rules.permissions import set_perm
from rules.predicates import is_staff, predicate

from ledger.policies import CLOSE_PERIODS, KEEP_ACCOUNTS, POST_ENTRIES, READ_BOOK
from lending.models import Fund, Office
from lending.policies import holds_office, may_read_books


@predicate
def reads_the_books_of_its_fund(person: Any, book: Any) -> bool:
    """Treasurers, auditors and administrators of the fund whose book it is."""
    fund = Fund.objects.filter(book=book.code).first()
    return fund is not None and may_read_books(person, fund)


@predicate
def keeps_a_book_by_hand(person: Any, book: Any) -> bool:
    """A fund's book follows its acts; who wrote in it by hand would part the two. Other books are the operator's."""
    return bool(person.is_staff) and not Fund.objects.filter(book=book.code).exists()


@predicate
def is_treasurer_of_its_fund(person: Any, book: Any) -> bool:
    """Who keeps the fund's accounts and periods: opens others beside those of its acts, freezes and closes."""
    fund = Fund.objects.filter(book=book.code).first()
    return fund is not None and holds_office(person, fund, Office.Kind.TREASURER)


def register() -> None:
    """Tell the ledger. Asked twice, the second time says the same."""
    set_perm(READ_BOOK, reads_the_books_of_its_fund | is_staff)
    set_perm(POST_ENTRIES, keeps_a_book_by_hand)
    set_perm(KEEP_ACCOUNTS, is_treasurer_of_its_fund | keeps_a_book_by_hand)
    set_perm(CLOSE_PERIODS, is_treasurer_of_its_fund | keeps_a_book_by_hand)
