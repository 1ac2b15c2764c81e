"""A loan, the lenders' parts in it, and the interest it has earned them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from lending.domain.fees import fees_in
from lending.domain.terms import FeePayment
from lending.models.consultation import Decision
from lending.models.fields import money, public_id
from lending.models.fund import Fund, Membership
from lending.models.request import RequestVersion
from members.models import Person


class Loan(models.Model):
    """The contract: who borrows how much on which terms, and where it stands."""

    class State(models.TextChoices):
        AGREED = "agreed", _("agreed")
        ACTIVE = "active", _("active")
        IN_ARREARS = "in_arrears", _("in arrears")
        DEFAULTED = "defaulted", _("in default")
        WRITTEN_OFF = "written_off", _("written off")
        OVERPAID = "overpaid", _("overpaid")
        CLOSED = "closed", _("closed")
        LAPSED = "lapsed", _("lapsed")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="loans")
    number = models.PositiveIntegerField()
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="loans")
    request_version = models.OneToOneField(RequestVersion, on_delete=models.PROTECT, related_name="loan")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="loan")
    amount = money(help_text="all that was agreed")
    drawn = money(default=0, help_text="of it, what was paid out by now")
    terms = models.JSONField()
    state = models.CharField(max_length=11, choices=State, default=State.AGREED)
    agreed_on = models.DateField()
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    disbursed_on = models.DateField(null=True)
    disbursed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    guarantee_rate = models.DecimalField(max_digits=5, decimal_places=4, default=0, help_text="as agreed; a fraction")
    contribution = money(default=0, help_text="what its borrower puts into the mutual guarantee fund as it is paid out")
    needs_acceptance = models.BooleanField(
        default=True, help_text="false for what was paid out before contracts were accepted here"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="loan_number_is_unique"),
            models.CheckConstraint(name="loan_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="loan_is_drawn_within_it", condition=Q(drawn__gte=0, drawn__lte=F("amount"))),
            models.CheckConstraint(
                name="who_agrees_a_loan_does_not_pay_it_out",
                condition=Q(disbursed_by__isnull=True) | ~Q(disbursed_by=F("agreed_by")),
            ),
            models.CheckConstraint(
                name="a_loan_runs_once_it_is_disbursed",
                condition=Q(state__in=["agreed", "lapsed"], disbursed_on__isnull=True)
                | Q(
                    state__in=["active", "in_arrears", "defaulted", "written_off", "overpaid", "closed"],
                    disbursed_on__isnull=False,
                    disbursed_by__isnull=False,
                ),
            ),
        ]
        indexes = [models.Index(fields=["fund", "state", "number"], name="loan_by_state")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.reference

    @property
    def kept_back(self) -> Money:
        """The fee that the fund keeps of what is paid out, whether the amount was raised by it or not."""
        kept = fees_in(self.terms, FeePayment.DEDUCTED) + fees_in(self.terms, FeePayment.FINANCED)
        return Money(kept, self.amount.currency)

    @property
    def kept_for_guarantee(self) -> Money:
        """The contribution that is kept back of what is paid out; a loan that took others over carried theirs along."""
        return self.contribution * 0 if self.request_version.change else self.contribution

    @property
    def net_paid(self) -> Money:
        """What the borrower receives when the loan is paid out: less the fee and the contribution kept back of it."""
        return self.amount - self.kept_back - self.kept_for_guarantee

    @property
    def reference(self) -> str:
        """The loan as people name it: P2026-014."""
        return f"P{self.agreed_on.year}-{self.number:03d}"


class Participation(models.Model):
    """A lender's part (leg) in a loan. Its figures are the leg's lines of the ledger, kept under the loan's lock."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="participations")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="participations")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="participations")
    leg = models.PositiveIntegerField()
    amount = money()
    lent_once = money(default=0, help_text="of the amount, what comes from placements that are lent once")
    undrawn = money(default=0, help_text="set aside for drawdowns to come")
    outstanding = money(default=0, help_text="principal lent and not yet back")
    interest_due = money(default=0, help_text="interest earned and not yet received")
    interest_received = money(default=0)
    lost = money(default=0, help_text="principal written off")
    interest_lost = money(default=0, help_text="interest earned, never received and written off")
    recovered = money(default=0, help_text="of what was lost of the principal, what came in afterwards")
    interest_recovered = money(default=0, help_text="the same of the interest")
    acquired = money(default=0, help_text="principal taken over from other lenders since the loan was agreed")
    ceded = money(default=0, help_text="principal handed over to other lenders")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "leg"], name="leg_is_unique"),
            models.UniqueConstraint(fields=["loan", "membership"], name="one_leg_a_lender"),
            # A lender that has come later has agreed to nothing at the beginning.
            models.CheckConstraint(
                name="participation_amounts_are_not_negative",
                condition=Q(amount__gte=0, acquired__gte=0, ceded__gte=0),
            ),
            models.CheckConstraint(name="participation_lent_once_is_not_negative", condition=Q(lent_once__gte=0)),
            models.CheckConstraint(
                name="participation_outstanding_is_within_it",
                condition=Q(outstanding__gte=0) & Q(outstanding__lte=F("amount") + F("acquired") - F("ceded")),
            ),
            models.CheckConstraint(
                name="participation_loses_what_is_outstanding",
                condition=Q(lost__lte=F("amount") + F("acquired") - F("ceded") - F("outstanding")),
            ),
            models.CheckConstraint(
                name="participation_recovers_what_it_lost",
                condition=Q(recovered__gte=0, recovered__lte=F("lost"))
                & Q(interest_recovered__gte=0, interest_recovered__lte=F("interest_lost")),
            ),
            models.CheckConstraint(
                name="participation_interest_is_not_negative",
                condition=Q(interest_due__gte=0) & Q(interest_received__gte=0),
            ),
            models.CheckConstraint(
                name="participation_undrawn_is_within_it",
                condition=Q(undrawn__gte=0)
                & Q(undrawn__lte=F("amount") + F("acquired") - F("ceded") - F("outstanding")),
            ),
        ]
        ordering = ["loan_id", "leg"]

    def __str__(self) -> str:
        return f"{self.loan}/{self.leg} {self.membership}"


class InterestAccrual(models.Model):
    """Interest of one instalment that ran in a stretch of days, recognised once, whatever runs twice.

    By the fund's policy, the whole instalment on its due date; or a day, and the days up to a due date or the end of a
    month when some were missed.
    """

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="accruals")
    instalment_number = models.PositiveIntegerField()
    amount = money()
    accrued_from = models.DateField(null=True, help_text="the last day recognised before; none: from its beginning")
    accrued_on = models.DateField()
    sharing = models.JSONField(default=dict, help_text="what was shared by what: see lending.selectors.accruals")
    entry_id = models.UUIDField(null=True, unique=True)
    advanced_by = models.UUIDField(null=True, help_text="the repayment that paid it before its day")
    reversed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            # What begins where nothing else begins, and ends after it began, is counted once.
            models.UniqueConstraint(
                fields=["loan", "instalment_number", "accrued_from"],
                condition=Q(reversed_on__isnull=True, advanced_by__isnull=True),
                nulls_distinct=False,
                name="interest_accrues_once_from_a_day",
            ),
            models.UniqueConstraint(
                fields=["loan", "instalment_number", "accrued_on"],
                condition=Q(reversed_on__isnull=True, advanced_by__isnull=True),
                name="interest_accrues_once_to_a_day",
            ),
            models.UniqueConstraint(
                fields=["loan", "instalment_number", "advanced_by"],
                condition=Q(reversed_on__isnull=True),
                name="a_payment_advances_interest_once",
            ),
            models.CheckConstraint(
                name="interest_accrues_forward",
                condition=Q(accrued_from__isnull=True)
                | Q(accrued_from__lt=F("accrued_on"))
                | Q(advanced_by__isnull=False, accrued_from__lte=F("accrued_on")),
            ),
        ]
        ordering = ["loan_id", "instalment_number", "accrued_on", "id"]

    def __str__(self) -> str:
        return f"{self.loan} {self.instalment_number} {self.accrued_on}"
