"""A cooperative's request for a loan."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from lending.domain.fees import fees_in
from lending.domain.planned_rates import planned_rates
from lending.domain.terms import FeePayment
from lending.models.fields import money, public_id
from lending.models.fund import Fund, Membership
from lending.models.product import LoanProduct
from members.models import Person


class LoanRequest(models.Model):
    """A request and where it stands; what is asked is in its versions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        UNDER_REVIEW = "under_review", _("under review")
        IN_VOTE = "in_vote", _("in vote")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    class Kind(models.TextChoices):
        NEW_LOAN = "new_loan", _("new loan")
        RESCHEDULE = "reschedule", _("reschedule")
        HOLIDAY = "holiday", _("payment holiday")
        CONSOLIDATION = "consolidation", _("consolidation")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="loan_requests")
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.NEW_LOAN)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="loan_requests")
    number = models.PositiveIntegerField()
    year = models.PositiveIntegerField()
    state = models.CharField(max_length=14, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    exception_reason = models.TextField(
        blank=True, default="", help_text="why the committee is asked to let a rule be exceeded"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "year", "number"], name="request_number_is_unique"),
        ]
        indexes = [models.Index(fields=["fund", "state", "-created_at"], name="request_by_state")]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_change(self) -> bool:
        """Whether it asks for another schedule of what is lent already, and for no money."""
        return self.kind != self.Kind.NEW_LOAN

    @property
    def reference(self) -> str:
        """The request as people name it: D2026-014."""
        return f"D{self.year}-{self.number:03d}"

    @property
    def current(self) -> "RequestVersion":
        """The version that counts: the last one."""
        return max(self.versions.all(), key=lambda version: version.version)


class RequestVersion(models.Model):
    """What is asked. A version is never changed; an amendment adds one. The vote is on `sha256`."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(LoanRequest, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    product = models.ForeignKey(LoanProduct, on_delete=models.PROTECT, related_name="+")
    amount = money()
    purpose = models.TextField()
    instalments = models.PositiveIntegerField()
    start_on = models.DateField()
    terms = models.JSONField(help_text="the terms of the simulation, whole")
    links = models.JSONField(default=list, blank=True, help_text="declared linked parties: cooperative ids")
    sponsors = models.JSONField(
        default=list, blank=True, help_text="who answers for the loan: member, SIREN, amount, share or null"
    )
    change = models.JSONField(
        null=True, help_text="of running loans: what is asked, where they stand, old and new rows"
    )
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "version"], name="request_version_is_unique"),
            models.CheckConstraint(name="request_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="request_has_instalments", condition=Q(instalments__gt=0)),
        ]
        ordering = ["request_id", "version"]

    def __str__(self) -> str:
        return f"{self.request} v{self.version}"

    @property
    def principal(self) -> Money:
        """What would be lent and owed: the amount, and the fee that is lent with it."""
        return self.amount + Money(fees_in(self.terms, FeePayment.FINANCED), self.amount.currency)

    @property
    def rates(self) -> list[tuple[date, Decimal]]:
        """From which day each annual rate counts, a fraction; the first from the day the money is wished for."""
        return [(on, Decimal(rate)) for on, rate in planned_rates(self.terms)]


class EligibilityCheck(models.Model):
    """One rule asked of a version, or of a lender's part in it, at one moment: its figures and its verdict.

    What did not pass and was let through all the same is overridden by a decision.
    """

    class Stage(models.TextChoices):
        SUBMISSION = "submission", _("submission")
        OPENING = "opening", _("opening of the vote")
        AGREEMENT = "agreement", _("agreement")
        DISBURSEMENT = "disbursement", _("disbursement")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    request_version = models.ForeignKey(RequestVersion, on_delete=models.PROTECT, related_name="checks")
    stage = models.CharField(max_length=12, choices=Stage)
    rule = models.CharField(max_length=50)
    source = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)
    lender = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="checks")
    inputs = models.JSONField()
    passed = models.BooleanField()
    overridden_by = models.ForeignKey(
        "lending.Decision", on_delete=models.PROTECT, null=True, related_name="overridden"
    )
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_what_did_not_pass_is_overridden",
                condition=Q(overridden_by__isnull=True) | Q(passed=False),
            ),
        ]
        ordering = ["checked_at", "id"]

    def __str__(self) -> str:
        return f"{self.rule} {self.passed}"
