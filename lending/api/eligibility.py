"""The fund's ceilings asked of a request: shown before submitting and during the vote."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField
from lending.api.resources import Resource
from lending.api.wording import told
from lending.domain.exposure import Verdict
from lending.domain.exposure_rules import MEASURES
from lending.domain.money import from_minor
from lending.selectors.visible import requests_visible_to
from lending.services.assess_request import assess, possible_amount


class VerdictOut(serializers.Serializer[Verdict]):
    """One rule: what it looked at, its limit, and whether the request passes. Amounts as text, counts as text too."""

    rule = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    version = serializers.IntegerField()
    passed = serializers.BooleanField()
    value = serializers.SerializerMethodField()
    limit = serializers.SerializerMethodField()
    possible = serializers.SerializerMethodField(help_text="the most that this rule lets through")
    explanation = serializers.SerializerMethodField()

    def get_value(self, verdict: Verdict) -> str | None:
        return _shown(verdict, verdict.value)

    def get_limit(self, verdict: Verdict) -> str | None:
        return _shown(verdict, verdict.limit)

    def get_possible(self, verdict: Verdict) -> str | None:
        return _shown(verdict, verdict.possible)

    def get_explanation(self, verdict: Verdict) -> str:
        return " ".join(told(sentence) for sentence in verdict.sentences)


def _shown(verdict: Verdict, figure: int | None) -> str | None:
    if figure is None:
        return None
    return str(from_minor(figure, verdict.currency) if MEASURES[verdict.measure].is_money else figure)


class EligibilityOut(serializers.Serializer[Any]):
    """Every rule's verdict now, and the largest amount that all of them let through."""

    passed = serializers.BooleanField()
    possible = AmountField(allow_null=True)
    currency = serializers.CharField()
    verdicts = VerdictOut(many=True)


class Eligibility(Resource):
    """What the fund's ceilings say of this request now; nothing is kept."""

    visible = requests_visible_to
    serializer_class = EligibilityOut

    @extend_schema(operation_id="loan_requests_eligibility")
    def get(self, request: Request, **_names: Any) -> Response:
        version = self.found().current
        verdicts = assess(version)
        found = {
            "passed": all(verdict.passed for verdict in verdicts),
            "possible": possible_amount(version),
            "currency": version.amount.currency.code,
            "verdicts": verdicts,
        }
        return Response(self.get_serializer(found).data)
