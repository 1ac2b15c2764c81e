"""A loan's schedule: immutable versions, instalments that explain their cents."""

from django.db import models
from django.db.models import Q
from djmoney.money import Money

from lending.models.consultation import Decision
from lending.models.fields import money, public_id
from lending.models.fund import Fund
from lending.models.loan import Loan


class ScheduleVersion(models.Model):
    """A whole schedule. The last version of a loan counts."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="schedules")
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=30, default="disbursement")
    effective_on = models.DateField()
    caused_by = models.UUIDField(null=True, help_text="the act that changed the schedule; its reversal restores it")
    terms = models.JSONField(null=True, help_text="from this version on; the loan's own where none are said")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="schedules", help_text="that a change was voted by"
    )
    needs_addendum = models.BooleanField(
        default=True, help_text="where voted; false for what was changed before addenda were accepted here"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "version"], name="schedule_version_is_unique"),
            models.UniqueConstraint(fields=["loan", "decision"], name="a_decision_changes_a_loan_once"),
        ]
        ordering = ["loan_id", "version"]

    def __str__(self) -> str:
        return f"{self.loan} v{self.version}"


class Instalment(models.Model):
    """What falls due on a day; `why` keeps segments, rounding and residue of its interest."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    schedule = models.ForeignKey(ScheduleVersion, on_delete=models.PROTECT, related_name="instalments")
    number = models.PositiveIntegerField()
    due_on = models.DateField()
    principal = money()
    interest = money()
    outstanding = money(help_text="principal left after this instalment")
    why = models.JSONField(default=dict)
    deferred_from = models.DateField(null=True, help_text="its interest was due then, and was moved by a decision")

    # There when lending.selectors.instalments has selected it.
    paid_principal: Money
    paid_interest: Money
    costs: Money
    paid_costs: Money

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="instalment_number_is_unique"),
            models.CheckConstraint(
                name="instalment_amounts_are_not_negative",
                condition=Q(principal__gte=0) & Q(interest__gte=0) & Q(outstanding__gte=0),
            ),
        ]
        indexes = [models.Index(fields=["fund", "due_on"], name="instalment_by_due_date")]
        ordering = ["schedule_id", "number"]

    def __str__(self) -> str:
        return f"{self.schedule} {self.number} {self.due_on}"
