"""Money given back to a borrower that paid more than it owed."""

from django.db import models
from django.db.models import Q

from lending.models.fields import money, public_id
from lending.models.fund import Fund
from lending.models.loan import Loan
from members.models import Person


class CreditRefund(models.Model):
    """A borrower's credit of a loan, paid back. It is reversed by an entry, never changed."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="refunds")
    refunded_on = models.DateField()
    amount = money()
    reference = models.CharField(max_length=100, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry_id = models.UUIDField(unique=True)
    reversed_on = models.DateField(null=True)
    reversal_entry_id = models.UUIDField(null=True, unique=True)
    replays = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replayed_by")

    class Meta:
        constraints = [models.CheckConstraint(name="refund_amount_is_positive", condition=Q(amount__gt=0))]
        ordering = ["refunded_on", "id"]

    def __str__(self) -> str:
        return f"{self.loan} {self.refunded_on} {self.amount}"
