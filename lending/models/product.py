"""A loan product: the terms a fund offers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lending.domain.calendars import BusinessDay, Calendar
from lending.domain.day_count import DayCount
from lending.domain.terms import PeriodUnit
from lending.models.fields import money, public_id
from lending.models.fund import Fund


class LoanProduct(models.Model):
    """A version of an offer; frozen into each request and loan as terms."""

    class Repayment(models.TextChoices):
        EQUAL_INSTALMENTS = "equal_instalments", _("equal instalments")
        EQUAL_PRINCIPAL = "equal_principal", _("equal principal")
        INTEREST_ONLY = "interest_only", _("interest only, principal at the end")
        BULLET = "bullet", _("everything at the end")

    class FeePaid(models.TextChoices):
        DEDUCTED = "deducted", _("kept back from what is paid out")
        APART = "apart", _("owed with the first instalment")
        FINANCED = "financed", _("lent with the amount")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="products")
    code = models.SlugField()
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    repayment = models.CharField(max_length=20, choices=Repayment)
    annual_rate = models.DecimalField(max_digits=7, decimal_places=6, help_text="a fraction: 0.03 is 3 %")
    day_count = models.CharField(max_length=20, default="equal_periods")
    every_count = models.PositiveIntegerField(default=1)
    every_unit = models.CharField(max_length=6, default="months")
    business_day = models.CharField(max_length=20, default="unadjusted")
    calendar = models.CharField(max_length=10, default="TARGET")
    rounding = models.JSONField(default=dict, blank=True, help_text="as `rounding` in the terms of a simulation")
    min_amount = money()
    max_amount = money()
    max_instalments = models.PositiveIntegerField(default=36)
    fee_amount = money(default=0, help_text="of making the loan, whatever its amount")
    fee_rate = models.DecimalField(
        max_digits=7, decimal_places=6, default=0, help_text="of making the loan, of its amount, as a fraction"
    )
    fee_paid = models.CharField(max_length=8, choices=FeePaid, default=FeePaid.DEDUCTED)
    is_offered = models.BooleanField(default=True)
    allocation = models.JSONField(
        default=list,
        blank=True,
        help_text="what a payment pays first; empty: costs, interest, principal",
    )
    prepayment_indemnity = models.DecimalField(
        max_digits=5, decimal_places=4, default=0, help_text="of the principal repaid early, as a fraction"
    )
    late_rate = models.DecimalField(
        max_digits=7, decimal_places=6, default=0, help_text="a year, on overdue principal, as a fraction"
    )
    late_grace_days = models.PositiveIntegerField(default=0)
    late_on_interest = models.BooleanField(
        default=False, help_text="late interest on interest too, once it has been due for a full year"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="product_fee_leaves_something",
                condition=Q(fee_amount__gte=0, fee_rate__gte=0, fee_rate__lt=1, fee_amount__lt=models.F("min_amount")),
            ),
            models.UniqueConstraint(fields=["fund", "code", "version"], name="product_version_is_unique"),
            models.CheckConstraint(name="product_rate_is_not_negative", condition=Q(annual_rate__gte=0)),
            models.CheckConstraint(
                name="product_contract_is_possible",
                condition=Q(
                    prepayment_indemnity__gte=0, prepayment_indemnity__lte=1, late_rate__gte=0, late_rate__lte=1
                ),
            ),
            models.CheckConstraint(
                name="product_schedule_is_known",
                condition=Q(
                    every_count__gte=1,
                    every_unit__in=[unit.value for unit in PeriodUnit],
                    day_count__in=[way.value for way in DayCount],
                    business_day__in=[rule.value for rule in BusinessDay],
                    calendar__in=[calendar.value for calendar in Calendar],
                ),
            ),
            models.CheckConstraint(
                name="product_amounts_are_in_order",
                condition=Q(min_amount__gt=0) & Q(max_amount__gte=models.F("min_amount")),
            ),
        ]
        ordering = ["fund_id", "code", "-version"]

    def __str__(self) -> str:
        return self.name
