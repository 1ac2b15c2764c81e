"""Guarantees: the mutual fund's contributions, taken, used for a loan in default, returned; what sponsors pay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from djmoney.money import Money

from ledger.services.posting import PostingDraft
from lending.models import Deposit, Loan
from lending.selectors.account_codes import accounts_of_loan, cash_account, deposit_account
from lending.services.bookkeeping.entries import LegAmount, book_entry, source_of
from lending.services.bookkeeping.loans import received


@dataclass(frozen=True, slots=True)
class Held:
    """An amount of a deposit, with where it is booked and where its cash lies."""

    account: str
    cash: str
    amount: Money

    @classmethod
    def of(cls, deposit: Deposit, amount: Money) -> "Held":
        """Of the borrower of its loan, with the lender of its leg."""
        leg = deposit.participation
        return cls(deposit_account(deposit.loan.membership), cash_account(leg.loan.fund, leg.membership), amount)


def book_contribution(*, loan: Loan, held: Sequence[Held], on: date, key: str) -> UUID:
    """The borrower puts its part into the guarantee fund as it is paid out. Per leg: cash → deposit."""
    postings = [PostingDraft(each.cash, each.account, each.amount) for each in held]
    return book_entry(loan.fund, "contribution", postings, on=on, about=loan, source=source_of(loan), key=key)


def book_contribution_returned(*, loan: Loan, held: Sequence[Held], on: date, key: str) -> UUID:
    """What is left of it goes back at the end. Per leg: deposit → cash."""
    postings = [PostingDraft(each.account, each.cash, each.amount) for each in held]
    return book_entry(loan.fund, "contribution_returned", postings, on=on, about=loan, source=source_of(loan), key=key)


def book_guarantee_payment(
    *, loan: Loan, legs: Sequence[LegAmount], held: Sequence[Held], on: date, source: str, key: str
) -> UUID:
    """Deposits pay the lenders of a loan in default: deposit → the loan's principal; per leg, lent → available.

    Cash moves only where a deposit lies with another than the lender it pays: that lender's cash → the other's.
    """
    principal = accounts_of_loan(loan).principal
    postings = []
    for one, leg, amount in _matched(held, legs):
        postings.append(PostingDraft(one.account, principal, amount))
        if leg.lender.cash != one.cash:
            postings.append(PostingDraft(leg.lender.cash, one.cash, amount))
    postings += [PostingDraft(leg.lender.lent, leg.lender.available, leg.principal) for leg in legs]
    return book_entry(loan.fund, "guarantee_payment", postings, on=on, about=loan, source=source, key=key)


def book_sponsor_payment(
    *, loan: Loan, legs: Sequence[LegAmount], costs: Money, on: date, reference: str, source: str, key: str
) -> UUID:
    """A sponsor pays what it was called for: as a repayment of the loan, by somebody else than its borrower.

    Its claim on the borrower is its own: the fund's books, which held the lenders' claim, know nothing of it.
    """
    postings = received(loan, legs, costs)
    return book_entry(
        loan.fund, "sponsor_payment", postings, on=on, about=loan, source=source, key=key, reference=reference
    )


def _matched(held: Sequence[Held], legs: Sequence[LegAmount]) -> Iterator[tuple[Held, LegAmount, Money]]:
    """Each deposit with the legs it pays, in order; both sides sum to the same."""
    waiting = [(leg, leg.principal) for leg in legs]
    for one in held:
        left = one.amount
        while left.amount:
            leg, missing = waiting.pop(0)
            part = min(left, missing)
            if part.amount:
                yield one, leg, part
            left -= part
            if missing > part:
                waiting.insert(0, (leg, missing - part))
