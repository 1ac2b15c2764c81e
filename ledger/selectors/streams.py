"""Rows of one query, streamed: memory stays flat however many there are."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from django.db import connection
from psycopg import ServerCursor
from psycopg.pq import Format

ROWS_PER_FETCH = 2000
_numbers = count(1)


def stream(query: str, parameters: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a query through a server-side cursor, closed when the reader stops.

    Values come in PostgreSQL's binary form: a text of each date and id would cost the reader several times the row.
    """
    connection.ensure_connection()
    raw = connection.connection
    # Outside a transaction the cursor outlives the statement that declares it.
    named: Any = ServerCursor(raw, f"stream_{next(_numbers)}", scrollable=False, withhold=raw.autocommit)
    named.format = Format.BINARY
    with connection.make_debug_cursor(named) if connection.queries_logged else connection.make_cursor(named) as cursor:
        cursor.execute(query, parameters)
        while rows := cursor.fetchmany(ROWS_PER_FETCH):
            yield from rows
