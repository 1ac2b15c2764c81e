"""How a loan was spread over its lenders: by which method, who chose it, and every ceiling that bound."""

from django.db import models
from django.db.models import Q

from lending.models.consultation import Consultation
from lending.models.fields import public_id
from lending.models.fund import Fund, FundPolicy
from lending.models.loan import Loan
from lending.models.request import RequestVersion
from members.models import Person


class FundingPlan(models.Model):
    """A proposal as it was shown when a vote was opened, or fixed when the loan was agreed; never changed."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    request_version = models.ForeignKey(RequestVersion, on_delete=models.PROTECT, related_name="funding_plans")
    consultation = models.OneToOneField(
        Consultation, on_delete=models.PROTECT, null=True, related_name="funding_plan", help_text="at its opening"
    )
    loan = models.OneToOneField(
        Loan, on_delete=models.PROTECT, null=True, related_name="funding_plan", help_text="at its agreement"
    )
    method = models.CharField(max_length=12, choices=FundPolicy.Funding)
    chosen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="none: the method was in force already"
    )
    reason = models.TextField(blank=True)
    figures = models.JSONField(help_text="legs and who was kept out, each with its ceilings; minor units")
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_plan_is_of_a_vote_or_of_a_loan",
                condition=Q(consultation__isnull=True, loan__isnull=False)
                | Q(consultation__isnull=False, loan__isnull=True),
            ),
            models.CheckConstraint(
                name="who_chooses_a_method_says_why",
                condition=Q(chosen_by__isnull=True, reason="") | (Q(chosen_by__isnull=False) & ~Q(reason="")),
            ),
        ]
        ordering = ["planned_at", "id"]

    def __str__(self) -> str:
        return f"{self.request_version} {self.method}"
