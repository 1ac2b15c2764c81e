"""A loan's money: set aside, paid out, earning interest, paid back."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from djmoney.money import Money

from ledger.selectors.reservations import Place, reservations_at
from ledger.services.posting import PostingDraft
from ledger.services.void_expired import void_expired
from lending.models import Fund, Loan
from lending.selectors.account_codes import accounts_of_costs, accounts_of_loan
from lending.services.bookkeeping.accounts import open_cost_accounts, open_credit_account, open_fee_accounts
from lending.services.bookkeeping.batch import refusal
from lending.services.bookkeeping.entries import LegAmount, book_entry, source_of


class Held(NamedTuple):
    """What a leg sets aside for one drawdown. `expires_on`: the first day on which that may no longer be drawn."""

    leg: LegAmount
    expires_on: date


def book_reservation(*, loan: Loan, held: Sequence[Held], on: date, key: str) -> list[Place]:
    """A loan is agreed and not yet drawn. Per drawdown and leg, pending: available → lent. It counts against the floor.

    :returns: the reservation of each, in their order.
    """
    postings = [
        PostingDraft(leg.lender.available, leg.lender.lent, leg.principal, phase="pending", expires_on=expires_on)
        for leg, expires_on in held
    ]
    entry_id = book_entry(loan.fund, "reservation", postings, on=on, about=loan, source=source_of(loan), key=key)
    return [(entry_id, line) for line in range(1, len(postings) + 1)]


def book_release(*, loan: Loan, legs: Sequence[LegAmount], on: date, key: str) -> None:
    """An agreed loan, or a drawdown of it, lapses or is given up.

    Per leg, what the ledger still holds back is voided: available → lent.

    A leg without a reservation was set aside by an entry: reserved → available.
    """
    places = [leg.reservation for leg in legs if leg.reservation]
    held = reservations_at(book=loan.fund.book, places=places)
    postings = []
    for leg in legs:
        if leg.reservation is None:
            postings.append(PostingDraft(leg.lender.reserved, leg.lender.available, leg.principal))
        elif held[leg.reservation].phase == "pending":
            postings.append(_resolved(leg, "voids"))
    if postings:
        book_entry(loan.fund, "release", postings, on=on, about=loan, source=source_of(loan), key=key)


def book_disbursement(
    *, loan: Loan, legs: Sequence[LegAmount], fee: Money, on: date, key: str, is_settled: bool = False
) -> UUID:
    """A drawdown is paid out. Per leg: the loan's principal → cash; and its reservation is settled, available → lent.

    A fee that is kept back, or lent with the loan, stays with the fund: cash → the fund's income. What leaves is the
    rest.
    A leg without a reservation was set aside by an entry: reserved → lent.

    :param is_settled: it is booked again after its mirror, which gave back what had been set aside: available → lent.
    """
    if fee.amount:
        open_fee_accounts(loan)
    borrower, own = accounts_of_loan(loan), accounts_of_costs(loan)
    postings = [PostingDraft(own.cash, own.fee_income, fee)]
    for leg in legs:
        postings += [
            PostingDraft(borrower.principal, leg.lender.cash, leg.principal),
            _lent(leg, is_settled=is_settled),
        ]
    return book_entry(loan.fund, "disbursement", postings, on=on, about=loan, source=source_of(loan), key=key)


def void_lapsed(*, fund: Fund, entry_ids: Collection[UUID], on: date) -> int:
    """Void what these entries reserved and nobody drew by its day, whatever became of the loan's own state.

    :returns: how many reservations are void by it.
    :raises BookingRefused: some could not be (a closed period, say); the others are.
    """
    done = void_expired(book=fund.book, on=on, entry_ids=entry_ids)
    if done.refused:
        raise refusal(done.refused[0])
    return done.voided


def _lent(leg: LegAmount, *, is_settled: bool) -> PostingDraft:
    if is_settled:
        return PostingDraft(leg.lender.available, leg.lender.lent, leg.principal)
    if leg.reservation:
        return _resolved(leg, "settles")
    return PostingDraft(leg.lender.reserved, leg.lender.lent, leg.principal)


def _resolved(leg: LegAmount, phase: str) -> PostingDraft:
    return PostingDraft(leg.lender.available, leg.lender.lent, leg.principal, phase=phase, pending=leg.reservation)


def book_interest(
    *, loan: Loan, legs: Sequence[LegAmount], on: date, source: str, key: str, is_due: bool = True
) -> UUID:
    """Interest falls due, or has run by a day. Per leg: the loan's interest → interest due to the lender."""
    borrower = accounts_of_loan(loan)
    postings = [PostingDraft(borrower.interest, leg.lender.interest_due, leg.interest) for leg in legs]
    kind = "interest" if is_due else "accrual"
    return book_entry(loan.fund, kind, postings, on=on, about=loan, source=source, key=key)


def book_repayment(
    *,
    loan: Loan,
    legs: Sequence[LegAmount],
    costs: Money,
    credit: Money,
    on: date,
    reference: str,
    source: str,
    key: str,
) -> UUID:
    """Money comes back.

    Per leg: cash → the loan's interest, cash → the loan's principal; what the lender gets is available again:
    lent → available, interest due → available. Costs are the fund's: its cash → the loan's costs. What exceeds all
    that is owed is kept for the borrower: the fund's cash → credit.
    """
    if credit.amount:
        open_credit_account(loan)
    own = accounts_of_costs(loan)
    postings = [*received(loan, legs, costs), PostingDraft(own.cash, own.credit, credit)]
    return book_entry(loan.fund, "repayment", postings, on=on, about=loan, source=source, key=key, reference=reference)


def received(loan: Loan, legs: Sequence[LegAmount], costs: Money) -> list[PostingDraft]:
    """What money that pays a loan moves, whoever pays it."""
    borrower, own = accounts_of_loan(loan), accounts_of_costs(loan)
    postings = [PostingDraft(own.cash, own.owed, costs)]
    for leg in legs:
        postings += [
            PostingDraft(leg.lender.cash, borrower.interest, leg.interest),
            PostingDraft(leg.lender.cash, borrower.principal, leg.principal),
            PostingDraft(leg.lender.lent, leg.lender.available, leg.principal),
            PostingDraft(leg.lender.interest_due, leg.lender.available, leg.interest),
        ]
    return postings


def book_consolidation(*, loan: Loan, into: Loan, legs: Sequence[LegAmount], on: date, source: str, key: str) -> UUID:
    """A loan is taken over by another one of its borrower. Per leg: the other's principal → the loan's, and interest.

    What each member has lent and is owed stays where it is, and no cash moves.
    """
    old, new = accounts_of_loan(loan), accounts_of_loan(into)
    postings = []
    for leg in legs:
        postings += [
            PostingDraft(new.principal, old.principal, leg.principal),
            PostingDraft(new.interest, old.interest, leg.interest),
        ]
    return book_entry(loan.fund, "consolidation", postings, on=on, about=loan, source=source, key=key)


def book_charge(*, loan: Loan, kind: str, amount: Money, on: date, source: str, key: str) -> UUID:
    """Late interest, an indemnity or a fee is owed: the loan's costs → the fund's income."""
    open_fee_accounts(loan) if kind == "fee" else open_cost_accounts(loan)
    own = accounts_of_costs(loan)
    income = own.fee_income if kind == "fee" else own.income
    return book_entry(
        loan.fund, kind, [PostingDraft(own.owed, income, amount)], on=on, about=loan, source=source, key=key
    )


def book_waiver(*, loan: Loan, legs: Sequence[LegAmount], costs: Money, on: date, source: str, key: str) -> UUID:
    """What is due is waived.

    Costs: the fund's income → the loan's costs. Interest, per leg: interest due to the lender → the loan's interest.
    """
    borrower, own = accounts_of_loan(loan), accounts_of_costs(loan)
    postings = [PostingDraft(own.income, own.owed, costs)]
    postings += [PostingDraft(leg.lender.interest_due, borrower.interest, leg.interest) for leg in legs]
    return book_entry(loan.fund, "waiver", postings, on=on, about=loan, source=source, key=key)


def book_refund(*, loan: Loan, amount: Money, on: date, reference: str, source: str, key: str) -> UUID:
    """What a borrower paid too much goes back: credit → the fund's cash."""
    own = accounts_of_costs(loan)
    postings = [PostingDraft(own.credit, own.cash, amount)]
    return book_entry(loan.fund, "refund", postings, on=on, about=loan, source=source, key=key, reference=reference)
