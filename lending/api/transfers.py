"""A lender's part that goes to another lender: offered, accepted or ended, booked."""

from datetime import date
from typing import Any

from django_filters.rest_framework import ChoiceFilter, UUIDFilter
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from lending.api.acts import Act, Nothing
from lending.api.fields import AmountField, DayField
from lending.api.resources import ByFund, One, Resource
from lending.models import Membership, Participation, TransferProposal
from lending.selectors.visible import participations_visible_to, transfer_proposals_visible_to
from lending.services.answer_transfer import accept_transfer, end_transfer
from lending.services.book_transfer import book_transfer
from lending.services.propose_transfer import propose_transfer

REASON_LENGTH_MAX = 2000


class OwnPartOut(serializers.ModelSerializer[Participation]):
    """A part in a loan. `acquired` and `ceded` tell what it took over from, and handed over to, other lenders."""

    reference = serializers.CharField(source="loan.reference")
    borrower = serializers.CharField(source="loan.membership.cooperative.name")
    lender = serializers.CharField(source="membership.cooperative.name")
    state = serializers.CharField(source="loan.state")
    amount = AmountField()
    outstanding = AmountField(help_text="principal lent and not yet back")
    interest_due = AmountField(help_text="earned and not yet received")
    interest_received = AmountField()
    acquired = AmountField()
    ceded = AmountField()
    currency = serializers.CharField(source="amount.currency.code")

    class Meta:
        model = Participation
        fields = (
            "id", "fund", "loan", "reference", "borrower", "state", "membership", "lender", "amount", "outstanding",
            "interest_due", "interest_received", "acquired", "ceded", "currency",
        )  # fmt: skip


class PartFilter(ByFund):
    """By fund, by lender or by loan."""

    membership = UUIDFilter(field_name="membership_id")
    loan = UUIDFilter(field_name="loan_id")


class OwnParts(ListAPIView, Resource):
    """What one's own cooperative lends, loan by loan; all of a fund for those who keep its books."""

    visible = participations_visible_to
    serializer_class = OwnPartOut
    filterset_class = PartFilter


class TransferOut(serializers.ModelSerializer[TransferProposal]):
    """A transfer and where it stands: proposed, accepted, booked, declined or taken back."""

    reference = serializers.CharField(source="loan.reference")
    borrower = serializers.CharField(source="loan.membership.cooperative.name")
    participation = serializers.UUIDField(source="seller_id")
    seller = serializers.CharField(source="seller.membership.cooperative.name")
    buyer_name = serializers.CharField(source="buyer.cooperative.name")
    amount = AmountField(help_text="principal, which is the price too: at par")
    undrawn = AmountField(
        source="seller.undrawn",
        help_text="what the seller is still to lend as the loan is drawn: it stays the seller's",
    )
    currency = serializers.CharField(source="amount.currency.code")
    transferred_on = serializers.SerializerMethodField()

    class Meta:
        model = TransferProposal
        fields = (
            "id", "fund", "loan", "reference", "borrower", "participation", "seller", "buyer", "buyer_name", "amount",
            "undrawn", "currency", "reason", "state", "proposed_at", "accepted_at", "ended_at", "transferred_on",
        )  # fmt: skip

    def get_transferred_on(self, proposal: TransferProposal) -> date | None:
        standing = [row.transferred_on for row in proposal.transfers.all() if row.reversed_on is None]
        return standing[0] if standing else None


class TransferFilter(ByFund):
    """By fund, by loan or by state."""

    loan = UUIDFilter(field_name="loan_id")
    state = ChoiceFilter(choices=TransferProposal.State.choices)


class Transfers(ListAPIView, Resource):
    """Transfers that one's own cooperative offers or is offered; all of a fund for those who keep its books."""

    visible = transfer_proposals_visible_to
    serializer_class = TransferOut
    filterset_class = TransferFilter


class OneTransfer(One):
    """A transfer."""

    visible = transfer_proposals_visible_to
    serializer_class = TransferOut


class TransferIn(serializers.Serializer[Any]):
    """To which member of the fund, and how much principal."""

    buyer = serializers.PrimaryKeyRelatedField(queryset=Membership.objects.select_related("cooperative"))
    amount = AmountField()
    reason = serializers.CharField(required=False, allow_blank=True, max_length=REASON_LENGTH_MAX)


class ProposeTransfer(Act):
    """Offer some or all of what a lender has lent in a loan to another member, at par: the lender's own people."""

    visible = participations_visible_to
    serializer_class = TransferOut
    takes = TransferIn

    def act(self, participation: Participation, **values: Any) -> TransferProposal:
        return propose_transfer(participation=participation, acting_person=self.person, now=self.now(), **values)


class AcceptTransfer(Act):
    """Accept a transfer: the buyer's own people, and not who proposed it."""

    visible = transfer_proposals_visible_to
    serializer_class = TransferOut
    takes = Nothing

    def act(self, proposal: TransferProposal) -> TransferProposal:
        return accept_transfer(proposal=proposal, acting_person=self.person, now=self.now())


class EndTransfer(Act):
    """Decline a transfer (the buyer), or take the offer back (the seller), until it is booked."""

    visible = transfer_proposals_visible_to
    serializer_class = TransferOut
    takes = Nothing

    def act(self, proposal: TransferProposal) -> TransferProposal:
        return end_transfer(proposal=proposal, acting_person=self.person, now=self.now())


class BookingIn(serializers.Serializer[Any]):
    """The day on which the price was paid; today when not said."""

    transferred_on = DayField(required=False)


class BookTransfer(Act):
    """Book an accepted transfer: a treasurer of the fund who agreed to it for neither lender."""

    visible = transfer_proposals_visible_to
    serializer_class = TransferOut
    takes = BookingIn

    def act(self, proposal: TransferProposal, *, transferred_on: date | None = None) -> TransferProposal:
        now = self.now()
        transfer = book_transfer(
            proposal=proposal, transferred_on=transferred_on or now.date(), acting_person=self.person, now=now
        )
        return transfer.proposal
