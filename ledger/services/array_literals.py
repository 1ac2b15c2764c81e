"""Columns as PostgreSQL array literals: written here in one pass, where an adapter would be asked for every value."""

from collections.abc import Hashable, Iterable, Sequence
from uuid import UUID


def of_integers(values: Iterable[int | None]) -> str:
    """`[1, None]` → `{1,NULL}`."""
    return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}"


def of_texts(values: Iterable[str]) -> str:
    """`['a', 'b "c"']` → `{"a","b \\"c\\""}`."""
    texts = list(values)
    told = '","'.join(texts)
    # All of them at once; only where one holds a quote or a backslash is each looked at.
    if "\\" in told or told.count('"') != 2 * max(0, len(texts) - 1):
        told = '","'.join([text.replace("\\", "\\\\").replace('"', '\\"') for text in texts])
    return '{"' + told + '"}' if texts else "{}"


def of_uuids(values: Iterable[UUID | None]) -> str:
    """Hexadecimal digits without hyphens, which PostgreSQL reads as well."""
    return "{" + ",".join(["NULL" if value is None else f"{value.int:032x}" for value in values]) + "}"


def of_plain(values: Sequence[Hashable]) -> str:
    """What is written without a quote and never holds one: dates, currency codes, words of ours; `None` is NULL.

    They repeat: each is written once.
    """
    told = {value: "NULL" if value is None else str(value) for value in set(values)}
    return "{" + ",".join([told[value] for value in values]) + "}"
