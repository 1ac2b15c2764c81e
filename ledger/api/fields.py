"""Amounts as text, with the decimals of their currency."""

from typing import Any

from djmoney.money import Money
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field({"type": "string", "examples": ["1365.20"]})
class AmountField(serializers.Field[Money, Any, str, Any]):
    """The amount of a Money; its currency stands in a field beside it."""

    def to_representation(self, value: Money) -> str:
        return f"{value.amount:f}"


class MoneySerializer(serializers.Serializer[Money]):
    """An amount that stands alone."""

    amount = AmountField(source="*")
    currency = serializers.CharField()
