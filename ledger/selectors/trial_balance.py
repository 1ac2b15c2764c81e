"""The trial balance (balance générale) of a book."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from djmoney.money import Money

from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code
from ledger.selectors.moved import ON, SIGN, moved
from ledger.selectors.seals import require_seal

NOW = """
SELECT a.code, a.name, a.nature, a.currency, b.posted_debit, b.posted_credit,
       b.sign * (b.posted_debit - b.posted_credit)
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.book_id = %(book)s
 ORDER BY a.code COLLATE "C"
"""
AT_DATE = """
SELECT a.code, a.name, a.nature, a.currency, coalesce(m.debit, 0), coalesce(m.credit, 0),
       {sign} * (coalesce(m.debit, 0) - coalesce(m.credit, 0))
  FROM ledger_account a LEFT JOIN {moved} m ON m.account_id = a.id
 WHERE a.book_id = %(book)s
 ORDER BY a.code COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class TrialBalanceRow:
    """One account: all that was debited, all that was credited, and the balance signed by nature."""

    code: str
    name: str
    nature: str
    debit: Money
    credit: Money
    balance: Money


def trial_balance(*, book: str, on: dt.date | None = None, as_known_at: int | None = None) -> list[TrialBalanceRow]:
    """Give every account of the book in order of code; by currency, debits equal credits.

    :param on: at the end of that day; now, when it is not given.
    :param as_known_at: what the books said of it when that seal was made: what was sealed later is left out.
    :raises UnknownBook, UnknownSeal: there is none.
    """
    found = book_by_code(book)
    require_seal(book=found, number=as_known_at)
    query = NOW if on is None and as_known_at is None else AT_DATE.format(sign=SIGN, moved=moved(on=ON, of_codes=False))
    with connection.cursor() as cursor:
        cursor.execute(query, {"book": found.id, "on": on, "as_known_at": as_known_at})
        rows = cursor.fetchall()
    return [
        TrialBalanceRow(code, name, nature, *(money(minor, currency) for minor in amounts))
        for code, name, nature, currency, *amounts in rows
    ]


def totals(rows: list[TrialBalanceRow]) -> dict[str, tuple[Money, Money]]:
    """Give the sum of debits and of credits by currency."""
    sums: dict[str, tuple[Money, Money]] = {}
    for row in rows:
        code = row.debit.currency.code
        debit, credit = sums.get(code, (money(0, code), money(0, code)))
        sums[code] = (debit + row.debit, credit + row.credit)
    return sums
