"""Costs of a loan beside principal and interest: late interest as it runs, charged, waived."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField
from lending.api.repayments import REASON_LENGTH_MAX, RepaymentOut
from lending.api.resources import Resource
from lending.models import Charge, Loan, Repayment
from lending.selectors.amounts import as_money
from lending.selectors.late_interest import late_charges
from lending.selectors.visible import loans_visible_to
from lending.services.charge_late import charge_late
from lending.services.waive_dues import waive_dues


class LateQuery(serializers.Serializer[Any]):
    """Until which day; today when not said."""

    on = DayField(required=False)


class LateSegmentOut(serializers.Serializer[Any]):
    """Days on which one amount was overdue: amount × rate × days / 365."""

    start = serializers.DateField()
    end = serializers.DateField()
    days = serializers.IntegerField()
    on = serializers.ChoiceField(["principal", "interest"])
    balance = AmountField()
    rate = serializers.CharField()
    interest = serializers.CharField(help_text="exact, as a fraction of the currency's unit")


class LateChargeOut(serializers.Serializer[Any]):
    """Late interest of one instalment that is not charged yet, and why."""

    number = serializers.IntegerField()
    amount = AmountField()
    segments = LateSegmentOut(many=True)


class LateOut(serializers.Serializer[Any]):
    """What late interest has run until a day and is not charged yet."""

    on = serializers.DateField()
    total = AmountField()
    instalments = LateChargeOut(many=True)


class ChargeOut(serializers.ModelSerializer[Charge]):
    """Costs that were charged; `why` explains each cent, in minor units."""

    amount = AmountField()
    parts = serializers.SerializerMethodField()

    class Meta:
        model = Charge
        fields = ("id", "loan", "kind", "charged_on", "amount", "parts", "why", "reversed_on")

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_parts(self, charge: Charge) -> dict[str, str]:
        return {str(part.instalment_number): f"{part.amount.amount:.2f}" for part in charge.parts.all()}


class LateView(Resource):
    """Late interest by the contract, as it runs; changes nothing."""

    visible = loans_visible_to
    serializer_class = LateOut

    @extend_schema(operation_id="loans_late_interest", parameters=[LateQuery])
    def get(self, request: Request, **_names: Any) -> Response:
        loan = self.found()
        asked = LateQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(self.get_serializer(late(loan, on=asked.validated_data.get("on", self.now().date()))).data)


def late(loan: Loan, *, on: date) -> dict[str, Any]:
    """Late interest until a day, as amounts."""
    currency = loan.fund.currency
    found = late_charges(loan, on=on)
    return {
        "on": on,
        "total": as_money(sum(charge.amount_minor for charge in found), currency),
        "instalments": [
            {
                "number": charge.number,
                "amount": as_money(charge.amount_minor, currency),
                "segments": [
                    {
                        "start": segment.start, "end": segment.end, "days": segment.days, "on": segment.on,
                        "balance": as_money(segment.balance_minor, currency),
                        "rate": str(segment.rate), "interest": str(segment.unrounded_minor / 100),
                    }
                    for segment in charge.segments
                ],
            }
            for charge in found
        ],
    }  # fmt: skip


class ChargeIn(serializers.Serializer[Any]):
    """Until which day late interest is charged; today when not said."""

    charged_on = DayField(required=False)


class ChargeLate(Act):
    """Charge the late interest that has run; a receipt does so by itself."""

    visible = loans_visible_to
    serializer_class = ChargeOut
    takes = ChargeIn

    def act(self, loan: Loan, *, charged_on: date | None = None) -> Charge:
        now = self.now()
        return charge_late(loan=loan, charged_on=charged_on or now.date(), acting_person=self.person, now=now)


class WaiverIn(serializers.Serializer[Any]):
    """What is given up of what is due, and why. The day is today when not said."""

    part = serializers.ChoiceField(["costs", "interest"])
    amount = AmountField()
    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)
    waived_on = DayField(required=False)


class Waive(Act):
    """Give up costs, which are the fund's, or interest, which the lenders share; no money moves."""

    visible = loans_visible_to
    serializer_class = RepaymentOut
    takes = WaiverIn

    def act(self, loan: Loan, *, waived_on: date | None = None, **values: Any) -> Repayment:
        now = self.now()
        return waive_dues(loan=loan, waived_on=waived_on or now.date(), acting_person=self.person, now=now, **values)
