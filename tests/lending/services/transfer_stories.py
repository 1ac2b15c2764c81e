"""Transfers of the loan of `loan_stories`: lent 6 000 / 4 000 by members 001 and 002; a third has 20 000 € to lend."""

from datetime import date
from typing import Any

from lending.models import Loan, Membership, Transfer, TransferProposal
from lending.services.answer_transfer import accept_transfer
from lending.services.book_transfer import book_transfer
from lending.services.propose_transfer import propose_transfer
from members.models import Person
from tests.factories import eur, make_member, manager_of, treasurer_of
from tests.lending.services.loan_stories import at_noon


def make_buyer(loan: Loan, placed: int = 20_000) -> Membership:
    """A member that lends nothing of this loan."""
    return make_member(loan.fund, placed=eur(placed))


def propose(loan: Loan, buyer: Membership, amount: str, on: date, *, leg: int = 1, **options: Any) -> TransferProposal:
    """The first lender's manager offers its part."""
    participation = loan.participations.select_related("membership__cooperative").get(leg=leg)
    known: dict[str, Any] = {"acting_person": manager_of(participation.membership), "now": at_noon(on)}
    return propose_transfer(participation=participation, buyer=buyer, amount=eur(amount), **{**known, **options})


def accept(proposal: TransferProposal, on: date, *, person: Person | None = None) -> TransferProposal:
    return accept_transfer(proposal=proposal, acting_person=person or manager_of(proposal.buyer), now=at_noon(on))


def book(
    proposal: TransferProposal, on: date, *, person: Person | None = None, told_on: date | None = None
) -> Transfer:
    return book_transfer(
        proposal=proposal, transferred_on=on, acting_person=person or treasurer_of(proposal.fund),
        now=at_noon(told_on or on),
    )  # fmt: skip


def transfer(
    loan: Loan, buyer: Membership, amount: str, on: date, *, leg: int = 1, told_on: date | None = None
) -> Transfer:
    """Offered, accepted and booked on one day."""
    return book(accept(propose(loan, buyer, amount, on, leg=leg), on), on, told_on=told_on)
