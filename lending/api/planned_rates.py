"""Other rates that the fund plans for a loan that is asked for."""

from datetime import date
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from lending.api.acts import Act
from lending.api.fields import DayField
from lending.api.loan_requests import LoanRequestOut, requests_with_versions
from lending.models import LoanRequest
from lending.services.plan_rates import plan_rates

CHANGES_MAX = 120


class RateIn(serializers.Serializer[Any]):
    """The annual rate from a day on; a fraction: 3 % is 0.03."""

    on = DayField()
    annual_rate = serializers.DecimalField(max_digits=7, decimal_places=6, min_value=Decimal(0), max_value=Decimal(1))


class RatesIn(serializers.Serializer[Any]):
    """All of them; an empty list takes back what was planned."""

    rate_changes = serializers.ListField(child=RateIn(), max_length=CHANGES_MAX)

    def validate_rate_changes(self, changes: list[dict[str, Any]]) -> list[tuple[date, Decimal]]:
        return [(each["on"], each["annual_rate"]) for each in changes]


class PlanRates(Act):
    """Say which rate counts from which day on: a treasurer's, before the vote, who does not act for the borrower."""

    visible = requests_with_versions
    serializer_class = LoanRequestOut
    takes = RatesIn
    answers = 200

    def act(self, asked: LoanRequest, *, rate_changes: list[tuple[date, Decimal]]) -> LoanRequest:
        return plan_rates(request=asked, rates=rate_changes, acting_person=self.person, now=self.now())
