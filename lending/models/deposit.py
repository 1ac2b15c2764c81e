"""The mutual guarantee fund: what borrowers put in when they are paid, what it paid for others, what went back."""

from django.db import models
from django.db.models import F, Q

from lending.models.fields import money, public_id
from lending.models.fund import Fund
from lending.models.loan import Loan, Participation
from lending.models.repayment import Repayment


class Deposit(models.Model):
    """A borrower's contribution for one leg of its loan; it lies where the leg's cash does. `uses` say what it paid."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="deposits")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="deposits")
    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="deposit")
    amount = money()
    taken_on = models.DateField()
    entry_id = models.UUIDField()
    returned = money(default=0, help_text="the returns that stand, together")

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_deposit_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="what_is_returned_was_deposited", condition=Q(returned__gte=0, returned__lte=F("amount"))
            ),
        ]  # fmt: skip
        ordering = ["loan_id", "participation__leg"]

    def __str__(self) -> str:
        return f"{self.participation} {self.amount}"


class DepositUse(models.Model):
    """What a deposit paid of a loan in default; while the payment stands."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="uses")
    repayment = models.ForeignKey(Repayment, on_delete=models.PROTECT, related_name="uses")
    amount = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deposit", "repayment"], name="a_payment_uses_a_deposit_once"),
            models.CheckConstraint(name="a_use_is_positive", condition=Q(amount__gt=0)),
        ]
        ordering = ["repayment_id", "deposit_id"]

    def __str__(self) -> str:
        return f"{self.deposit} → {self.repayment}"


class DepositReturn(models.Model):
    """What went back of a deposit, or along into another loan, and when. Only taken back, once."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="returns")
    amount = money()
    returned_on = models.DateField()
    entry_id = models.UUIDField(help_text="the entry of the act, the same for each leg's deposit")
    reversed_on = models.DateField(null=True)
    reversal_entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_return_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="a_return_is_taken_back_by_an_entry",
                condition=Q(reversed_on__isnull=True, reversal_entry_id__isnull=True)
                | Q(reversed_on__gte=F("returned_on"), reversal_entry_id__isnull=False),
            ),
            models.UniqueConstraint(fields=["deposit", "entry_id"], name="a_deposit_is_returned_once_an_entry"),
        ]
        ordering = ["returned_on", "id"]

    def __str__(self) -> str:
        return f"{self.deposit} ← {self.amount}"
