"""A lender offers its part in a loan to another member."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.domain.fund_errors import WrongState
from lending.domain.funding_words import held_by, kept_out_by
from lending.domain.money import from_minor
from lending.domain.sentences import Sentences
from lending.domain.transfer_errors import BuyerMayNotLend, NotAnotherLender, TransferPending, TransferTooLarge
from lending.models import Loan, Membership, Participation, TransferProposal
from lending.policies import require_role
from lending.selectors.amounts import as_money, minor
from lending.selectors.clock import local_day
from lending.selectors.instalments import RUNNING
from lending.selectors.lenders import lender_for
from lending.selectors.people import people_of
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.require_given import require_amount
from lending.services.tell import tell
from members.models import Person

OPEN = (TransferProposal.State.PROPOSED, TransferProposal.State.ACCEPTED)


@transaction.atomic
def propose_transfer(
    *,
    participation: Participation,
    buyer: Membership,
    amount: Money,
    acting_person: Person,
    now: datetime,
    reason: str = "",
) -> TransferProposal:
    """Offer all or some of what a lender has lent in a loan to another member, at par.

    The lender's own people do. Nothing moves before the buyer accepts and a treasurer of the fund books it. Of a loan
    that is not drawn whole only what is lent passes: what is still to be lent is a debt, which is not handed over
    without who it is owed to (code civil 1327).

    :raises WrongState: the loan does not run, so there is no principal to hand over.
    :raises NotAnotherLender, TransferTooLarge, BuyerMayNotLend, TransferPending:
    """
    loan = locked_loan(Loan(pk=participation.loan_id))
    leg = loan.participations.select_related("membership__cooperative").get(pk=participation.pk)
    require_role(acting_person, leg.membership.cooperative)
    require_amount(amount, fund=loan.fund)
    require_running_loan(loan)
    if buyer.fund_id != loan.fund_id or buyer.pk == leg.membership_id:
        raise NotAnotherLender(buyer=buyer.cooperative.name)
    pending = leg.transfers_out.filter(state__in=OPEN).select_related("buyer__cooperative").first()
    if pending is not None:
        raise TransferPending(amount=pending.amount, buyer=pending.buyer.cooperative.name)
    require_part(leg, amount)
    require_buyer(loan, buyer, amount, on=local_day(loan.fund, at=now))
    proposal = TransferProposal.objects.create(
        fund=loan.fund, loan=loan, seller=leg, buyer=buyer, amount=amount, reason=reason.strip(),
        proposed_by=acting_person, proposed_at=now,
    )  # fmt: skip
    record_event(
        fund=loan.fund, kind="propose_transfer", subject=loan, person=acting_person, at=now,
        after={
            "proposal": proposal.pk, "from": leg.membership.cooperative.name, "to": buyer.cooperative.name,
            "amount": amount, "reason": proposal.reason,
        },
    )  # fmt: skip
    _tell_buyer(proposal, at=now)
    return proposal


def require_running_loan(loan: Loan) -> None:
    """Principal goes from one lender to another while it is lent.

    :raises WrongState:
    """
    if loan.state not in RUNNING:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)


def require_part(leg: Participation, amount: Money) -> None:
    """A lender hands over no more than it has lent.

    :raises TransferTooLarge:
    """
    if amount > leg.outstanding:
        raise TransferTooLarge(asked=amount, lender=leg.membership.cooperative.name, outstanding=leg.outstanding)


def require_buyer(loan: Loan, buyer: Membership, amount: Money, *, on: date) -> int:
    """The buyer may lend that much to this borrower: neither the borrower nor linked to it, within every ceiling.

    :param on: the day whose year counts for what the law allows a lender.
    :returns: how much of it comes from what the buyer has placed to be lent once, in minor units.
    :raises BuyerMayNotLend: naming what holds it.
    """
    lender = lender_for(loan.request_version, buyer, on=on)
    asked, currency = minor(amount), loan.fund.currency
    if asked > lender.capacity:
        room = from_minor(lender.capacity, currency)
        reasons = [held_by(name, room=room) if lender.capacity else kept_out_by(name) for name in lender.binding]
        raise BuyerMayNotLend(
            buyer=buyer.cooperative.name, asked=amount, possible=as_money(lender.capacity, currency),
            reasons=Sentences(reasons),
        )  # fmt: skip
    return min(asked, lender.once)


def _tell_buyer(proposal: TransferProposal, *, at: datetime) -> None:
    tell(
        people_of(proposal.buyer),
        fund=proposal.fund,
        template="transfer_proposed",
        about=proposal.pk,
        context={
            "reference": proposal.loan.reference,
            "seller": proposal.seller.membership.cooperative.name,
            "buyer": proposal.buyer.cooperative.name,
            "amount": proposal.amount,
            "reason": proposal.reason,
        },
        at=at,
    )
