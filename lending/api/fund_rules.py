"""Which rules a fund asks of its loans, and choosing them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act
from lending.domain.exposure_rules import ExposureRule
from lending.domain.rule_sets import SETS, SETTINGS
from lending.models import Fund
from lending.selectors.rule_sets import choice_of
from lending.selectors.visible import funds_visible_to
from lending.services.choose_rules import choose_rules

REASON_LENGTH_MAX, SHARE_LENGTH_MAX, OWN_MAX = 300, 40, 50


class RuleOut(serializers.Serializer[ExposureRule]):
    """A rule: what is measured, on which side of which limit it must be, and who says so.

    Amounts in `limit` are minor units; a share is a fraction of an input. Who lends is asked of each lender's part.
    """

    code = serializers.CharField()
    about = serializers.CharField(help_text="request | lender")
    measure = serializers.CharField()
    bound = serializers.CharField()
    limit = serializers.IntegerField(allow_null=True)
    share = serializers.SerializerMethodField()
    share_of = serializers.CharField(allow_null=True)
    setting = serializers.CharField(allow_null=True, help_text="the setting that says the share")
    source = serializers.CharField()  # type: ignore[assignment]
    version = serializers.IntegerField()
    may_be_overridden = serializers.BooleanField(help_text="whether the committee may decide otherwise")

    def get_share(self, rule: ExposureRule) -> str | None:
        return None if rule.share is None else str(rule.share)


class RulesOut(serializers.Serializer[Any]):
    """What the fund has chosen, and the rules that follow, beside those of its policy and of the product."""

    sets = serializers.ListField(child=serializers.CharField())
    settings = serializers.DictField(child=serializers.CharField())
    own = RuleOut(many=True)
    rules = RuleOut(many=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "French law, and a share of turnover of the fund's own",
            value={
                "sets": ["fr-l511-6-3bis"],
                "settings": {"lender_borrower_share": "0.05"},
                "own": [
                    {
                        "code": "own_turnover", "measure": "borrower_exposure", "bound": "at_most", "share": "1/10",
                        "share_of": "turnover_minor", "source": "general meeting of 12 May 2026",
                    }
                ],
                "reason": "Counsel's letter of 12 March",
            },
            request_only=True,
        )
    ]
)  # fmt: skip
class RulesIn(serializers.Serializer[Any]):
    """The whole choice: what is left out is not asked."""

    sets = serializers.ListField(child=serializers.ChoiceField(choices=SETS), default=list)
    settings = serializers.DictField(
        child=serializers.CharField(max_length=SHARE_LENGTH_MAX), default=dict, help_text=", ".join(SETTINGS)
    )
    own = serializers.ListField(child=serializers.DictField(), default=list, max_length=OWN_MAX)
    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)


class FundRulesView(Act):
    """The rules of the fund, and choosing others, from now on: by its treasurers and administrators."""

    visible = funds_visible_to
    serializer_class = RulesOut
    takes = RulesIn
    key_is_required = False

    @extend_schema(operation_id="funds_rules")
    def get(self, request: Request, **_names: Any) -> Response:
        return Response(self.get_serializer(_told(self.found())).data)

    def act(self, fund: Fund, *, reason: str, **choice: Any) -> dict[str, Any]:
        choose_rules(fund=fund, choice=choice, reason=reason, acting_person=self.person, now=self.now())
        return _told(fund)


def _told(fund: Fund) -> dict[str, Any]:
    choice = choice_of(fund)
    settings = {name: str(value) for name, value in choice.settings.items()}
    return {"sets": choice.sets, "settings": settings, "own": choice.own, "rules": choice.rules}
