"""The general ledger (grand livre): each account with what it held before, its lines, and what it held after."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from djmoney.money import Money

from ledger.domain.errors import UnknownAccount
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code
from ledger.selectors.lines import WITHIN, Line
from ledger.selectors.moved import BEFORE_START, SIGN, moved
from ledger.selectors.streams import stream

# An account that has no line between the days comes once, with a line that is null.
LEDGER = """
WITH chosen AS MATERIALIZED (
    SELECT a.id, a.code, a.name, a.nature, a.currency, {sign} AS sign,
           {sign} * (coalesce(o.debit, 0) - coalesce(o.credit, 0)) AS opening
      FROM ledger_account a LEFT JOIN {moved} o ON o.account_id = a.id
     WHERE a.book_id = %(book)s AND (%(codes)s::text[] IS NULL OR a.code = ANY (%(codes)s::text[]))
)
SELECT c.code, c.name, c.nature, c.currency, c.sign, c.opening,
       m.entry_id, m.effective_on, e.recorded_at, e.journal, e.kind, e.description, e.reference,
       m.line, m.debit, m.credit
  FROM chosen c
  LEFT JOIN (
    SELECT p.debit_account_id AS account_id, p.effective_on, p.entry_id, p.line, p.amount AS debit, 0::bigint AS credit
      FROM ledger_posting p
     WHERE p.book_id = %(book)s AND p.debit_account_id IN (SELECT id FROM chosen)
       AND p.phase IN ('posted', 'settles') AND {within}
    UNION ALL
    SELECT p.credit_account_id, p.effective_on, p.entry_id, p.line, 0, p.amount
      FROM ledger_posting p
     WHERE p.book_id = %(book)s AND p.credit_account_id IN (SELECT id FROM chosen)
       AND p.phase IN ('posted', 'settles') AND {within}
  ) m ON m.account_id = c.id
  LEFT JOIN ledger_entry e ON e.id = m.entry_id
 ORDER BY c.code COLLATE "C", m.effective_on, m.entry_id, m.line
"""
ACCOUNT_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class AccountOpening:
    """Where an account begins; `balance` is what it held before the first day, signed by nature."""

    account: str
    name: str
    nature: str
    balance: Money


@dataclass(frozen=True, slots=True)
class AccountClosing:
    """Where an account ends: all that its lines debited and credited, and what it held at the end of the last day."""

    account: str
    name: str
    nature: str
    debit: Money
    credit: Money
    balance: Money


LedgerRow: TypeAlias = AccountOpening | Line | AccountClosing


def general_ledger(
    *, book: str, start: dt.date | None = None, end: dt.date | None = None, account: str | None = None
) -> Iterator[LedgerRow]:
    """Stream every account of the book in order of code: its opening, its lines by date, its closing.

    Both days are included; without `start` openings are zero. All of it is of the moment at which the reading began.

    :param account: this one alone.
    :raises UnknownBook, UnknownAccount: there is none.
    """
    found = book_by_code(book)
    if account is not None and not found.account_set.filter(code=account).exists():
        raise UnknownAccount(book=book, account=account)
    parameters = {
        "book": found.id,
        "codes": None if account is None else [account],
        "start": start,
        "end": end,
        "as_known_at": None,
    }
    query = LEDGER.format(sign=SIGN, moved=moved(on=BEFORE_START, of_codes=account is not None), within=WITHIN)
    return _told(stream(query, parameters))


def _told(rows: Iterable[tuple[Any, ...]]) -> Iterator[LedgerRow]:
    for (code, name, nature, currency, sign, opening), lines in groupby(rows, key=lambda row: row[:ACCOUNT_COLUMNS]):
        held, debited, credited = int(opening), 0, 0
        yield AccountOpening(code, name, nature, money(held, currency))
        for row in lines:
            *told, line, debit, credit = row[ACCOUNT_COLUMNS:]
            if line is None:
                continue
            debited, credited, held = debited + debit, credited + credit, held + sign * (debit - credit)
            yield Line(*(*told, line, code, currency, debit, credit, held, held))
        yield AccountClosing(code, name, nature, *(money(minor, currency) for minor in (debited, credited, held)))
