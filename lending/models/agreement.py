"""Contracts and their addenda: the fund's wording, what each says, who is bound by it, and the paper that is kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lending.models.consultation import Decision
from lending.models.fields import public_id
from lending.models.fund import Fund, Membership
from lending.models.loan import Loan
from lending.models.transfer import TransferProposal
from members.models import Person


class AgreementTemplate(models.Model):
    """A version of the fund's wording; immutable, the latest one counts for the contracts to come."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="agreement_templates")
    version = models.PositiveIntegerField()
    wording = models.JSONField(help_text="by language, then by part: lending.domain.agreement_wording")
    created_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="none for what the program proposes"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "version"], name="agreement_template_version_is_unique")]
        ordering = ["fund_id", "-version"]

    def __str__(self) -> str:
        return f"{self.fund} v{self.version}"


class Agreement(models.Model):
    """What was agreed, word for word: canonical JSON and its SHA-256, which the parties accept. Never changed."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("contract")
        ADDENDUM = "addendum", _("addendum")
        NOTICE = "notice", _("notice of transfer")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="agreements")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveIntegerField(help_text="1 is the contract, then its addenda and notices")
    kind = models.CharField(max_length=8, choices=Kind)
    template = models.ForeignKey(AgreementTemplate, on_delete=models.PROTECT, related_name="agreements")
    content = models.TextField(help_text="canonical JSON: lending.domain.canonical")
    sha256 = models.CharField(max_length=64, help_text="of the content, in UTF-8")
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="addenda",
        help_text="an addendum's: the vote that changes the loan; the last addendum of a decision counts",
    )  # fmt: skip
    proposal = models.OneToOneField(
        TransferProposal, on_delete=models.PROTECT, null=True, related_name="notice", help_text="a notice's transfer"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "number"], name="agreement_number_is_unique"),
            models.UniqueConstraint(fields=["id", "sha256"], name="agreement_is_known_by_its_hash"),
            models.CheckConstraint(
                name="the_first_agreement_is_the_contract",
                condition=Q(number=1, kind="contract") | Q(number__gt=1, kind__in=["addendum", "notice"]),
            ),
            models.CheckConstraint(
                name="an_agreement_says_what_it_is_of",
                condition=Q(kind="contract", decision__isnull=True, proposal__isnull=True)
                | Q(kind="addendum", decision__isnull=False, proposal__isnull=True)
                | Q(kind="notice", decision__isnull=True, proposal__isnull=False),
            ),
        ]
        ordering = ["loan_id", "number"]

    def __str__(self) -> str:
        return f"{self.loan} {self.number}"


class AgreementPaper(models.Model):
    """The PDF of an agreement as it was first drawn; kept, so that nobody is shown another one later."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="papers")
    language = models.CharField(max_length=2, help_text="fr binds; another is a translation")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "language"], name="one_paper_a_language")]
        ordering = ["agreement_id", "language"]

    def __str__(self) -> str:
        return f"{self.agreement} {self.language}"


class AgreementParty(models.Model):
    """Who is bound by an agreement, and has to accept it."""

    class Side(models.TextChoices):
        BORROWER = "borrower", _("borrower")
        FUND = "fund", _("fund")
        LENDER = "lender", _("lender")
        SPONSOR = "sponsor", _("sponsor")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    side = models.CharField(max_length=8, choices=Side)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(help_text="order in the contract")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "place"], name="party_place_is_unique"),
            models.UniqueConstraint(fields=["id", "agreement"], name="party_is_of_one_agreement"),
            models.UniqueConstraint(fields=["agreement", "side", "membership"], name="a_member_is_a_party_once_a_side"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(membership__isnull=True), name="the_fund_is_a_party_once"
            ),
            models.CheckConstraint(
                name="a_party_is_a_member_or_the_fund",
                condition=Q(side="fund", membership__isnull=True)
                | Q(side__in=["borrower", "lender", "sponsor"], membership__isnull=False),
            ),
        ]
        ordering = ["agreement_id", "place"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The cooperative, or the fund."""
        return self.membership.cooperative.name if self.membership else self.fund.name
