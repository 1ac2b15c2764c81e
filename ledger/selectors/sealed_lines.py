"""The sealed entries of a fiscal year as debit and credit lines, and what a file of them must be compared with."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from ledger.domain.money import from_minor
from ledger.selectors.books import book_by_code
from ledger.selectors.fiscal_years import Year
from ledger.selectors.streams import stream

# Closing entries (and what reverses them within the year) move nothing but income and expense into equity; an entry
# that is only called so and moves something else is an ordinary one.
CLOSINGS = """
WITH RECURSIVE closing AS (
    SELECT e.id FROM ledger_entry e
     WHERE e.book_id = %(book)s AND e.effective_on BETWEEN %(starts_on)s AND %(ends_on)s
       AND e.kind = 'closing' AND e.journal = 'CL'
       AND NOT EXISTS (
           SELECT FROM ledger_posting p
             JOIN ledger_account d ON d.id = p.debit_account_id JOIN ledger_account c ON c.id = p.credit_account_id
            WHERE p.entry_id = e.id AND (p.phase <> 'posted' OR NOT (
                  d.nature IN ('income', 'expense') AND c.nature = 'equity'
                  OR c.nature IN ('income', 'expense') AND d.nature = 'equity')))
    UNION
    SELECT e.id FROM closing c JOIN ledger_entry e ON e.reverses_id = c.id
     WHERE e.effective_on BETWEEN %(starts_on)s AND %(ends_on)s
)"""
LINES = f"""
{CLOSINGS}
SELECT s.journal, s.legal_number, e.effective_on, e.description, e.reference,
       (b.sealed_at AT TIME ZONE k.time_zone)::date, d.code, d.name, c.code, c.name, p.amount, p.currency
  FROM ledger_seal_entry s
  JOIN ledger_book k ON k.id = s.book_id
  JOIN ledger_seal_batch b ON b.book_id = s.book_id AND b.number = s.batch_number
  JOIN ledger_entry e ON e.id = s.entry_id
  JOIN ledger_posting p ON p.entry_id = e.id AND p.phase IN ('posted', 'settles')
  JOIN ledger_account d ON d.id = p.debit_account_id
  JOIN ledger_account c ON c.id = p.credit_account_id
 WHERE s.book_id = %(book)s AND s.fiscal_year = %(label)s AND e.id NOT IN (SELECT id FROM closing)
 ORDER BY s.batch_number, s.position, p.line
"""  # noqa: S608 - made of constants alone
UNSEALED = """
SELECT count(*) FROM ledger_entry e
 WHERE e.book_id = %(book)s AND e.effective_on <= %(ends_on)s
   AND NOT EXISTS (SELECT FROM ledger_seal_entry s WHERE s.entry_id = e.id)
"""
GAPS = """
SELECT s.journal FROM ledger_seal_entry s WHERE s.book_id = %(book)s AND s.fiscal_year = %(label)s
 GROUP BY s.journal HAVING max(s.legal_number) <> count(*) ORDER BY s.journal
"""
ABSENT = f"""
{CLOSINGS}
SELECT s.journal, s.legal_number, EXISTS (SELECT FROM closing c WHERE c.id = s.entry_id)
  FROM ledger_seal_entry s
 WHERE s.book_id = %(book)s AND s.fiscal_year = %(label)s
   AND (EXISTS (SELECT FROM closing c WHERE c.id = s.entry_id) OR NOT EXISTS (
       SELECT FROM ledger_posting p WHERE p.entry_id = s.entry_id AND p.phase IN ('posted', 'settles')))
 ORDER BY s.journal, s.legal_number
"""  # noqa: S608 - made of constants alone
CLOSED = f"""
{CLOSINGS}
SELECT a.code, sum(CASE WHEN a.id = p.debit_account_id THEN p.amount ELSE -p.amount END), a.currency
  FROM closing x JOIN ledger_posting p ON p.entry_id = x.id
  JOIN ledger_account a ON a.id IN (p.debit_account_id, p.credit_account_id)
 GROUP BY a.code, a.currency
"""  # noqa: S608 - made of constants alone
# Folded by the seals and not by this file's query, so that the two can be compared.
FOLDED = """
SELECT a.code, sum(m.debit) - sum(m.credit), a.currency
  FROM ledger_account a JOIN ledger_day_movement m ON m.account_id = a.id AND m.day <= %(ends_on)s
 WHERE a.book_id = %(book)s
 GROUP BY a.code, a.currency ORDER BY a.code
"""


@dataclass(frozen=True, slots=True)
class SealedMove:
    """One posting of a sealed entry: the same amount, debited to one account and credited to another."""

    journal: str
    legal_number: int
    effective_on: dt.date
    description: str
    reference: str
    sealed_on: dt.date
    debit: tuple[str, str]
    credit: tuple[str, str]
    amount: Decimal
    currency: str


def sealed_moves(*, book: str, year: Year) -> Iterator[SealedMove]:
    """Stream the postings of a year in the order of sealing; closing entries and reservations are left out."""
    for row in stream(LINES, _parameters(book, year)):
        journal, number, effective_on, description, reference, sealed_on, *sides, minor, currency = row
        yield SealedMove(
            journal=journal,
            legal_number=number,
            effective_on=effective_on,
            description=description,
            reference=reference,
            sealed_on=sealed_on,
            debit=(sides[0], sides[1]),
            credit=(sides[2], sides[3]),
            amount=from_minor(int(minor), currency=currency),
            currency=currency,
        )


def unsealed_count(*, book: str, year: Year) -> int:
    """Give how many entries of the year, or dated before it, have no legal number yet."""
    return int(_rows(UNSEALED, book, year)[0][0])


def journals_with_gaps(*, book: str, year: Year) -> list[str]:
    """Give the journals of the year whose legal numbers have a gap: none, unless somebody tampered with them."""
    return [journal for (journal,) in _rows(GAPS, book, year)]


def absent_numbers(*, book: str, year: Year) -> dict[tuple[str, bool], list[int]]:
    """Give the legal numbers that have no line, by (journal, whether they close the year): the others only reserve."""
    found: dict[tuple[str, bool], list[int]] = {}
    for journal, number, closes in _rows(ABSENT, book, year):
        found.setdefault((journal, closes), []).append(number)
    return found


def moved_by_closing(*, book: str, year: Year) -> dict[str, Decimal]:
    """Give what the closing entries of the year moved, debits positive, by account."""
    return _by_account(CLOSED, book, year)


def held_at_end(*, book: str, year: Year) -> dict[str, Decimal]:
    """Give what accounts held at the year's end, debits positive, as the seals folded it day by day."""
    return _by_account(FOLDED, book, year)


def _by_account(query: str, book: str, year: Year) -> dict[str, Decimal]:
    rows = _rows(query, book, year)
    return {code: from_minor(int(minor), currency=currency) for code, minor, currency in rows}


def _parameters(book: str, year: Year) -> dict[str, Any]:
    return {
        "book": book_by_code(book).id,
        "label": year.label,
        "starts_on": year.starts_on,
        "ends_on": year.ends_on,
    }


def _rows(query: str, book: str, year: Year) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, _parameters(book, year))
        return cursor.fetchall()  # type: ignore[no-any-return]
