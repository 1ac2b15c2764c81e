"""How many pay late, as a query says it."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from rest_framework import serializers

from lending.domain.late_payers import DAYS_LATE, DAYS_LATE_MAX, LatePayers


class LatePayersQuery(serializers.Serializer[Any]):
    """Of what is still to fall due, the share that comes late, and by how many days; nobody when not said."""

    late_rate = serializers.DecimalField(
        max_digits=7, decimal_places=6, min_value=Decimal(0), max_value=Decimal(1), default=Decimal(0),
        help_text="a fraction: `0.10` is 10 %",
    )  # fmt: skip
    late_days = serializers.IntegerField(
        min_value=0, max_value=DAYS_LATE_MAX, default=DAYS_LATE,
        help_text="what is overdue already comes so many days from today",
    )  # fmt: skip


def late_payers(values: dict[str, Any]) -> LatePayers:
    """The same as the domain takes it."""
    return LatePayers(rate=Fraction(values["late_rate"]), days=values["late_days"])
