"""The drawdowns of a loan: what was agreed for which day, and what was really paid when."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy
from djmoney.money import Money

from lending.models.fields import money, public_id
from lending.models.fund import Fund
from lending.models.loan import Loan, Participation
from members.models import Person


class Tranche(models.Model):
    """A part of a loan that is paid by itself: whole, on its day or later, in its order. Most loans have one.

    A fee that is lent is part of the first, and so is one that is kept back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("tranche", "to be drawn")
        DRAWN = "drawn", pgettext_lazy("tranche", "drawn")
        RELEASED = "released", pgettext_lazy("tranche", "given up")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="tranches")
    number = models.PositiveIntegerField()
    amount = money(help_text="principal that is lent with it")
    planned_on = models.DateField(help_text="the day that was voted")
    last_on = models.DateField(help_text="the last day on which it may be paid")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    drawn_on = models.DateField(null=True)
    released_on = models.DateField(null=True)
    released_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="none: its time was over"
    )
    release_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "number"], name="tranche_number_is_unique"),
            models.CheckConstraint(name="tranche_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="a_tranche_is_drawn_or_given_up_on_a_day",
                condition=Q(state="waiting", drawn_on__isnull=True, released_on__isnull=True)
                | Q(state="drawn", drawn_on__isnull=False, released_on__isnull=True)
                | Q(state="released", drawn_on__isnull=True, released_on__isnull=False),
            ),
            # The first one of loans of before could be paid earlier than it was wished for.
            models.CheckConstraint(
                name="a_tranche_is_drawn_on_its_day_or_later",
                condition=Q(drawn_on__isnull=True) | Q(number=1) | Q(drawn_on__gte=F("planned_on")),
            ),
        ]
        indexes = [models.Index(fields=["fund", "state", "planned_on"], name="tranche_by_state")]
        ordering = ["loan_id", "number"]

    def __str__(self) -> str:
        return f"{self.loan} t{self.number}"

    @property
    def net_paid(self) -> Money:
        """What the borrower receives of it: what is kept back is kept of the first one."""
        if self.number > 1:
            return self.amount
        return self.amount - self.loan.kept_back - self.loan.kept_for_guarantee


class TrancheShare(models.Model):
    """What of a tranche is lent by one leg, and where the ledger holds it back until then."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="shares")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="tranche_shares")
    amount = money()
    reservation_entry_id = models.UUIDField(
        null=True, help_text="the ledger's entry that sets the amount aside; none where an account of its own does"
    )
    reservation_line = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tranche", "participation"], name="a_leg_has_one_share_of_a_tranche"),
            models.CheckConstraint(name="tranche_share_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="tranche_share_reservation_is_an_entry_and_a_line",
                condition=Q(reservation_entry_id__isnull=True, reservation_line__isnull=True)
                | Q(reservation_entry_id__isnull=False, reservation_line__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["reservation_entry_id", "reservation_line"], name="a_reservation_is_for_one_tranche_share"
            ),
        ]
        ordering = ["tranche_id", "participation_id"]

    def __str__(self) -> str:
        return f"{self.tranche} {self.participation} {self.amount}"

    @property
    def reservation(self) -> tuple[UUID, int] | None:
        """Where the ledger holds the amount back until it is paid out; none in a loan agreed before it could."""
        if self.reservation_entry_id is None or self.reservation_line is None:
            return None
        return self.reservation_entry_id, self.reservation_line


class Drawdown(models.Model):
    """A tranche as it was paid. Taken back only to be done again, as something of an earlier day is learnt."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="drawdowns")
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="drawdowns")
    drawn_on = models.DateField()
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry_id = models.UUIDField(null=True, unique=True, help_text="none of what was paid before drawdowns were kept")
    reversal_entry_id = models.UUIDField(null=True, unique=True)
    reversed_on = models.DateField(null=True)
    replays = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replayed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tranche"], condition=Q(reversed_on__isnull=True), name="a_tranche_is_drawn_once"
            ),
        ]
        ordering = ["drawn_on", "id"]

    def __str__(self) -> str:
        return f"{self.tranche} {self.drawn_on}"
