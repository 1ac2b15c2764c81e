"""Opening and closing periods of a book."""

import datetime as dt
import json
from typing import Any

from django.db import connection

from ledger.domain.errors import InvalidPeriod, LedgerError, PeriodOverlaps, UnknownBook, UnknownPeriod

REFUSED: dict[str, type[LedgerError]] = {
    "book_unknown": UnknownBook,
    "period_overlaps": PeriodOverlaps,
    "period_unknown": UnknownPeriod,
}


def open_period(*, book: str, starts_on: dt.date, ends_on: dt.date) -> None:
    """Open a period, both days included; asked twice for the same one, it changes nothing.

    :raises PeriodOverlaps: a day of it belongs to another period.
    :raises InvalidPeriod: it ends before it starts.
    """
    if starts_on > ends_on:
        raise InvalidPeriod(book=book, starts_on=starts_on, ends_on=ends_on)
    _call("SELECT ledger_open_period(%s, %s, %s)", book=book, starts_on=starts_on, ends_on=ends_on)


def close_period(*, book: str, starts_on: dt.date, ends_on: dt.date) -> None:
    """Close a period to any further entry. It waits for entries in flight; a second close changes nothing.

    :raises UnknownPeriod: the book has no such period.
    """
    _call("SELECT ledger_close_period(%s, %s, %s)", book=book, starts_on=starts_on, ends_on=ends_on)


def _call(query: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values.values()))
        (answer,) = cursor.fetchone()
    if answer is not None:
        code = (json.loads(answer) if isinstance(answer, str) else answer)["code"]
        raise REFUSED[code](**values)
