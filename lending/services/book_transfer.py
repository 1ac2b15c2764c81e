"""Booking a transfer that both lenders agreed to."""

from datetime import date, datetime

from django.db import transaction
from uuid6 import uuid7

from lending.domain.fund_errors import WrongState
from lending.domain.transfer_errors import SamePerson, TransferBeforeConsent
from lending.models import Transfer, TransferProposal
from lending.policies import require_treasurer
from lending.selectors.clock import local_day
from lending.selectors.people import people_of
from lending.services.act_kind import Place
from lending.services.answer_transfer import THIS_TRANSFER, locked_proposal
from lending.services.events import record_event
from lending.services.move_participation import move_participation
from lending.services.propose_transfer import require_buyer, require_running_loan
from lending.services.replay import in_order
from lending.services.require_given import require_day
from lending.services.tell import tell
from lending.services.write_notice import write_notice
from members.models import Person

State = TransferProposal.State


@transaction.atomic
def book_transfer(
    *, proposal: TransferProposal, transferred_on: date, acting_person: Person, now: datetime
) -> Transfer:
    """Hand the principal over, with a notice: a treasurer of the fund, who agreed to it for neither lender.

    Interest to that day is the seller's, later interest the buyer's. A receipt of before may still be reversed, or
    be recorded late: the transfer is then taken back and done again, and the seller alone gets or gives back its share.

    :param transferred_on: the day the price was paid; not before both had agreed, nor after today.
    :raises SamePerson, TransferBeforeConsent, TransferTooLarge, BuyerMayNotLend:
    """
    proposal = locked_proposal(proposal)
    loan = proposal.loan
    require_treasurer(acting_person, loan.fund)
    if proposal.state != State.ACCEPTED or proposal.accepted_at is None:
        raise WrongState(subject=THIS_TRANSFER, state=proposal.state, needed=State.ACCEPTED)
    if acting_person.pk in (proposal.proposed_by_id, proposal.accepted_by_id):
        raise SamePerson(person=acting_person.name)
    require_day(transferred_on, fund=loan.fund, now=now, earliest=loan.disbursed_on)
    agreed_on = local_day(loan.fund, at=proposal.accepted_at)
    if transferred_on < agreed_on:
        raise TransferBeforeConsent(agreed_on=agreed_on)
    require_running_loan(loan)
    once = require_buyer(loan, proposal.buyer, proposal.amount, on=transferred_on)
    with in_order(loan, place=Place(transferred_on), act_id=uuid7(), person=acting_person, now=now):
        transfer = move_participation(loan, proposal, on=transferred_on, person=acting_person, lent_once_minor=once)
    proposal.state, proposal.ended_by, proposal.ended_at = State.BOOKED, acting_person, now
    proposal.save(update_fields=["state", "ended_by", "ended_at"])
    notice = write_notice(transfer, person=acting_person, now=now)
    record_event(
        fund=loan.fund, kind="transfer_participation", subject=loan, person=acting_person, at=now,
        before={"from": proposal.seller.membership.cooperative.name, "outstanding": proposal.seller.outstanding},
        after={
            "transfer": transfer.pk, "proposal": proposal.pk, "amount": transfer.amount,
            "from": proposal.seller.membership.cooperative.name, "to": proposal.buyer.cooperative.name,
            "transferred_on": transferred_on, "proposed_by": proposal.proposed_by_id,
            "accepted_by": proposal.accepted_by_id, "notice": notice.pk, "sha256": notice.sha256,
        },
    )  # fmt: skip
    _tell_borrower(transfer, at=now)
    return transfer


def _tell_borrower(transfer: Transfer, *, at: datetime) -> None:
    """To whom it owes is told to the debtor (Code civil 1324)."""
    tell(
        people_of(transfer.loan.membership),
        fund=transfer.fund,
        template="loan_transferred",
        about=transfer.proposal_id,
        context={
            "reference": transfer.loan.reference,
            "loan": transfer.loan_id,
            "seller": transfer.seller.membership.cooperative.name,
            "buyer": transfer.buyer.membership.cooperative.name,
            "amount": transfer.amount,
            "transferred_on": transfer.transferred_on,
        },
        at=at,
    )
