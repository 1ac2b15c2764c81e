"""From which day to which: how the streams and pages of lines are narrowed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers

from ledger.api.books import FilterQuery


class DaysQuery(FilterQuery):
    """Both days are included; one that is left out has no bound. They are read as `start` and `end`."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        days = {
            "from": serializers.DateField(required=False, help_text="this day or later"),
            "to": serializers.DateField(required=False, help_text="this day or earlier"),
        }
        return {**days, **super().get_fields()}

    def wrong(self, given: Mapping[str, str]) -> dict[str, str]:
        """Days that run backwards; what is no day at all is the field's own business."""
        try:
            backwards = date.fromisoformat(given["from"]) > date.fromisoformat(given["to"])
        except (KeyError, ValueError):
            return {}
        return {"to": gettext("It is below %(name)s: nothing can be found.") % {"name": "from"}} if backwards else {}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """`start` and `end` are what is asked."""
        return {**attrs, "start": attrs.get("from"), "end": attrs.get("to")}
