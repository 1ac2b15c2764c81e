"""What a member lends, loan by loan, and what of it is on its way to another lender."""

from django.db.models import Q, QuerySet

from lending.models import Fund, Loan, Membership, Participation, TransferProposal

OPEN = (TransferProposal.State.PROPOSED, TransferProposal.State.ACCEPTED)


def lent_by(membership: Membership) -> QuerySet[Participation]:
    """The member's parts in loans that are agreed or run, or of which interest is still to come; the latest first."""
    return (
        Participation.objects.filter(membership=membership)
        .filter(Q(undrawn__gt=0) | Q(outstanding__gt=0) | Q(interest_due__gt=0))
        .select_related("loan__membership__cooperative", "loan__fund")
        .order_by("-loan__number")
    )


def open_transfers(membership: Membership) -> QuerySet[TransferProposal]:
    """What it offers or is offered, and is neither booked nor ended."""
    return (
        TransferProposal.objects.filter(Q(seller__membership=membership) | Q(buyer=membership), state__in=OPEN)
        .select_related("loan", "seller__membership__cooperative", "buyer__cooperative")
        .order_by("-proposed_at")
    )


def transfers_to_book(fund: Fund) -> QuerySet[TransferProposal]:
    """What both lenders agree on and a treasurer has to book, the oldest first."""
    accepted = TransferProposal.objects.filter(fund=fund, state=TransferProposal.State.ACCEPTED)
    return accepted.select_related("loan", "seller__membership__cooperative", "buyer__cooperative").order_by(
        "proposed_at"
    )


def transfers_of(loan: Loan) -> QuerySet[TransferProposal]:
    """Every transfer offered in a loan, the latest first."""
    return loan.transfer_proposals.select_related("seller__membership__cooperative", "buyer__cooperative").order_by(
        "-proposed_at"
    )
