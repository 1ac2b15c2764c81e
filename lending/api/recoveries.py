"""Money that comes in on a loan after it was written off; and its reversal."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from lending.api.acts import Act
from lending.api.fields import AmountField
from lending.api.repayments import RepaymentIn, ReversalIn
from lending.api.resources import One, Within
from lending.models import Loan, Recovery
from lending.selectors.losses import recoveries_visible_to
from lending.selectors.visible import loans_visible_to
from lending.services.record_recovery import record_recovery, reverse_recovery


class RecoveryOut(serializers.ModelSerializer[Recovery]):
    """What came in: of the principal lost, then of the interest lost."""

    amount = AmountField()
    principal = AmountField()
    interest = AmountField()
    currency = serializers.CharField(source="amount.currency.code")

    class Meta:
        model = Recovery
        fields = (
            "id", "fund", "loan", "received_on", "amount", "principal", "interest", "currency", "reference",
            "reversed_on",
        )  # fmt: skip


class Recoveries(Within, Act):
    """What was recovered of a loan that was written off. Recording it is for a treasurer of the fund."""

    visible = loans_visible_to
    serializer_class = RecoveryOut
    takes = RepaymentIn

    def of(self, loan: Loan) -> QuerySet[Recovery]:
        return recoveries_visible_to(self.person).filter(loan=loan)

    def act(self, loan: Loan, *, received_on: date | None = None, **values: Any) -> Recovery:
        now = self.now()
        return record_recovery(
            loan=loan, received_on=received_on or now.date(), acting_person=self.person, now=now, **values
        )


class OneRecovery(One):
    """A recovery."""

    visible = recoveries_visible_to
    serializer_class = RecoveryOut


class ReverseRecovery(Act):
    """Undo a recovery by its mirror entry: every lender gives back its share."""

    visible = recoveries_visible_to
    serializer_class = RecoveryOut
    takes = ReversalIn

    def act(self, recovery: Recovery, *, reason: str, reversed_on: date | None = None) -> Recovery:
        now = self.now()
        return reverse_recovery(
            recovery=recovery, reversed_on=reversed_on or now.date(), reason=reason, acting_person=self.person, now=now
        )
