"""What a request wishes of its schedule, over HTTP."""

from typing import Any

from rest_framework import serializers

from lending.api.fields import DayField
from lending.domain.terms_json import INSTALMENTS_MAX
from lending.domain.wished_schedule import GRACE, WishedSchedule


class WishedIn(serializers.Serializer[Any]):
    """Another first due date, and first instalments without principal or without interest."""

    first_due_on = DayField(
        required=False, allow_null=True, help_text="when it is not one period after the day of the money"
    )
    principal_grace = serializers.IntegerField(
        min_value=0, max_value=INSTALMENTS_MAX, default=0, help_text="first instalments without principal"
    )
    interest_grace = serializers.IntegerField(
        min_value=0, max_value=INSTALMENTS_MAX, default=0,
        help_text="first instalments without interest, which is added to the next, not compounded",
    )  # fmt: skip

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The three as the services take them."""
        names = ("first_due_on", *GRACE)
        wished = WishedSchedule(**{name: asked[name] for name in names if name in asked})
        return {**{name: value for name, value in asked.items() if name not in names}, "wished": wished}
