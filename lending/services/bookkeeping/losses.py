"""What is lost of a loan, and what comes back of it afterwards."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from ledger.services.posting import PostingDraft
from lending.models import Loan
from lending.selectors.account_codes import accounts_of_loan, recovery_account
from lending.services.bookkeeping.entries import LegAmount, book_entry


def book_loss(*, loan: Loan, legs: Sequence[LegAmount], on: date, source: str, key: str) -> UUID:
    """A loan is written off. Per leg: lent → the loan's principal; interest due → the loan's interest.

    The loss is the lender's: what the fund owes it goes with what the borrower owes. No cash moves.
    """
    borrower = accounts_of_loan(loan)
    postings = []
    for leg in legs:
        postings += [
            PostingDraft(leg.lender.lent, borrower.principal, leg.principal),
            PostingDraft(leg.lender.interest_due, borrower.interest, leg.interest),
        ]
    return book_entry(loan.fund, "loss", postings, on=on, about=loan, source=source, key=key)


def book_recovery(*, loan: Loan, legs: Sequence[LegAmount], on: date, reference: str, source: str, key: str) -> UUID:
    """Money comes in on a loan that was written off. Per leg: cash → recoveries, recoveries → available.

    The fund's income account shows what was recovered and holds nothing of it: it is the lenders'.
    """
    recovered = recovery_account(loan)
    postings = []
    for leg in legs:
        amount = leg.principal + leg.interest
        postings += [
            PostingDraft(leg.lender.cash, recovered, amount),
            PostingDraft(recovered, leg.lender.available, amount),
        ]
    return book_entry(loan.fund, "recovery", postings, on=on, about=loan, source=source, key=key, reference=reference)
