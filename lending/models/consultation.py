"""The committee's consultations: seats, ballots, the log that chains them, the decision."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lending.models.fields import public_id
from lending.models.fund import Fund
from lending.models.request import RequestVersion
from members.models import Cooperative, Person


class CommitteeRule(models.Model):
    """A version of the voting rule of a fund; immutable, copied by version into each consultation."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="committee_rules")
    version = models.PositiveIntegerField()
    rule = models.JSONField(help_text="lending.domain.voting_rule.VotingRule as a mapping")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "version"], name="committee_rule_version_is_unique")]
        ordering = ["fund_id", "-version"]

    def __str__(self) -> str:
        return f"{self.fund} v{self.version}"


class Consultation(models.Model):
    """A vote on one version of one request, by one version of the rule, between two instants."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ADOPTED = "adopted", _("adopted")
        REJECTED = "rejected", _("rejected")
        NO_QUORUM = "no_quorum", _("no quorum")
        WITHDRAWN = "withdrawn", _("withdrawn")
        VOIDED = "voided", _("voided")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="consultations")
    request_version = models.ForeignKey(RequestVersion, on_delete=models.PROTECT, related_name="consultations")
    request_sha256 = models.CharField(max_length=64)
    overrides = models.JSONField(default=list, help_text="rules that the vote is asked to let be exceeded, and how far")
    rule = models.ForeignKey(CommitteeRule, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_early_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    books_seal = models.PositiveBigIntegerField(
        null=True, help_text="the last seal of the fund's book at the opening: the books as the committee knew them"
    )
    books_head = models.CharField(max_length=64, blank=True, help_text="the hash of that seal")

    class Meta:
        constraints = [
            models.CheckConstraint(name="consultation_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
            models.UniqueConstraint(
                fields=["request_version"], condition=Q(state="open"), name="one_open_consultation_a_version"
            ),
        ]
        ordering = ["closes_at", "id"]

    def __str__(self) -> str:
        return f"{self.request_version} → {self.closes_at:%Y-%m-%d %H:%M}"


class Seat(models.Model):
    """A seat as it was when the consultation opened. One seat, one vote."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="+")
    is_chair = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "person"], name="one_seat_a_person"),
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(is_chair=True), name="one_chair_a_consultation"
            ),
        ]
        ordering = ["consultation_id", "person__name", "id"]

    def __str__(self) -> str:
        return f"{self.person} ({self.cooperative})"


class Recusal(models.Model):
    """A seat that does not vote, and why."""

    class Kind(models.TextChoices):
        AUTOMATIC = "automatic", _("automatic")
        DECLARED = "declared", _("declared")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="recusal")
    kind = models.CharField(max_length=9, choices=Kind)
    reason = models.CharField(max_length=300)
    recused_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat}: {self.reason}"


class Ballot(models.Model):
    """A vote. A change is a new row; the last one of a seat counts. The database refuses it after the close."""

    class Choice(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        ABSTAIN = "abstain", _("abstain")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=7, choices=Choice)
    reason = models.CharField(max_length=1000, blank=True)
    cast_at = models.DateTimeField()
    cast_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ballot_choice_is_known", condition=Q(choice__in=["for", "against", "abstain"])
            ),
        ]
        ordering = ["cast_at", "id"]

    def __str__(self) -> str:
        return f"{self.seat} {self.cast_at}"


class Comment(models.Model):
    """A question or an answer on the file."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return self.text[:50]


class LogEntry(models.Model):
    """A link of the consultation's chain. The payload's hash is salted; the payload stays beside it."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="log")
    height = models.PositiveIntegerField()
    parent = models.CharField(max_length=64)
    type = models.CharField(max_length=30)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    payload = models.JSONField()
    salt = models.CharField(max_length=64)
    payload_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "height"], name="log_height_is_unique")]
        ordering = ["consultation_id", "height"]

    def __str__(self) -> str:
        return f"{self.height} {self.type}"


class Decision(models.Model):
    """What the committee decided, bound to the hash of what it voted on."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("adopted")
        REJECTED = "rejected", _("rejected")
        NO_QUORUM = "no_quorum", _("no quorum")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="decisions")
    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=9, choices=Outcome)
    counts = models.JSONField()
    request_sha256 = models.CharField(max_length=64)
    overrides = models.JSONField(default=list, help_text="rules let be exceeded, where it is adopted")
    log_head = models.CharField(max_length=64)
    decided_at = models.DateTimeField()
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.consultation} {self.outcome}"
