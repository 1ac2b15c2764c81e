"""Treasury that a member places with the fund."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lending.models.fields import money, public_id
from lending.models.fund import Fund, Membership
from members.models import Person


class Placement(models.Model):
    """Cash, or a commitment of cash, of one member. What of it is lent is in the ledger."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="placements")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="placements")
    amount = money()
    withdrawn = money(default=0)
    placed_on = models.DateField()
    notice_days = models.PositiveIntegerField(default=0)
    ceiling_per_borrower = money(null=True, blank=True)
    is_standing = models.BooleanField(
        default=True, help_text="what comes back is lent again; else it is lent once, and then waits for its owner"
    )
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry_id = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="placement_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="placement_withdrawn_is_within_it",
                condition=Q(withdrawn__gte=0) & Q(withdrawn__lte=F("amount")),
            ),
        ]
        ordering = ["placed_on", "id"]

    def __str__(self) -> str:
        return f"{self.membership} {self.amount}"


class Withdrawal(models.Model):
    """Notice given on a placement, and its payment."""

    class State(models.TextChoices):
        NOTICE = "notice", _("notice given")
        PAID = "paid", _("paid")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="withdrawals")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="withdrawals")
    amount = money()
    requested_on = models.DateField()
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    payable_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.NOTICE)
    paid_on = models.DateField(null=True)
    paid_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    entry_id = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="withdrawal_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="withdrawal_is_paid_after_its_notice",
                condition=Q(state="notice", paid_on__isnull=True) | Q(state="paid", paid_on__gte=F("payable_on")),
            ),
        ]
        ordering = ["requested_on", "id"]

    def __str__(self) -> str:
        return f"{self.placement} −{self.amount}"
