"""Reservations of a book: what is open, what has lapsed, and what they hold back on an account."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from djmoney.money import Money

from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code

# An entry's id and a line of it.
Place = tuple[UUID, int]

RESERVATIONS = """
SELECT p.entry_id, p.line, d.code, c.code, p.amount, p.currency, p.effective_on, p.expires_on,
       e.journal, e.kind, e.description, e.reference, e.source, r.phase, r.effective_on
  FROM ledger_posting p
  JOIN ledger_entry e ON e.id = p.entry_id
  JOIN ledger_account d ON d.id = p.debit_account_id
  JOIN ledger_account c ON c.id = p.credit_account_id
  LEFT JOIN ledger_posting r ON r.pending_id = p.entry_id AND r.pending_line = p.line
 WHERE p.book_id = %(book)s AND p.phase = 'pending' AND {chosen}
 ORDER BY p.entry_id, p.line
"""
OPEN = (
    "r.pending_id IS NULL"
    " AND (%(source)s::text IS NULL OR e.source = %(source)s)"
    " AND (%(account)s::text IS NULL OR d.code = %(account)s OR c.code = %(account)s)"
    " AND (%(entries)s::uuid[] IS NULL OR p.entry_id = ANY (%(entries)s::uuid[]))"
    " AND (%(lapsed_on)s::date IS NULL OR p.expires_on <= %(lapsed_on)s::date)"
    " AND (%(entry)s::uuid IS NULL OR (p.entry_id, p.line) > (%(entry)s::uuid, %(line)s::integer))"
)
AT = "(p.entry_id, p.line) IN (SELECT * FROM unnest(%(entries)s::uuid[], %(lines)s::integer[]))"

RESERVED_NOW = """
SELECT a.code, b.currency, CASE WHEN b.sign = 1 THEN b.pending_credit ELSE b.pending_debit END
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.book_id = %(book)s AND a.code = ANY (%(codes)s::text[])
 ORDER BY a.code"""

FREE_NOW = """
SELECT a.code, b.available
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.book_id = %(book)s AND a.code LIKE %(number)s || '-%%'"""

# One indexed sum an account, on the side by which it shrinks.
RESERVED_AT_DATE = """
SELECT a.code, b.currency, coalesce(
       (SELECT sum(p.amount) FROM ledger_posting p
         WHERE p.phase = 'pending' AND p.credit_account_id = a.id AND b.sign = 1 AND p.effective_on <= %(on)s::date
           AND NOT EXISTS (SELECT FROM ledger_posting r WHERE r.pending_id = p.entry_id AND r.pending_line = p.line
                           AND r.effective_on <= %(on)s::date)),
       (SELECT sum(p.amount) FROM ledger_posting p
         WHERE p.phase = 'pending' AND p.debit_account_id = a.id AND b.sign = -1 AND p.effective_on <= %(on)s::date
           AND NOT EXISTS (SELECT FROM ledger_posting r WHERE r.pending_id = p.entry_id AND r.pending_line = p.line
                           AND r.effective_on <= %(on)s::date)),
       0)
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.book_id = %(book)s AND a.code = ANY (%(codes)s::text[])
 ORDER BY a.code"""


@dataclass(frozen=True, slots=True)
class Reservation:
    """A pending posting, and what became of it.

    :param expires_on: the day on which it lapses; none means that it waits for as long as it takes.
    :param phase: "pending" while it is open, then "settles" or "voids".
    :param resolved_on: the date of the entry that settled or voided it.
    """

    entry_id: UUID
    line: int
    debit: str
    credit: str
    amount: Money
    effective_on: dt.date
    expires_on: dt.date | None
    journal: str
    kind: str
    description: str
    reference: str
    source: str
    phase: str
    resolved_on: dt.date | None

    @property
    def place(self) -> Place:
        """How what settles or voids it names it."""
        return self.entry_id, self.line


def open_reservations(
    *,
    book: str,
    source: str | None = None,
    account: str | None = None,
    entry_ids: Collection[UUID] | None = None,
    after: Place | None = None,
    limit: int | None = None,
) -> list[Reservation]:
    """Give the reservations that are neither settled nor voided, in order of their entry and line.

    A reservation whose day has come is still open until it is voided: it counts against floors like any other.

    :param source: only those that this source caused; `account`: only those from or to this account.
    :param after: the place after which the page of at most `limit` begins.
    """
    return _open(book=book, source=source, account=account, entry_ids=entry_ids, after=after, limit=limit)


def expired_reservations(
    *, book: str, on: dt.date, entry_ids: Collection[UUID] | None = None, limit: int | None = None
) -> list[Reservation]:
    """Give the open reservations that have lapsed on a day of the book's calendar: their day is that one or earlier."""
    return _open(book=book, lapsed_on=on, entry_ids=entry_ids, limit=limit)


def reservations_at(*, book: str, places: Sequence[Place]) -> dict[Place, Reservation]:
    """Give the reservations that stand at these places, whatever became of them; what is none is left out."""
    lines = [line for _, line in places]
    found = _fetched(AT, book=book, entries=[entry_id for entry_id, _ in places], lines=lines)
    return {reservation.place: reservation for reservation in found}


def reserved(*, book: str, codes: Sequence[str], on: dt.date | None = None) -> dict[str, Money]:
    """What open reservations would take out of each account; what it holds less this is what it has available.

    Codes that the book does not know are left out.

    :param on: at the end of that day, what was reserved by then and not resolved by then; now, when it is not given.
    """
    parameters: dict[str, Any] = {"book": book_by_code(book).id, "codes": list(codes), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(RESERVED_NOW if on is None else RESERVED_AT_DATE, parameters)
        rows = cursor.fetchall()
    return {code: money(minor, currency) for code, currency, minor in rows}


def free_minor(*, book: str, number: str) -> dict[str, int]:
    """What each account of a number holds now less what is reserved out of it, by its code, in minor units.

    By the number they share and not by their codes: to look thousands of those up takes longer than to add them up.

    :param number: what their codes begin with, before the dash: 4551 for 4551-017.
    """
    with connection.cursor() as cursor:
        cursor.execute(FREE_NOW, {"book": book_by_code(book).id, "number": number})
        return dict(cursor.fetchall())


def _open(
    *,
    book: str,
    source: str | None = None,
    account: str | None = None,
    entry_ids: Collection[UUID] | None = None,
    lapsed_on: dt.date | None = None,
    after: Place | None = None,
    limit: int | None = None,
) -> list[Reservation]:
    entry_id, line = after or (None, None)
    return _fetched(
        OPEN, book=book, size=limit, source=source, account=account, lapsed_on=lapsed_on, entry=entry_id, line=line,
        entries=None if entry_ids is None else list(entry_ids),
    )  # fmt: skip


def _fetched(chosen: str, *, book: str, size: int | None = None, **parameters: Any) -> list[Reservation]:
    query = RESERVATIONS.format(chosen=chosen) + ("" if size is None else " LIMIT %(size)s")
    with connection.cursor() as cursor:
        cursor.execute(query, {"book": book_by_code(book).id, "size": size, **parameters})
        return [_reservation(row) for row in cursor.fetchall()]


def _reservation(row: tuple[Any, ...]) -> Reservation:
    entry_id, line, debit, credit, minor, currency, effective_on, expires_on, *words, phase, resolved_on = row
    journal, kind, description, reference, source = words
    return Reservation(
        entry_id=entry_id,
        line=line,
        debit=debit,
        credit=credit,
        amount=money(minor, currency),
        effective_on=effective_on,
        expires_on=expires_on,
        journal=journal,
        kind=kind,
        description=description,
        reference=reference,
        source=source,
        phase=phase or "pending",
        resolved_on=resolved_on,
    )
