"""Principal repaid early: what it would do, and the receipt."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField
from lending.api.repayments import REFERENCE_LENGTH_MAX, RepaymentOut
from lending.api.resources import Resource
from lending.models import Loan, Repayment
from lending.selectors.prepayment import Prepayment, as_lines, prepayment
from lending.selectors.visible import loans_visible_to
from lending.services.prepay_loan import prepay_loan


class PrepaymentIn(serializers.Serializer[Any]):
    """What was received, and what repaying early does. The day is today when not said."""

    amount = AmountField()
    effect = serializers.ChoiceField(choices=Repayment.Effect.choices)
    received_on = DayField(required=False)
    reference = serializers.CharField(max_length=REFERENCE_LENGTH_MAX, required=False, allow_blank=True)


class PrepayLoan(Act):
    """Record principal repaid early: what is due first, interest to the day, then principal; the schedule follows."""

    visible = loans_visible_to
    serializer_class = RepaymentOut
    takes = PrepaymentIn

    def act(self, loan: Loan, *, received_on: date | None = None, **values: Any) -> Repayment:
        now = self.now()
        return prepay_loan(
            loan=loan, received_on=received_on or now.date(), acting_person=self.person, now=now, **values
        )


class PrepaymentQuery(serializers.Serializer[Any]):
    """How much, to which effect, on which day: today when not said."""

    amount = AmountField()
    effect = serializers.ChoiceField(choices=Repayment.Effect.choices)
    on = DayField(required=False)


class PrepaidRowOut(serializers.Serializer[Any]):
    """An instalment of the schedule that would follow."""

    number = serializers.IntegerField()
    due_on = serializers.DateField()
    principal = AmountField()
    interest = AmountField()
    total = AmountField()
    outstanding = AmountField(help_text="principal left after this instalment")


class PrepaymentOut(serializers.Serializer[Any]):
    """What an amount received on a day would pay, and the schedule from that day on."""

    on = serializers.DateField()
    amount = AmountField()
    due = AmountField(help_text="owed already, and paid first")
    interest = AmountField(help_text="to the day")
    principal = AmountField(help_text="repaid early")
    indemnity = AmountField(help_text="of the contract")
    currency = serializers.CharField(source="amount.currency.code")
    schedule = serializers.SerializerMethodField()

    @extend_schema_field(PrepaidRowOut(many=True))
    def get_schedule(self, planned: Prepayment) -> list[dict[str, Any]]:
        lines = as_lines(planned, currency=planned.amount.currency.code)
        return list(PrepaidRowOut(lines, many=True).data)


class PrepaymentView(Resource):
    """What repaying some principal early would do; changes nothing."""

    visible = loans_visible_to
    serializer_class = PrepaymentOut

    @extend_schema(operation_id="loans_prepayment", parameters=[PrepaymentQuery])
    def get(self, request: Request, **_names: Any) -> Response:
        loan = self.found()
        asked = PrepaymentQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        on = values.get("on", self.now().date())
        return Response(
            self.get_serializer(prepayment(loan, amount=values["amount"], effect=values["effect"], on=on)).data
        )
