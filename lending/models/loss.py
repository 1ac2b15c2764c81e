"""What was lost of a loan, whose loss it is, and what came back of it afterwards."""

from django.db import models
from django.db.models import F, Q

from lending.models.fields import money, public_id
from lending.models.fund import Fund
from lending.models.loan import Loan, Participation
from lending.models.prepared_act import PreparedAct
from members.models import Person


class WriteOff(models.Model):
    """A loan given up: principal outstanding, and interest due and never received. Undone by the mirror entry."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="write_offs")
    prepared = models.ForeignKey(PreparedAct, on_delete=models.PROTECT, related_name="write_offs")
    written_off_on = models.DateField()
    principal = money()
    interest = money()
    entry_id = models.UUIDField(unique=True)
    reversed_on = models.DateField(null=True)
    reversal_entry_id = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loan"], condition=Q(reversed_on__isnull=True), name="a_loan_is_written_off_once"
            ),
            models.CheckConstraint(
                name="a_write_off_loses_something",
                condition=Q(principal__gte=0, interest__gte=0) & (Q(principal__gt=0) | Q(interest__gt=0)),
            ),
        ]
        ordering = ["written_off_on", "id"]

    def __str__(self) -> str:
        return f"{self.loan} {self.written_off_on} −{self.principal}"


class LossShare(models.Model):
    """A lender's part of a write-off: all that it had outstanding and due."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    write_off = models.ForeignKey(WriteOff, on_delete=models.PROTECT, related_name="shares")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="losses")
    principal = money()
    interest = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["write_off", "participation"], name="one_loss_a_leg"),
            models.CheckConstraint(name="a_loss_is_not_negative", condition=Q(principal__gte=0) & Q(interest__gte=0)),
        ]
        ordering = ["write_off_id", "participation__leg"]

    def __str__(self) -> str:
        return f"{self.write_off} {self.participation}"


class Recovery(models.Model):
    """Money that came in on a loan after it was written off. It is reversed by an entry, never changed."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="recoveries")
    write_off = models.ForeignKey(WriteOff, on_delete=models.PROTECT, related_name="recoveries")
    received_on = models.DateField()
    amount = money()
    principal = money()
    interest = money()
    reference = models.CharField(max_length=100, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry_id = models.UUIDField(unique=True)
    reversed_on = models.DateField(null=True)
    reversal_entry_id = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_recovery_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="a_recovery_is_of_what_was_lost",
                condition=Q(principal__gte=0, interest__gte=0, amount=F("principal") + F("interest")),
            ),
        ]
        ordering = ["received_on", "id"]

    def __str__(self) -> str:
        return f"{self.loan} {self.received_on} +{self.amount}"


class RecoveryShare(models.Model):
    """A lender's part of a recovery, by the key of the loss."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="shares")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="recoveries")
    principal = money()
    interest = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recovery", "participation"], name="one_recovery_a_leg"),
            models.CheckConstraint(
                name="a_recovered_share_is_not_negative", condition=Q(principal__gte=0) & Q(interest__gte=0)
            ),
        ]
        ordering = ["recovery_id", "participation__leg"]

    def __str__(self) -> str:
        return f"{self.recovery} {self.participation}"
