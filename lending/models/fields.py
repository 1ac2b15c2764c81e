"""The two fields that most rows have."""

from typing import Any

from django.db import models
from djmoney.models.fields import MoneyField
from uuid6 import uuid7


def public_id() -> models.UUIDField:
    """A UUIDv7 key: sorted by time of birth, and fit to be shown."""
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


def money(**options: Any) -> MoneyField:
    """An amount with its currency, to the cent."""
    return MoneyField(max_digits=14, decimal_places=2, **options)
