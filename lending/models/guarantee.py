"""Sponsors (parrains) of a loan: what each answers for, and for how much it was called on default."""

from django.db import models
from django.db.models import F, Q

from lending.models.fields import money, public_id
from lending.models.fund import Fund, Membership
from lending.models.loan import Loan


class Guarantee(models.Model):
    """A sponsor's guarantee of a loan, as it was voted; it binds the sponsor once it has accepted the contract.

    :ivar amount: the most it answers for: principal, interest and costs together.
    :ivar share: None, or the share of what is owed at the default that it answers for, within the amount.
    """

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="guarantees")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="guarantees")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="guarantees")
    place = models.PositiveSmallIntegerField(help_text="order in the request and the contract")
    amount = money()
    share = models.DecimalField(max_digits=5, decimal_places=4, null=True, help_text="a fraction: 0.5 is 50 %")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "membership"], name="one_guarantee_a_sponsor"),
            models.UniqueConstraint(fields=["loan", "place"], name="guarantee_place_is_unique"),
            models.CheckConstraint(name="a_guarantee_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="a_guaranteed_share_is_a_fraction", condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1)
            ),
        ]
        ordering = ["loan_id", "place"]

    def __str__(self) -> str:
        return f"{self.loan} {self.membership} {self.amount}"


class GuaranteeCall(models.Model):
    """A call on a sponsor of a loan in default, prepared by one hand and released by another. Its receipts pay it."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    guarantee = models.ForeignKey(Guarantee, on_delete=models.PROTECT, related_name="calls")
    prepared = models.OneToOneField("lending.PreparedAct", on_delete=models.PROTECT, related_name="call")
    amount = money()
    called_on = models.DateField()
    pay_by = models.DateField()
    reversed_on = models.DateField(null=True, help_text="the day it was taken back, unpaid")

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_call_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="a_call_leaves_time_to_pay", condition=Q(pay_by__gte=F("called_on"))),
            models.CheckConstraint(
                name="a_call_is_taken_back_after_it",
                condition=Q(reversed_on__isnull=True) | Q(reversed_on__gte=F("called_on")),
            ),
        ]
        ordering = ["called_on", "id"]

    def __str__(self) -> str:
        return f"{self.guarantee} {self.called_on} {self.amount}"
