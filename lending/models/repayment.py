"""Money received on a loan, what it paid, and whose it is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lending.models.fields import money, public_id
from lending.models.fund import Fund
from lending.models.loan import Loan, Participation
from members.models import Person


class Repayment(models.Model):
    """A receipt, or a waiver, which settles what is due without money. It is reversed by an entry, never changed.

    `replays`: the row that this one does again, because something of an earlier day was learnt after it; both tell of
    the same money.
    """

    class Kind(models.TextChoices):
        INSTALMENT = "instalment", _("instalment")
        EARLY = "early", _("early repayment in full")
        PREPAYMENT = "prepayment", _("early repayment in part")
        TAKEN_OVER = "taken_over", _("taken over by another loan")
        WAIVER = "waiver", _("waived, no money came")
        MUTUAL = "mutual", _("payment of the guarantee fund")
        SPONSOR = "sponsor", _("payment of a sponsor")

    class Effect(models.TextChoices):
        REDUCE_TERM = "reduce_term", _("the loan ends sooner")
        REDUCE_INSTALMENT = "reduce_instalment", _("each instalment is smaller")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="repayments")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="repayments")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.INSTALMENT)
    received_on = models.DateField()
    effect = models.CharField(max_length=17, choices=Effect, blank=True, help_text="of an early repayment in part")
    amount = money()
    principal = money()
    interest = money()
    costs = money(default=0, help_text="late interest, indemnities")
    credit = money(default=0, help_text="beyond all that was owed: kept for the borrower")
    named = models.JSONField(default=list, help_text="numbers of the instalments that the debtor named")
    reference = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="of a waiver")
    call = models.ForeignKey(
        "lending.GuaranteeCall", on_delete=models.PROTECT, null=True, related_name="payments",
        help_text="the call on a sponsor that it pays",
    )  # fmt: skip
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry_id = models.UUIDField(unique=True)
    reversed_on = models.DateField(null=True)
    reversal_entry_id = models.UUIDField(null=True, unique=True)
    replays = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replayed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_waiver_has_a_reason", condition=~Q(kind="waiver") | ~Q(reason="")),
            models.CheckConstraint(
                name="what_is_repaid_early_in_part_has_an_effect",
                condition=Q(kind="prepayment", effect__in=["reduce_term", "reduce_instalment"])
                | (~Q(kind="prepayment") & Q(effect="")),
            ),
            models.CheckConstraint(
                name="what_a_sponsor_pays_was_called",
                condition=Q(kind="sponsor", call__isnull=False, credit=0) | (~Q(kind="sponsor") & Q(call__isnull=True)),
            ),
            models.CheckConstraint(name="repayment_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="repayment_parts_make_its_amount",
                condition=Q(
                    principal__gte=0,
                    interest__gte=0,
                    costs__gte=0,
                    credit__gte=0,
                    amount=models.F("principal") + models.F("interest") + models.F("costs") + models.F("credit"),
                ),
            ),
        ]
        ordering = ["received_on", "id"]

    def __str__(self) -> str:
        return f"{self.loan} {self.received_on} {self.amount}"


class Allocation(models.Model):
    """What a repayment paid of one instalment."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    repayment = models.ForeignKey(Repayment, on_delete=models.PROTECT, related_name="allocations")
    instalment_number = models.PositiveIntegerField()
    principal = money()
    interest = money()
    costs = money(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repayment", "instalment_number"], name="one_allocation_an_instalment"),
            models.CheckConstraint(
                name="allocation_amounts_are_not_negative",
                condition=Q(principal__gte=0) & Q(interest__gte=0) & Q(costs__gte=0),
            ),
        ]
        ordering = ["repayment_id", "instalment_number"]

    def __str__(self) -> str:
        return f"{self.repayment} {self.instalment_number}"


class LegShare(models.Model):
    """A lender's share of a repayment."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    repayment = models.ForeignKey(Repayment, on_delete=models.PROTECT, related_name="shares")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="shares")
    principal = money()
    interest = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repayment", "participation"], name="one_share_a_leg"),
            models.CheckConstraint(
                name="share_amounts_are_not_negative", condition=Q(principal__gte=0) & Q(interest__gte=0)
            ),
        ]
        ordering = ["repayment_id", "participation__leg"]

    def __str__(self) -> str:
        return f"{self.repayment} {self.participation}"
