"""The drawdowns of a loan: what is to be paid when, what was paid; paying the next, giving up the rest."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField
from lending.api.loans import LoanWithSchedule
from lending.api.resources import Within
from lending.models import Loan, Tranche
from lending.selectors.visible import loans_visible_to
from lending.services.draw_tranche import draw_tranche
from lending.services.release_tranches import give_up_undrawn

REASON_LENGTH_MAX = 1000


class TrancheOut(serializers.ModelSerializer[Tranche]):
    """A drawdown: the day that was voted, the last on which it may be paid, and what became of it."""

    amount = AmountField(help_text="principal that is lent with it")
    net_paid = AmountField(help_text="what the borrower receives of it: less what is kept back of the first")
    currency = serializers.CharField(source="amount.currency.code")

    class Meta:
        model = Tranche
        fields = (
            "id", "loan", "number", "amount", "net_paid", "currency", "planned_on", "last_on", "state", "drawn_on",
            "released_on", "release_reason",
        )  # fmt: skip


class DrawdownIn(serializers.Serializer[Any]):
    """The day the money leaves: the planned one, or later; today when not said."""

    drawn_on = DayField(required=False)


class Drawdowns(Within):
    """The drawdowns of a loan, the last one first. Most loans have one, which `disbursement` pays."""

    visible = loans_visible_to
    serializer_class = TrancheOut

    def of(self, loan: Loan) -> QuerySet[Tranche]:
        return Tranche.objects.filter(loan=loan).select_related("loan__request_version")


class Draw(Act):
    """Pay the next drawdown of a running loan: the schedule is reckoned again from what was really drawn when.

    For a treasurer who neither asked, nor voted, nor prepared the agreement.
    """

    visible = loans_visible_to
    serializer_class = LoanWithSchedule
    takes = DrawdownIn

    def act(self, loan: Loan, *, drawn_on: date | None = None) -> Loan:
        now = self.now()
        return draw_tranche(loan=loan, drawn_on=drawn_on or now.date(), acting_person=self.person, now=now)


class GivingUpIn(serializers.Serializer[Any]):
    """Why what is left is not drawn."""

    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)


class GiveUpUndrawn(Act):
    """Give up every drawdown that is still to come: what was set aside for it is free again.

    For who acts for the borrower, or a treasurer of the fund.
    """

    visible = loans_visible_to
    serializer_class = LoanWithSchedule
    takes = GivingUpIn

    def act(self, loan: Loan, *, reason: str) -> Loan:
        return give_up_undrawn(loan=loan, reason=reason, acting_person=self.person, now=self.now())
