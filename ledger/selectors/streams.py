"""Rows of one query, streamed: memory stays flat however many there are."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

ROWS_PER_FETCH = 2000


def stream(query: str, parameters: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a query through a server-side cursor, closed when the reader stops."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while rows := cursor.fetchmany(ROWS_PER_FETCH):
            yield from rows
