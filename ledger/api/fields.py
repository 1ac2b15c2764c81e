"""Amounts as text, with the decimals of their currency."""

from decimal import Decimal
from typing import Any

from djmoney.money import Money
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ledger.domain.chart_errors import UnknownCurrency
from ledger.domain.currencies import DECIMALS

AMOUNT_TEXT = r"^-?[0-9]{1,15}(\.[0-9]{1,4})?$"


def amount_of(text: str | None, *, currency: str) -> Money | None:
    """Read what the pattern above has let through.

    :raises UnknownCurrency: amounts are not kept in it.
    """
    checked_currency(currency)
    return None if text is None else Money(Decimal(text), currency)


def checked_currency(currency: str) -> str:
    """Give it back.

    :raises UnknownCurrency: amounts are not kept in it.
    """
    if currency not in DECIMALS:
        raise UnknownCurrency(currency=currency)
    return currency


@extend_schema_field({"type": "string", "examples": ["1365.20"]})
class AmountField(serializers.Field[Money, Any, str, Any]):
    """The amount of a Money; its currency stands in a field beside it."""

    def to_representation(self, value: Money) -> str:
        return f"{value.amount:f}"


class MoneySerializer(serializers.Serializer[Money]):
    """An amount that stands alone."""

    amount = AmountField(source="*")
    currency = serializers.CharField()


@extend_schema_field({"type": "string", "pattern": "^[0-9a-f]{64}$"})
class HashField(serializers.Field[bytes, Any, str, Any]):
    """A SHA-256, as hexadecimal digits."""

    def to_representation(self, value: bytes) -> str:
        return value.hex()
