"""What a borrower owes beside principal and interest: late interest, an indemnity, the fee of the loan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lending.models.fields import money, public_id
from lending.models.fund import Fund
from lending.models.loan import Loan
from members.models import Person


class Charge(models.Model):
    """Costs of a loan up to a day, by its contract; `why` says how they came about. Reversed, never changed.

    `caused_by`: the receipt that made them be reckoned, whose reversal takes them back; the loan itself, of its fee;
    none when they were asked for.
    """

    class Kind(models.TextChoices):
        LATE_INTEREST = "late_interest", _("late interest")
        INDEMNITY = "indemnity", _("indemnity of an early repayment")
        FEE = "fee", _("fee of the loan")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=13, choices=Kind)
    charged_on = models.DateField()
    amount = money()
    why = models.JSONField(default=list)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry_id = models.UUIDField(unique=True)
    caused_by = models.UUIDField(null=True)
    reversed_on = models.DateField(null=True)
    replays = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replayed_by")

    class Meta:
        constraints = [models.CheckConstraint(name="charge_amount_is_positive", condition=Q(amount__gt=0))]
        ordering = ["charged_on", "id"]

    def __str__(self) -> str:
        return f"{self.loan} {self.charged_on} {self.amount}"


class ChargedPart(models.Model):
    """What of a charge is added to one instalment."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="parts")
    instalment_number = models.PositiveIntegerField()
    amount = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charge", "instalment_number"], name="an_instalment_is_charged_once"),
            models.CheckConstraint(name="charged_part_is_positive", condition=Q(amount__gt=0)),
        ]
        ordering = ["charge_id", "instalment_number"]

    def __str__(self) -> str:
        return f"{self.charge} {self.instalment_number}"
