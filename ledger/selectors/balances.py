"""What accounts hold: now by one row each, at a date by their postings."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection
from djmoney.money import Money

from ledger.domain.errors import UnknownAccount
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code

NOW = """
SELECT a.code, b.currency, b.sign * (b.posted_debit - b.posted_credit)
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.book_id = %(book)s AND (%(codes)s::text[] IS NULL OR a.code = ANY (%(codes)s::text[]))
 ORDER BY a.code"""

# Two indexed sums an account: a single OR over both sides would read the index of neither.
AT_DATE = """
SELECT a.code, a.currency, b.sign * (
       coalesce((SELECT sum(p.amount) FROM ledger_posting p WHERE p.debit_account_id = a.id
                 AND p.effective_on <= %(on)s AND p.phase IN ('posted', 'settles')), 0)
     - coalesce((SELECT sum(p.amount) FROM ledger_posting p WHERE p.credit_account_id = a.id
                 AND p.effective_on <= %(on)s AND p.phase IN ('posted', 'settles')), 0))
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.book_id = %(book)s AND (%(codes)s::text[] IS NULL OR a.code = ANY (%(codes)s::text[]))
 ORDER BY a.code"""


def balance(*, book: str, code: str, on: dt.date | None = None) -> Money:
    """What one account holds, signed by nature: an asset is positive by debit, a liability by credit.

    :param on: at the end of that day; now, when it is not given.
    :raises UnknownBook, UnknownAccount: there is none.
    """
    found = balances(book=book, codes=[code], on=on)
    if code not in found:
        raise UnknownAccount(book=book, account=code)
    return found[code]


def balances(*, book: str, codes: Sequence[str] | None = None, on: dt.date | None = None) -> dict[str, Money]:
    """What several accounts hold, by code and in order of code; all accounts of the book when none is named.

    Codes that the book does not know are left out.
    """
    parameters = {"book": book_by_code(book).id, "codes": None if codes is None else list(codes), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(NOW if on is None else AT_DATE, parameters)
        rows = cursor.fetchall()
    return {code: money(minor, currency) for code, currency, minor in rows}
