"""Drawdowns as a request asks for them."""

from typing import Any

from rest_framework import serializers

from lending.api.fields import AmountField, DayField
from lending.models import RequestVersion


class DrawdownAsked(serializers.Serializer[Any]):
    """A part of the amount, and the day it is wished for."""

    on = DayField()
    amount = AmountField()


def drawdowns_as_asked(version: RequestVersion) -> list[dict[str, str]]:
    """What a request asks for now, as it was sent; nothing where it is drawn at once."""
    drawn: list[dict[str, str]] = version.terms["drawdowns"]
    return drawn if len(drawn) > 1 else []
