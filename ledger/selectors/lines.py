"""Lines of accounts with their running balance: what a statement prints."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from djmoney.money import Money

from ledger.domain.errors import UnknownAccount
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code
from ledger.selectors.streams import stream

# Lines are told in order of date, then entry (UUIDv7: order of making), then line. Debits come before credits, so that
# a movement between two of the accounts asked for never shows less than there was.
LINES = """
WITH chosen AS (
    SELECT a.id, a.code, a.currency, b.sign FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
     WHERE a.book_id = %(book)s AND a.code = ANY (%(codes)s::text[])
), before AS (
    SELECT c.id, c.sign * (
           coalesce((SELECT sum(p.amount) FROM ledger_posting p WHERE p.debit_account_id = c.id
                     AND p.phase IN ('posted', 'settles') AND {before}), 0)
         - coalesce((SELECT sum(p.amount) FROM ledger_posting p WHERE p.credit_account_id = c.id
                     AND p.phase IN ('posted', 'settles') AND {before}), 0)) AS opening
      FROM chosen c
), moves AS (
    SELECT p.effective_on, p.entry_id, p.line, 1 AS side, c.id, c.code, c.currency, c.sign,
           p.amount AS debit, 0::bigint AS credit
      FROM chosen c JOIN ledger_posting p ON p.debit_account_id = c.id
     WHERE p.phase IN ('posted', 'settles') AND {within}
    UNION ALL
    SELECT p.effective_on, p.entry_id, p.line, 2, c.id, c.code, c.currency, c.sign, 0, p.amount
      FROM chosen c JOIN ledger_posting p ON p.credit_account_id = c.id
     WHERE p.phase IN ('posted', 'settles') AND {within}
     ORDER BY effective_on, entry_id, line, side
     {limit}
), running AS (
    SELECT m.*,
           (SELECT sum(opening) FROM before) + sum(m.sign * (m.debit - m.credit)) OVER (
               ORDER BY m.effective_on, m.entry_id, m.line, m.side) AS balance,
           (SELECT opening FROM before b WHERE b.id = m.id) + sum(m.sign * (m.debit - m.credit)) OVER (
               PARTITION BY m.id ORDER BY m.effective_on, m.entry_id, m.line, m.side) AS account_balance
      FROM moves m
)
SELECT r.entry_id, r.effective_on, e.recorded_at, e.journal, e.kind, e.description, e.reference, r.code, r.line, r.side,
       r.currency, r.debit, r.credit, r.balance, r.account_balance
  FROM running r JOIN ledger_entry e ON e.id = r.entry_id
 ORDER BY r.effective_on, r.entry_id, r.line, r.side
"""
BY_DATE = {
    "before": "p.effective_on < %(start)s::date",
    "within": "(%(start)s::date IS NULL OR p.effective_on >= %(start)s::date)"
    " AND (%(end)s::date IS NULL OR p.effective_on <= %(end)s::date)",
    "limit": "",
}
# A place is (date, entry, line): one account is on one side of a posting only, so the side does not take part.
BY_PLACE = {
    "before": "(p.effective_on, p.entry_id, p.line) <= (%(day)s::date, %(entry)s::uuid, %(line)s::integer)",
    "within": "(%(day)s::date IS NULL"
    " OR (p.effective_on, p.entry_id, p.line) > (%(day)s::date, %(entry)s::uuid, %(line)s::integer))",
    "limit": "LIMIT %(limit)s",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a posting.

    :param balance: running balance of all the accounts asked for together, opening included, signed by nature.
    :param account_balance: running balance of this line's account alone.
    """

    entry_id: UUID
    effective_on: dt.date
    recorded_at: dt.datetime
    journal: str
    kind: str
    description: str
    reference: str
    account: str
    line: int
    debit: Money
    credit: Money
    balance: Money
    account_balance: Money


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of lines ends; the next one starts after it."""

    effective_on: dt.date
    entry_id: UUID
    line: int


def account_lines(
    *, book: str, codes: Sequence[str], start: dt.date | None = None, end: dt.date | None = None
) -> Iterator[Line]:
    """Stream the lines of some accounts, both days included, with flat memory.

    Without `start` the running balance begins at zero; with it, at what the accounts held before that day.
    """
    parameters = {"book": book_by_code(book).id, "codes": list(codes), "start": start, "end": end}
    return (_line(row) for row in stream(LINES.format(**BY_DATE), parameters))


def lines_after(*, book: str, code: str, after: Place | None = None, limit: int) -> list[Line]:
    """Give the page of at most `limit` lines of one account that follows a place.

    :raises UnknownAccount: the book has no such account.
    """
    found = book_by_code(book)
    if not found.account_set.filter(code=code).exists():
        raise UnknownAccount(book=book, account=code)
    parameters: dict[str, Any] = {
        "book": found.id,
        "codes": [code],
        "limit": limit,
        "day": after and after.effective_on,
        "entry": after and after.entry_id,
        "line": after and after.line,
    }
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(**BY_PLACE), parameters)
        return [_line(row) for row in cursor.fetchall()]


def _line(row: tuple[Any, ...]) -> Line:
    entry_id, effective_on, recorded_at, journal, kind, description, reference, code, line, _side, currency = row[:11]
    debit, credit, running, account_running = (money(minor, currency) for minor in row[11:])
    return Line(
        entry_id=entry_id,
        effective_on=effective_on,
        recorded_at=recorded_at,
        journal=journal,
        kind=kind,
        description=description,
        reference=reference,
        account=code,
        line=line,
        debit=debit,
        credit=credit,
        balance=running,
        account_balance=account_running,
    )
