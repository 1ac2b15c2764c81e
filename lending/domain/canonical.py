"""One way to write a value as bytes, so that equal values have equal hashes."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID


def canonical_json(value: Any) -> bytes:
    """`value` as JSON with sorted keys, no spaces, UTF-8; the same before a database keeps it and after.

    Decimals and identifiers are strings, instants are in UTC to the microsecond.

    :raises TypeError: for a float, which two machines may write differently, and whatever JSON does not hold.
    :raises ValueError: for an instant without time zone.

    >>> canonical_json({"b": (1, None), "a": Decimal("0.03")})
    b'{"a":"0.03","b":[1,null]}'
    """
    plain = _plain(value)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256_of(value: Any) -> str:
    """The SHA-256 of the canonical JSON of `value`, in hexadecimal."""
    return sha256(canonical_json(value)).hexdigest()


def instant(at: datetime) -> str:
    """An instant in UTC, always with microseconds.

    >>> from datetime import timedelta, timezone
    >>> instant(datetime(2026, 2, 3, 18, 0, tzinfo=timezone(timedelta(hours=1))))
    '2026-02-03T17:00:00.000000Z'
    """
    if at.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {_key(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _key(name: Any) -> str:
    if not isinstance(name, str):
        raise TypeError(f"the name {name!r} is not a string")
    return str(name)
