"""Values of an act as plain JSON: amounts as "1365.20 EUR", dates and instants as ISO 8601, ids as text."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from djmoney.money import Money

from lending.domain.currencies import DECIMALS

JsonObject = dict[str, Any]


def plain(values: JsonObject | None) -> JsonObject:
    """The same values, fit for a JSON column. None is an empty object.

    :raises TypeError: for a value that has no plain form; naive instants are refused, they name no moment.
    """
    result: JsonObject = json.loads(json.dumps(values or {}, default=_plain_value))
    return result


def _plain_value(value: object) -> str:
    if isinstance(value, Money):
        return f"{value.amount:.{DECIMALS[value.currency.code]}f} {value.currency}"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"{value.isoformat()} has no time zone")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no plain form")
