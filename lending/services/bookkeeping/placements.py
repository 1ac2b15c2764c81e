"""Treasury that comes in and goes back."""

from datetime import date
from uuid import UUID

from djmoney.money import Money

from ledger.services.posting import PostingDraft
from lending.models import Membership
from lending.selectors.account_codes import accounts_of_member
from lending.services.bookkeeping.entries import book_entry


def book_placement(*, membership: Membership, amount: Money, on: date, source: str, key: str) -> UUID:
    """Treasury comes in: cash → available."""
    member = accounts_of_member(membership)
    postings = [PostingDraft(member.cash, member.available, amount)]
    return book_entry(membership.fund, "placement", postings, on=on, about=membership, source=source, key=key)


def book_withdrawal(*, membership: Membership, amount: Money, on: date, source: str, key: str) -> UUID:
    """Treasury goes back: available → cash."""
    member = accounts_of_member(membership)
    postings = [PostingDraft(member.available, member.cash, amount)]
    return book_entry(membership.fund, "withdrawal", postings, on=on, about=membership, source=source, key=key)
