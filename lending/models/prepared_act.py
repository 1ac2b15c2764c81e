"""Acts on a loan that one hand prepares and another confirms."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lending.models.fields import money, public_id
from lending.models.fund import Fund
from lending.models.loan import Loan
from members.models import Person


class PreparedAct(models.Model):
    """What a treasurer has prepared, and why. Nothing is done until somebody else confirms it; either may drop it."""

    class Kind(models.TextChoices):
        CALLING_IN = "calling_in", _("calling in")
        WRITE_OFF = "write_off", _("write-off")
        SPONSOR = "sponsor", _("call on a sponsor")

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        CONFIRMED = "confirmed", _("confirmed")
        DROPPED = "dropped", _("dropped")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="prepared_acts")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.PREPARED)
    reason = models.CharField(max_length=1000)
    notice_on = models.DateField(null=True, help_text="the day of the formal notice (mise en demeure)")
    guarantee = models.ForeignKey(
        "lending.Guarantee", on_delete=models.PROTECT, null=True, related_name="prepared_acts"
    )
    amount = money(null=True, help_text="that a sponsor is called for")
    pay_by = models.DateField(null=True, help_text="until when the sponsor may pay")
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="who_prepares_an_act_does_not_confirm_it",
                condition=~Q(state="confirmed") | ~Q(decided_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="a_prepared_act_is_decided_by_somebody",
                condition=Q(state="prepared", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=["confirmed", "dropped"], decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_calling_in_follows_a_formal_notice",
                condition=~Q(kind="calling_in") | Q(notice_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_call_names_its_sponsor",
                condition=Q(kind="sponsor", guarantee__isnull=False, amount__gt=0, pay_by__isnull=False)
                | (~Q(kind="sponsor") & Q(guarantee__isnull=True, amount__isnull=True, pay_by__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["loan", "kind"],
                condition=Q(state="prepared", guarantee__isnull=True),
                name="one_act_of_a_kind_is_prepared",
            ),
            models.UniqueConstraint(
                fields=["guarantee"], condition=Q(state="prepared"), name="one_call_of_a_sponsor_is_prepared"
            ),
        ]
        ordering = ["-prepared_at", "-id"]

    def __str__(self) -> str:
        return f"{self.loan} {self.kind} {self.state}"


class CallingIn(models.Model):
    """A loan called in: all of it is due from that day. Taken back, the schedule before counts again.

    `replays`: the row that this one does again, because something of an earlier day was learnt after it.
    """

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="callings_in")
    prepared = models.ForeignKey(PreparedAct, on_delete=models.PROTECT, related_name="callings_in")
    called_on = models.DateField()
    reversed_on = models.DateField(null=True)
    replays = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replayed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loan"], condition=Q(reversed_on__isnull=True), name="a_loan_is_called_in_once"
            ),
            models.CheckConstraint(
                name="a_calling_in_is_taken_back_after_it",
                condition=Q(reversed_on__isnull=True) | Q(reversed_on__gte=F("called_on")),
            ),
        ]
        ordering = ["called_on", "id"]

    def __str__(self) -> str:
        return f"{self.loan} {self.called_on}"
