"""How a contract was accepted: signed in and said again who they are, under a mandate, or on paper."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lending.models.agreement import Agreement, AgreementParty
from lending.models.fields import public_id
from lending.models.fund import Fund, Membership
from members.models import Person


class SigningMandate(models.Model):
    """A lender's mandate: the fund's signatory accepts loan contracts and addenda for it, until it is withdrawn."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="mandates")
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    reauthenticated_at = models.DateTimeField()
    method = models.CharField(max_length=20)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    covers_addenda = models.BooleanField(
        default=True, help_text="false for what was given when only contracts were accepted"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(withdrawn_at__isnull=True), name="one_mandate_in_force_a_member"
            ),
            models.CheckConstraint(
                name="a_mandate_is_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]
        ordering = ["membership_id", "granted_at"]

    def __str__(self) -> str:
        return f"{self.membership} {self.granted_at:%Y-%m-%d}"


class SignedCopy(models.Model):
    """A scan of the contract signed on paper. Its size and type are checked; its signatures are not."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signed_copies")
    file_name = models.CharField(max_length=200)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement_id", "uploaded_at"]

    def __str__(self) -> str:
        return f"{self.agreement} {self.file_name}"


class Acceptance(models.Model):
    """A party's yes, and its receipt: who, when, to which hash, and how they were known. No address is kept."""

    class Way(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        MANDATE = "mandate", _("under a mandate")
        PAPER = "paper", _("on paper")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acceptances")
    party = models.OneToOneField(AgreementParty, on_delete=models.PROTECT, related_name="acceptance")
    sha256 = models.CharField(max_length=64, help_text="of the agreement that was accepted")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", help_text="who accepted, or who confirmed the signed copy"
    )
    accepted_at = models.DateTimeField()
    way = models.CharField(max_length=9, choices=Way)
    reauthenticated_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=20, blank=True, help_text="how the person proved again who they are")
    mandate = models.ForeignKey(SigningMandate, on_delete=models.PROTECT, null=True, related_name="+")
    signed_copy = models.ForeignKey(SignedCopy, on_delete=models.PROTECT, null=True, related_name="acceptances")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_acceptance_says_how",
                condition=Q(
                    way="signed_in", reauthenticated_at__isnull=False, mandate__isnull=True, signed_copy__isnull=True
                )
                | Q(way="mandate", reauthenticated_at__isnull=False, mandate__isnull=False, signed_copy__isnull=True)
                | Q(way="paper", reauthenticated_at__isnull=True, mandate__isnull=True, signed_copy__isnull=False),
            ),
        ]
        ordering = ["agreement_id", "accepted_at", "id"]

    def __str__(self) -> str:
        return f"{self.party} {self.accepted_at:%Y-%m-%d %H:%M}"
