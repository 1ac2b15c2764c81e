"""Legal numbers of the entries of one account, in the order of its lines."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from ledger.domain.legal_numbers import legal_number
from ledger.selectors.books import book_by_code
from ledger.selectors.streams import stream

SEALED = """
SELECT e.effective_on, e.id, s.journal, s.fiscal_year, s.legal_number
  FROM (SELECT p.entry_id FROM ledger_account a JOIN ledger_posting p ON p.debit_account_id = a.id
         WHERE a.book_id = %(book)s AND a.code = %(code)s AND p.effective_on BETWEEN %(start)s AND %(end)s
         UNION
        SELECT p.entry_id FROM ledger_account a JOIN ledger_posting p ON p.credit_account_id = a.id
         WHERE a.book_id = %(book)s AND a.code = %(code)s AND p.effective_on BETWEEN %(start)s AND %(end)s) t
  JOIN ledger_entry e ON e.id = t.entry_id
  JOIN ledger_seal_entry s ON s.entry_id = e.id
 WHERE s.batch_number <= %(seal)s
 ORDER BY e.effective_on, e.id
"""


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry, its place among the lines of an account, and its legal number."""

    effective_on: dt.date
    entry_id: UUID
    legal_number: str


def sealed_entries(*, book: str, code: str, start: dt.date, end: dt.date, seal: int) -> Iterator[SealedEntry]:
    """Stream the sealed entries of an account between two days, both included, with flat memory.

    :param seal: number of the last seal to look at; 0 for none.
    """
    asked = {"book": book_by_code(book).id, "code": code, "start": start, "end": end, "seal": seal}
    for effective_on, entry_id, journal, year, number in stream(SEALED, asked):
        yield SealedEntry(effective_on, entry_id, legal_number(journal=journal, fiscal_year=year, number=number))
