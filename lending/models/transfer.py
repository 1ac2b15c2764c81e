"""A lender's part in a loan that goes to another lender: what both agreed to, and the act that did it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lending.models.fields import money, public_id
from lending.models.fund import Fund, Membership
from lending.models.loan import Loan, Participation
from members.models import Person


class TransferProposal(models.Model):
    """Principal of a leg offered to another member at par: who asked, who accepted, who ended it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        BOOKED = "booked", _("booked")
        DECLINED = "declined", _("declined")
        TAKEN_BACK = "taken_back", _("taken back")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="transfer_proposals")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="transfer_proposals")
    seller = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="transfers_out")
    buyer = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="transfers_in")
    amount = money(help_text="principal, which is the price too: at par")
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="transfer_amount_is_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=["seller"], condition=Q(state__in=["proposed", "accepted"]), name="one_open_transfer_a_leg"
            ),
            models.CheckConstraint(
                name="a_transfer_is_booked_once_both_agreed",
                condition=~Q(state__in=["accepted", "booked"])
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="who_proposes_a_transfer_does_not_accept_it",
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(
                name="who_agreed_to_a_transfer_does_not_book_it",
                condition=~Q(state="booked")
                | (~Q(ended_by=models.F("proposed_by")) & ~Q(ended_by=models.F("accepted_by"))),
            ),
        ]
        ordering = ["-proposed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.seller} → {self.buyer} {self.amount}"


class Transfer(models.Model):
    """Principal that went from one leg to another on a day. It is taken back by an entry, never changed.

    When something earlier is recorded later, it is taken back and done again: `replays` is the row done again.
    """

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="transfers")
    proposal = models.ForeignKey(TransferProposal, on_delete=models.PROTECT, related_name="transfers")
    seller = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    amount = money()
    lent_once = money(default=0, help_text="of the price, what comes from placements that are lent once")
    transferred_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry_id = models.UUIDField(unique=True)
    replays = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replayed_by")
    reversed_on = models.DateField(null=True)
    reversal_entry_id = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="transferred_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="a_leg_does_not_go_to_itself", condition=~Q(seller=models.F("buyer"))),
            models.CheckConstraint(
                name="a_transfer_taken_back_has_its_entry",
                condition=Q(reversed_on__isnull=True, reversal_entry_id__isnull=True)
                | Q(reversed_on__isnull=False, reversal_entry_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(reversed_on__isnull=True), name="a_transfer_stands_once"
            ),
        ]
        ordering = ["transferred_on", "id"]

    def __str__(self) -> str:
        return f"{self.seller} → {self.buyer} {self.amount}"
