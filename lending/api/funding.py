"""Who funds a loan: proposed before and at the vote, fixed at the agreement, with every ceiling that bound in words."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField
from lending.api.resources import Resource
from lending.api.wording import told
from lending.domain.funding_words import held_by, kept_out_by
from lending.domain.money import from_minor
from lending.models import FundPolicy
from lending.policies import require_fund_reader
from lending.selectors.amounts import as_money
from lending.selectors.funding_plans import plan_of_loan
from lending.selectors.visible import loans_visible_to, requests_visible_to
from lending.services.propose_funding import propose_funding


class CeilingOut(serializers.Serializer[Any]):
    """A ceiling and what it means, in words."""

    ceiling = serializers.CharField()
    explanation = serializers.CharField()


class LegOut(serializers.Serializer[Any]):
    """A lender and its part; `bound_by` names the ceilings without which it would be larger."""

    membership = serializers.UUIDField()
    lender = serializers.CharField()
    amount = AmountField()
    bound_by = CeilingOut(many=True)


class KeptOutOut(serializers.Serializer[Any]):
    """A lender without a part, and why."""

    membership = serializers.UUIDField()
    lender = serializers.CharField()
    why = CeilingOut(many=True)


class FundingOut(serializers.Serializer[Any]):
    """Who lends how much: the parts sum to the amount."""

    method = serializers.ChoiceField(choices=FundPolicy.Funding.choices)
    reason = serializers.CharField(help_text="why another method was chosen than the one in force")
    currency = serializers.CharField()
    legs = LegOut(many=True)
    kept_out = KeptOutOut(many=True)


def funding_in_words(figures: dict[str, Any], *, method: str, currency: str, reason: str = "") -> dict[str, Any]:
    """A proposal or a kept plan as the answer tells it."""
    return {
        "method": method,
        "reason": reason,
        "currency": currency,
        "legs": [
            {
                **_who(leg),
                "amount": as_money(leg["amount_minor"], currency),
                "bound_by": [
                    _ceiling(name, told(held_by(name, room=from_minor(room, currency))))
                    for name, room in leg["bound_by"].items()
                ],
            }
            for leg in figures["legs"]
        ],
        "kept_out": [{**_who(one), "why": _kept_out(one["by"])} for one in figures["kept_out"]],
    }


def _who(one: dict[str, Any]) -> dict[str, Any]:
    return {"membership": one["membership"], "lender": one["lender"]}


def _kept_out(names: Iterable[str]) -> list[dict[str, str]]:
    return [_ceiling(name, told(kept_out_by(name))) for name in names]


def _ceiling(name: str, explanation: str) -> dict[str, str]:
    return {"ceiling": name, "explanation": explanation}


class MethodQuery(serializers.Serializer[Any]):
    """By which method; the one in force when not said."""

    method = serializers.ChoiceField(choices=FundPolicy.Funding.choices, required=False, default="")


class ProposedFunding(Resource):
    """Who would lend how much if it were agreed now; nothing is kept. For those who serve the fund."""

    visible = requests_visible_to
    serializer_class = FundingOut

    @extend_schema(
        operation_id="loan_requests_funding",
        parameters=[
            OpenApiParameter(
                "method", enum=FundPolicy.Funding.values, description="by which method; the one in force when not said"
            )
        ],
    )
    def get(self, request: Request, **_names: Any) -> Response:
        asked = self.found()
        require_fund_reader(self.person, asked.fund)
        query = MethodQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        funding = propose_funding(asked.current, method=query.validated_data["method"])
        answer = funding_in_words(funding.to_dict(), method=funding.method.value, currency=asked.fund.currency)
        return Response(self.get_serializer(answer).data)


class LoanFunding(Resource):
    """How the loan was spread when it was agreed, for those who serve the fund.

    404 for loans agreed before it was kept.
    """

    visible = loans_visible_to
    serializer_class = FundingOut

    @extend_schema(operation_id="loans_funding")
    def get(self, request: Request, **_names: Any) -> Response:
        loan = self.found()
        require_fund_reader(self.person, loan.fund)
        plan = plan_of_loan(loan)
        if plan is None:
            raise Http404
        answer = funding_in_words(plan.figures, method=plan.method, currency=loan.fund.currency, reason=plan.reason)
        return Response(self.get_serializer(answer).data)
