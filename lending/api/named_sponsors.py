"""The sponsors that a request names, over HTTP."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lending.api.fields import AMOUNT, AmountField, Own
from lending.models import Membership
from lending.selectors.visible import fellows_of
from lending.services.name_sponsors import SponsorAsked

SHARE: dict[str, Any] = {"max_digits": 5, "decimal_places": 4, "help_text": "a fraction: 0.5 is 50 %"}


class SponsorIn(serializers.Serializer[Any]):
    """A member that answers for an amount, or for a share of the loan."""

    membership = Own(queryset=Membership.objects.all(), visible=fellows_of)
    amount = AmountField(required=False)
    share = serializers.DecimalField(required=False, **SHARE)

    def to_internal_value(self, data: Any) -> SponsorAsked:  # type: ignore[override]
        """As the services take it; whether it can be is theirs to say."""
        values = super().to_internal_value(data)
        member: Membership = values["membership"]
        return SponsorAsked(member.pk, values.get("amount"), values.get("share"))


class SponsorOut(serializers.Serializer[Any]):
    """A sponsor as a version of a request keeps it: the most that it answers for, and its share where it said one."""

    membership = serializers.UUIDField()
    siren = serializers.CharField()
    amount = serializers.SerializerMethodField()
    share = serializers.DecimalField(allow_null=True, **SHARE)

    @extend_schema_field(AMOUNT)
    def get_amount(self, one: dict[str, str]) -> str:
        return f"{Decimal(one['amount']):.2f}"


def as_asked(sponsors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The sponsors that a version keeps, as they were sent."""
    given = (("amount", one["amount"]) if one["share"] is None else ("share", one["share"]) for one in sponsors)
    return [{"membership": one["membership"], **dict([of])} for one, of in zip(sponsors, given, strict=True)]
