"""The fund's ceilings asked of a request: shown before submitting and during the vote."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField
from lending.api.resources import Resource, Within
from lending.api.wording import told
from lending.domain.exposure import Verdict
from lending.domain.money import from_minor
from lending.models import EligibilityCheck, LoanRequest
from lending.policies import may_see_lenders
from lending.selectors.visible import requests_visible_to
from lending.services.assess_now import assess_now
from lending.services.assess_request import possible_amount


class VerdictOut(serializers.Serializer[Verdict]):
    """One rule: what it looked at, its limit, and whether the request passes. Amounts as text, counts as text too.

    What is asked of a lender's part names the lender.
    """

    rule = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    version = serializers.IntegerField()
    passed = serializers.BooleanField()
    value = serializers.SerializerMethodField()
    limit = serializers.SerializerMethodField()
    possible = serializers.SerializerMethodField(help_text="the most that this rule lets through")
    lender = serializers.SerializerMethodField(help_text="the member whose part it is asked of")
    may_be_overridden = serializers.BooleanField(help_text="whether the committee may decide otherwise")
    explanation = serializers.SerializerMethodField()

    def get_value(self, verdict: Verdict) -> str | None:
        return _shown(verdict, verdict.value)

    def get_limit(self, verdict: Verdict) -> str | None:
        return _shown(verdict, verdict.limit)

    def get_possible(self, verdict: Verdict) -> str | None:
        return _shown(verdict, verdict.possible)

    def get_lender(self, verdict: Verdict) -> UUID | None:
        return UUID(verdict.lender) if verdict.lender else None

    def get_explanation(self, verdict: Verdict) -> str:
        return " ".join(told(sentence) for sentence in verdict.sentences)


def _shown(verdict: Verdict, figure: int | None) -> str | None:
    if figure is None:
        return None
    return str(from_minor(figure, verdict.currency) if verdict.is_money else figure)


class OverrideOut(serializers.Serializer[Any]):
    """A rule let be exceeded, by the vote that is open or the decision, no further than these figures (minor units)."""

    rule = serializers.CharField()
    lender = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()
    value = serializers.IntegerField()
    limit = serializers.IntegerField()


class EligibilityOut(serializers.Serializer[Any]):
    """Every rule's verdict now, and the largest amount that all of them let through."""

    stage = serializers.CharField(help_text="the act that these verdicts are for")
    passed = serializers.BooleanField(help_text="whether nothing blocks that act")
    possible = AmountField(allow_null=True)
    currency = serializers.CharField()
    verdicts = VerdictOut(many=True)
    kept_out = VerdictOut(many=True, help_text="why members lend nothing of it; for those who serve the fund")
    overrides = OverrideOut(many=True)


class Eligibility(Resource):
    """What every rule says of this request now; nothing is kept. Lenders' figures are for those who serve the fund."""

    visible = requests_visible_to
    serializer_class = EligibilityOut

    @extend_schema(operation_id="loan_requests_eligibility")
    def get(self, request: Request, **_names: Any) -> Response:
        asked = self.found()
        version = asked.current
        now = assess_now(version, sees_lenders=may_see_lenders(self.person, asked))
        found = {
            "stage": now.stage,
            "passed": not now.is_blocked,
            "possible": possible_amount(version, stage=now.stage),
            "currency": version.amount.currency.code,
            "verdicts": now.verdicts,
            "kept_out": now.kept_out,
            "overrides": now.overrides,
        }
        return Response(self.get_serializer(found).data)


class CheckOut(serializers.ModelSerializer[EligibilityCheck]):
    """A verdict as it was kept: at which stage, on what figures (minor units), and the decision that let it through."""

    class Meta:
        model = EligibilityCheck
        fields = (
            "id", "stage", "rule", "source", "version", "lender", "passed", "overridden_by", "inputs", "checked_at",
        )  # fmt: skip


class Checks(Within):
    """Every verdict kept with this request, the newest first. Lenders' figures are for those who serve the fund."""

    visible = requests_visible_to
    serializer_class = CheckOut

    def of(self, asked: LoanRequest | None) -> QuerySet[EligibilityCheck]:
        checks = EligibilityCheck.objects.filter(request_version__request=asked)
        return (
            checks if asked is not None and may_see_lenders(self.person, asked) else checks.filter(lender__isnull=True)
        )
