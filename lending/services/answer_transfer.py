"""Answering a transfer that is proposed: the buyer accepts or declines it, the seller takes it back."""

from datetime import datetime

from django.db import transaction

from lending.domain.fund_errors import WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.transfer_errors import SamePerson
from lending.models import TransferProposal
from lending.policies import acts_for, require_role
from lending.selectors.clock import local_day
from lending.selectors.people import treasurers_of
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.propose_transfer import OPEN, require_buyer, require_part, require_running_loan
from lending.services.tell import tell
from members.models import Person

State = TransferProposal.State
THIS_TRANSFER = Sentence(gettext_noop("This transfer"))


@transaction.atomic
def accept_transfer(*, proposal: TransferProposal, acting_person: Person, now: datetime) -> TransferProposal:
    """The buyer agrees, by another person than the one who proposed; a treasurer of the fund books it then.

    :raises SamePerson: the person acts for both lenders and has proposed it.
    :raises TransferTooLarge, BuyerMayNotLend: it is not possible as things stand now.
    """
    proposal = locked_proposal(proposal)
    require_role(acting_person, proposal.buyer.cooperative)
    if proposal.state != State.PROPOSED:
        raise WrongState(subject=THIS_TRANSFER, state=proposal.state, needed=State.PROPOSED)
    if acting_person.pk == proposal.proposed_by_id:
        raise SamePerson(person=acting_person.name)
    require_running_loan(proposal.loan)
    require_part(proposal.seller, proposal.amount)
    require_buyer(proposal.loan, proposal.buyer, proposal.amount, on=local_day(proposal.fund, at=now))
    proposal.state, proposal.accepted_by, proposal.accepted_at = State.ACCEPTED, acting_person, now
    proposal.save(update_fields=["state", "accepted_by", "accepted_at"])
    _record(proposal, "accept_transfer", acting_person, now=now)
    _tell_treasurers(proposal, at=now)
    return proposal


@transaction.atomic
def end_transfer(*, proposal: TransferProposal, acting_person: Person, now: datetime) -> TransferProposal:
    """The buyer declines, or the seller takes its offer back; until it is booked."""
    proposal = locked_proposal(proposal)
    is_seller = acts_for(acting_person, proposal.seller.membership.cooperative)
    if not is_seller:
        require_role(acting_person, proposal.buyer.cooperative)
    if proposal.state not in OPEN:
        raise WrongState(subject=THIS_TRANSFER, state=proposal.state, needed=State.PROPOSED)
    proposal.state = State.TAKEN_BACK if is_seller else State.DECLINED
    proposal.ended_by, proposal.ended_at = acting_person, now
    proposal.save(update_fields=["state", "ended_by", "ended_at"])
    _record(proposal, "end_transfer", acting_person, now=now)
    return proposal


def locked_proposal(proposal: TransferProposal) -> TransferProposal:
    """The proposal as it is now, under its loan's lock."""
    loan = locked_loan(proposal.loan)
    found = (
        TransferProposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("seller__membership__cooperative", "buyer__cooperative", "buyer__fund", "fund")
        .get(pk=proposal.pk)
    )
    found.loan = loan
    return found


def _record(proposal: TransferProposal, kind: str, person: Person, *, now: datetime) -> None:
    record_event(
        fund=proposal.fund, kind=kind, subject=proposal.loan, person=person, at=now,
        after={
            "proposal": proposal.pk, "state": proposal.state, "amount": proposal.amount,
            "from": proposal.seller.membership.cooperative.name, "to": proposal.buyer.cooperative.name,
        },
    )  # fmt: skip


def _tell_treasurers(proposal: TransferProposal, *, at: datetime) -> None:
    tell(
        treasurers_of(proposal.fund),
        fund=proposal.fund,
        template="transfer_to_book",
        about=proposal.pk,
        context={
            "reference": proposal.loan.reference,
            "loan": proposal.loan_id,
            "seller": proposal.seller.membership.cooperative.name,
            "buyer": proposal.buyer.cooperative.name,
            "amount": proposal.amount,
        },
        at=at,
    )
