"""A change of running loans over HTTP, old beside new."""

from typing import Any

from rest_framework import serializers

from lending.api.fields import AmountField
from lending.api.simulation_schema import SimulatedRates
from lending.domain.wish import Undrawn
from lending.selectors.change_comparison import Comparison


class ComparedRowOut(serializers.Serializer[Any]):
    """What falls due and is unpaid. `deferred_from`: earned interest that was due then and bears none."""

    due_on = serializers.DateField()
    principal = AmountField()
    interest = AmountField()
    total = AmountField()
    is_past = serializers.BooleanField()
    deferred_from = serializers.DateField(allow_null=True)


class ComparedLenderOut(serializers.Serializer[Any]):
    """Interest to come for a lender."""

    name = serializers.CharField()
    old = AmountField()
    new = AmountField()
    difference = AmountField()


class ComparedLoanOut(serializers.Serializer[Any]):
    """A loan that is changed, on the day of the change."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    outstanding = AmountField()
    past_principal = AmountField()
    past_interest = AmountField()
    oldest_due_on = serializers.DateField(allow_null=True)
    rates = SimulatedRates()


class ComparedSponsorOut(serializers.Serializer[Any]):
    """A sponsor of loans that become one: the most that it answers for of the new loan, null where it is released."""

    membership = serializers.UUIDField()
    name = serializers.CharField()
    amount = AmountField(allow_null=True)


class ComparedDrawdownOut(serializers.Serializer[Any]):
    """A drawdown that is still to come, of the loan of that reference."""

    reference = serializers.CharField()
    number = serializers.IntegerField()
    planned_on = serializers.DateField()
    last_on = serializers.DateField()
    amount = AmountField()


class ComparisonOut(serializers.Serializer[Comparison]):
    """Old schedule and new one, the difference in interest for the borrower and for each lender, and the rates."""

    kind = serializers.CharField()
    on = serializers.DateField()
    past_dues = serializers.CharField()
    loans = ComparedLoanOut(many=True)
    old = ComparedRowOut(many=True)
    new = ComparedRowOut(many=True)
    old_interest = AmountField()
    new_interest = AmountField()
    difference = AmountField()
    lenders = ComparedLenderOut(many=True)
    sponsors = ComparedSponsorOut(many=True)
    undrawn = ComparedDrawdownOut(many=True)
    undrawn_becomes = serializers.ChoiceField(choices=[str(one) for one in Undrawn], allow_null=True)
    rates = SimulatedRates()
