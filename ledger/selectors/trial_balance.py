"""The trial balance (balance générale) of a book."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from djmoney.money import Money

from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code

NOW = """
SELECT a.code, a.name, a.nature, a.currency, b.posted_debit, b.posted_credit,
       b.sign * (b.posted_debit - b.posted_credit)
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.book_id = %(book)s
 ORDER BY a.code COLLATE "C"
"""
# The postings are read once, in groups of two accounts, so that the sum of a million of them is one pass.
AT_DATE = """
WITH pairs AS MATERIALIZED (
    SELECT debit_account_id, credit_account_id, sum(amount) AS amount FROM ledger_posting
     WHERE book_id = %(book)s AND effective_on <= %(on)s AND phase IN ('posted', 'settles')
     GROUP BY debit_account_id, credit_account_id
), totals AS (
    SELECT s.account_id, sum(s.debit) AS debit, sum(s.credit) AS credit
      FROM pairs p CROSS JOIN LATERAL (VALUES (p.debit_account_id, p.amount, 0), (p.credit_account_id, 0, p.amount))
           AS s (account_id, debit, credit)
     GROUP BY s.account_id
)
SELECT a.code, a.name, a.nature, a.currency, coalesce(t.debit, 0), coalesce(t.credit, 0),
       CASE WHEN a.nature IN ('asset', 'expense', 'memo') THEN 1 ELSE -1 END
       * (coalesce(t.debit, 0) - coalesce(t.credit, 0))
  FROM ledger_account a LEFT JOIN totals t ON t.account_id = a.id
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


def trial_balance(*, book: str, on: dt.date | None = None) -> list[TrialBalanceRow]:
    """Give every account of the book in order of code; by currency, debits equal credits.

    :param on: at the end of that day; now, when it is not given.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOW if on is None else AT_DATE, {"book": book_by_code(book).id, "on": on})
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
