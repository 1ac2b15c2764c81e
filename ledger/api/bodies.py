"""What the bodies of acts have in common."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers


class Body(serializers.Serializer[Any]):
    """What an act is asked with; every wrong field is named at once, one that does not exist included.

    A misspelt `floor` that was overlooked would open an account without any, and look right.
    """

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """:raises ValidationError: every wrong field, by its name."""
        unknown = [name for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        wrong: dict[str, Any] = {name: gettext("There is no such field.") for name in unknown}
        read: dict[str, Any] = {}
        try:
            read = super().to_internal_value(data)
        except serializers.ValidationError as error:
            wrong |= dict(error.detail)  # type: ignore[arg-type]
        if wrong:
            raise serializers.ValidationError(wrong)
        return read
