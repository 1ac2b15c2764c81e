"""Opening, closing and reopening periods of a book."""

import datetime as dt
import json
from typing import Any

from django.db import connection

from ledger.domain.errors import InvalidPeriod, LedgerError, PeriodOverlaps, UnknownBook, UnknownPeriod
from ledger.domain.period_errors import (
    LaterPeriodClosed,
    PeriodAcrossYears,
    PeriodNotOver,
    ReopeningWithoutReason,
    YearExported,
)
from ledger.services.checks import writable
from ledger.services.sentences import with_days

REFUSED: dict[str, type[LedgerError]] = {
    "book_unknown": UnknownBook,
    "period_overlaps": PeriodOverlaps,
    "period_unknown": UnknownPeriod,
    "period_across_years": PeriodAcrossYears,
    "later_period_closed": LaterPeriodClosed,
    "year_exported": YearExported,
}


def open_period(*, book: str, starts_on: dt.date, ends_on: dt.date, by: str = "") -> None:
    """Open a period, both days included; asked twice for the same one, it changes nothing.

    :param by: who does it, as text; kept in the period's events.
    :raises PeriodOverlaps: a day of it belongs to another period.
    :raises PeriodAcrossYears: it is not within one declared fiscal year.
    :raises InvalidPeriod: it ends before it starts.
    """
    if starts_on > ends_on:
        raise InvalidPeriod(book=book, starts_on=starts_on, ends_on=ends_on)
    _change("opened", book=book, starts_on=starts_on, ends_on=ends_on, by=by)


def close_period(*, book: str, starts_on: dt.date, ends_on: dt.date, reason: str = "", by: str = "") -> None:
    """Close a period to any further entry. It waits for entries in flight; a second close changes nothing.

    :raises UnknownPeriod: the book has no such period.
    """
    _change("closed", book=book, starts_on=starts_on, ends_on=ends_on, reason=reason, by=by)


def require_over(*, starts_on: dt.date, ends_on: dt.date, today: dt.date) -> None:
    """Days that somebody closes now are over in the book's time zone; asked where the clock is read.

    :raises PeriodNotOver: today, or a day to come, is among them.
    """
    if ends_on >= today:
        raise PeriodNotOver(starts_on=starts_on, ends_on=ends_on, today=today)


def reopen_period(*, book: str, starts_on: dt.date, ends_on: dt.date, reason: str, by: str) -> None:
    """Let entries into a closed period again, by a decision that stays on record; an open one is left as it is.

    :raises ReopeningWithoutReason: the reason, or who decided, is missing.
    :raises LaterPeriodClosed: a later period is closed; reopen that one first.
    :raises YearExported: the legal numbers of its fiscal year were exported; never again.
    :raises UnknownPeriod: the book has no such period.
    """
    if not all(text.strip() and writable(text) for text in (reason, by)):
        raise ReopeningWithoutReason(book=book)
    _change("reopened", book=book, starts_on=starts_on, ends_on=ends_on, reason=reason, by=by)


def _change(act: str, *, book: str, starts_on: dt.date, ends_on: dt.date, by: str, reason: str = "") -> None:
    with connection.cursor() as cursor:
        call = "SELECT ledger_change_period(%s, %s, %s, %s, %s, %s)"
        cursor.execute(call, [book, act, starts_on, ends_on, reason, by])
        (answer,) = cursor.fetchone()
    if answer is not None:
        rule: dict[str, Any] = json.loads(answer) if isinstance(answer, str) else answer
        values = {"book": book, "starts_on": starts_on, "ends_on": ends_on, **with_days(rule)}
        raise REFUSED[values.pop("code")](**values)
