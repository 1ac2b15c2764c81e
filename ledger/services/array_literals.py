"""Columns as PostgreSQL array literals: written here in one pass, where an adapter would be asked for every value."""

from collections.abc import Iterable
from uuid import UUID


def of_integers(values: Iterable[int | None]) -> str:
    """`[1, None]` → `{1,NULL}`."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def of_texts(values: Iterable[str]) -> str:
    """`['a', 'b "c"']` → `{"a","b \\"c\\""}`."""
    return "{" + ",".join(['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]) + "}"


def of_uuids(values: Iterable[UUID | None]) -> str:
    """Hexadecimal digits without hyphens, which PostgreSQL reads as well."""
    return "{" + ",".join(["NULL" if value is None else f"{value.int:032x}" for value in values]) + "}"


def of_plain(values: Iterable[object]) -> str:
    """What is written without a quote and never holds one: dates, currency codes, words of ours; `None` is NULL."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"
