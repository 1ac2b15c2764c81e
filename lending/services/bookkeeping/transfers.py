"""A lender's part in a loan going to another lender."""

from datetime import date
from uuid import UUID

from djmoney.money import Money

from ledger.services.posting import PostingDraft
from lending.models import Loan, Membership
from lending.selectors.account_codes import accounts_of_member
from lending.services.bookkeeping.entries import book_entry


def book_transfer(
    *, loan: Loan, seller: Membership, buyer: Membership, amount: Money, on: date, source: str, key: str
) -> UUID:
    """Principal changes hands at par: the buyer's available → the seller's; lent, the seller's → the buyer's.

    Where each member has its own cash, the price goes from the buyer's to the seller's.
    """
    giver, taker = accounts_of_member(seller), accounts_of_member(buyer)
    postings = [
        PostingDraft(taker.available, giver.available, amount),
        PostingDraft(giver.lent, taker.lent, amount),
    ]
    if giver.cash != taker.cash:
        postings.append(PostingDraft(giver.cash, taker.cash, amount))
    return book_entry(loan.fund, "transfer", postings, on=on, about=loan, source=source, key=key)
