"""What a borrower paid beyond what it owed, given back."""

from datetime import date
from typing import Any

from rest_framework import serializers

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField
from lending.api.repayments import REFERENCE_LENGTH_MAX
from lending.models import CreditRefund, Loan
from lending.selectors.visible import loans_visible_to
from lending.services.refund_credit import refund_credit


class RefundOut(serializers.ModelSerializer[CreditRefund]):
    """Money given back, and where the loan stands then."""

    amount = AmountField()
    currency = serializers.CharField(source="amount.currency.code")
    state = serializers.CharField(source="loan.state")

    class Meta:
        model = CreditRefund
        fields = ("id", "loan", "amount", "currency", "refunded_on", "reference", "reversed_on", "state")


class RefundIn(serializers.Serializer[Any]):
    """How much is given back. The day is today when not said."""

    amount = AmountField()
    refunded_on = DayField(required=False)
    reference = serializers.CharField(max_length=REFERENCE_LENGTH_MAX, required=False, allow_blank=True)


class Refund(Act):
    """Give back what a borrower paid too much; by another treasurer than the one who recorded the receipt."""

    visible = loans_visible_to
    serializer_class = RefundOut
    takes = RefundIn

    def act(self, loan: Loan, *, refunded_on: date | None = None, **values: Any) -> CreditRefund:
        now = self.now()
        return refund_credit(
            loan=loan, refunded_on=refunded_on or now.date(), acting_person=self.person, now=now, **values
        )
