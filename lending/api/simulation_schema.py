"""What terms and a simulation look like, for the description of the interface."""

from collections.abc import Mapping
from typing import Any, Final

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from lending.domain.calendars import BusinessDay
from lending.domain.day_count import DayCount
from lending.domain.money import RoundingMode
from lending.domain.terms import Effect, EventType, FeePayment, InterestRounding, PeriodUnit, Repayment
from lending.models import Repayment as Receipt

Data = Mapping[str, Any]


class DatedAmount(serializers.Serializer[Data]):
    on = serializers.DateField()
    amount = serializers.CharField(help_text="above zero, with at most the currency's decimals, such as 1365.20")


class ChargedFee(DatedAmount):
    """A fee: paid apart, deducted from what is drawn on its day, or financed: lent with the loan."""

    paid = serializers.ChoiceField([how.value for how in FeePayment], default=FeePayment.APART.value)


class SimulatedEvent(DatedAmount):
    """Money received: a payment of what is due (repayment), or principal paid early (prepayment)."""

    type = serializers.ChoiceField([kind.value for kind in EventType])
    effect = serializers.ChoiceField(Receipt.Effect.choices, default=Effect.REDUCE_TERM.value)


class RateFrom(serializers.Serializer[Data]):
    on = serializers.DateField()
    annual_rate = serializers.CharField(help_text="a fraction: 4 % is 0.04")


class Frequency(serializers.Serializer[Data]):
    count = serializers.IntegerField(min_value=1, default=1)
    unit = serializers.ChoiceField([unit.value for unit in PeriodUnit], default=PeriodUnit.MONTHS.value)


class RoundingRule(serializers.Serializer[Data]):
    mode = serializers.ChoiceField([mode.value for mode in RoundingMode], default=RoundingMode.HALF_UP.value)
    interest = serializers.ChoiceField([kind.value for kind in InterestRounding], default="each_period")
    instalment = serializers.CharField(required=False, help_text="the equal instalment is a multiple of it")


class SimulationTerms(serializers.Serializer[Data]):
    """The terms of a loan. What is left out or null has its default."""

    currency = serializers.CharField(help_text="ISO 4217")
    annual_rate = serializers.CharField(help_text="a fraction: 4 % is 0.04")
    repayment = serializers.ChoiceField([method.value for method in Repayment])
    drawdowns = DatedAmount(many=True)
    instalments = serializers.IntegerField(min_value=1, max_value=1200)
    every = Frequency(required=False)
    first_due_on = serializers.DateField(allow_null=True, required=False)
    due_dates = serializers.ListField(child=serializers.DateField(), allow_null=True, required=False)
    day_count = serializers.ChoiceField([way.value for way in DayCount], default=DayCount.EQUAL_PERIODS.value)
    principal_grace = serializers.IntegerField(min_value=0, default=0)
    interest_grace = serializers.IntegerField(min_value=0, default=0)
    business_day = serializers.ChoiceField([rule.value for rule in BusinessDay], default="unadjusted")
    calendar = serializers.ChoiceField(["TARGET", "FR"], default="TARGET")
    rounding = RoundingRule(required=False)
    rate_changes = RateFrom(many=True, required=False)
    fees = ChargedFee(many=True, required=False)
    events = SimulatedEvent(many=True, required=False)


class Explained(serializers.Serializer[Data]):
    """Whether each instalment says why its cents."""

    explain = serializers.BooleanField(default=False, help_text="whether each instalment says why its cents")


class ExplainedSegment(serializers.Serializer[Data]):
    """Days with one balance and one rate: balance × rate × part of a year."""

    to = serializers.DateField()
    balance = serializers.CharField()
    rate = serializers.CharField()
    fraction = serializers.CharField(help_text="part of a year, exact: 31/365")
    interest = serializers.CharField(help_text="exact, not rounded: 100/3")

    def get_fields(self) -> dict[str, Any]:
        # `from` is a word of the language, and cannot be the name of an attribute.
        return {"from": serializers.DateField(), **super().get_fields()}


class Explanation(serializers.Serializer[Data]):
    """`rounded` = `unrounded` + `residue`; what is not rounded is an exact fraction."""

    segments = ExplainedSegment(many=True)
    carried = serializers.CharField(help_text="left by the rounding of earlier instalments, when cumulative")
    unrounded = serializers.CharField()
    rounded = serializers.CharField()
    residue = serializers.CharField()


class SimulatedInstalment(serializers.Serializer[Data]):
    number = serializers.IntegerField()
    due_on = serializers.DateField()
    principal = serializers.CharField()
    interest = serializers.CharField()
    fees = serializers.CharField()
    total = serializers.CharField()
    outstanding = serializers.CharField(help_text="principal at the end of the day")
    explanation = Explanation(required=False, help_text="when asked for by explain=true")


class SimulatedTotals(serializers.Serializer[Data]):
    principal = serializers.CharField()
    interest = serializers.CharField()
    fees = serializers.CharField()
    total = serializers.CharField()


class SimulatedRates(serializers.Serializer[Data]):
    """Fractions; null when no rate makes what is paid worth what was lent."""

    proportional = serializers.CharField(allow_null=True, help_text="professional TEG: period rate × periods a year")
    period_rate = serializers.CharField(allow_null=True)
    period = serializers.CharField(help_text="the unit period, such as 1 month")
    eu = serializers.CharField(allow_null=True, help_text="2008/48/EC annex I")


class Simulation(serializers.Serializer[Data]):
    """A schedule and what it costs. Amounts are texts with the currency's decimals."""

    instalments = SimulatedInstalment(many=True)
    totals = SimulatedTotals()
    effective_rate = SimulatedRates()


ASKED: Final = {
    "currency": "EUR",
    "annual_rate": "0.04",
    "repayment": "interest_only",
    "drawdowns": [{"on": "2026-01-15", "amount": "10000.00"}],
    "instalments": 3,
    "every": {"count": 1, "unit": "months"},
    "rounding": {"mode": "half_up", "interest": "cumulative"},
    "fees": [{"on": "2026-01-15", "amount": "50.00"}],
}
EXAMPLES: Final = [
    OpenApiExample("10 000 € for three months", value=ASKED, request_only=True),
    OpenApiExample(
        "Its schedule and cost",
        response_only=True,
        status_codes=["200"],
        value={
            "instalments": [
                {
                    "number": 1,
                    "due_on": "2026-02-15",
                    "principal": "0.00",
                    "interest": "33.33",
                    "fees": "50.00",
                    "total": "83.33",
                    "outstanding": "10000.00",
                },
                {
                    "number": 2,
                    "due_on": "2026-03-15",
                    "principal": "0.00",
                    "interest": "33.34",
                    "fees": "0.00",
                    "total": "33.34",
                    "outstanding": "10000.00",
                },
                {
                    "number": 3,
                    "due_on": "2026-04-15",
                    "principal": "10000.00",
                    "interest": "33.33",
                    "fees": "0.00",
                    "total": "10033.33",
                    "outstanding": "0.00",
                },
            ],
            "totals": {"principal": "10000.00", "interest": "100.00", "fees": "50.00", "total": "10150.00"},
            "effective_rate": {
                "proportional": "0.0602",
                "period_rate": "0.00501675",
                "period": "1 month",
                "eu": "0.0619",
            },
        },
    ),
]
