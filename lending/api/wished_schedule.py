"""What a request wishes of its schedule, over HTTP."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from lending.api.fields import DayField
from lending.domain.terms_json import INSTALMENTS_MAX
from lending.domain.wished_schedule import GRACE, WISHED, WishedSchedule


class WishedIn(serializers.Serializer[Any]):
    """Another first due date or every due date, and first instalments without principal or without interest."""

    instalments = serializers.IntegerField(
        min_value=1, max_value=INSTALMENTS_MAX, required=False,
        help_text="how many; left out where `due_dates` says it",
        error_messages={"required": _("Say how many instalments, or give every due date.")},
    )  # fmt: skip
    first_due_on = DayField(
        required=False, allow_null=True, help_text="when it is not one period after the day of the money"
    )
    due_dates = serializers.ListField(
        child=DayField(), required=False, allow_null=True, max_length=INSTALMENTS_MAX,
        help_text="every due date, each later than the one before, instead of the product's periods",
    )  # fmt: skip
    principal_grace = serializers.IntegerField(
        min_value=0, max_value=INSTALMENTS_MAX, default=0, help_text="first instalments without principal"
    )
    interest_grace = serializers.IntegerField(
        min_value=0, max_value=INSTALMENTS_MAX, default=0,
        help_text="first instalments without interest, which is added to the next, not compounded",
    )  # fmt: skip

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Their number is missing like any other field, unless the due dates say it: all is named at once."""
        has_dates = isinstance(data, Mapping) and bool(data.get("due_dates"))
        self.fields["instalments"].required = not has_dates
        return super().to_internal_value(data)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What is wished as the services take it, and how many instalments that makes."""
        wished = {name: asked[name] for name in ("first_due_on", *GRACE) if name in asked}
        dates = tuple(asked.get("due_dates") or ())
        rest = {name: value for name, value in asked.items() if name not in WISHED}
        return {"instalments": len(dates), **rest, "wished": WishedSchedule(**wished, due_dates=dates)}


def as_wished(kept: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """What was asked with what changes in it: other due dates make another number of instalments."""
    if changes.get("due_dates"):
        kept = {name: value for name, value in kept.items() if name not in ("instalments", "first_due_on")}
    return {**kept, **changes}
