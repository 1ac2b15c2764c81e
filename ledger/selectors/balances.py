"""What accounts hold: now by one row each, at a date by the days that seals folded and what is not sealed yet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from djmoney.money import Money

from ledger.domain.errors import UnknownAccount
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code
from ledger.selectors.moved import BEFORE_START, ON, SIGN, TO_END, moved
from ledger.selectors.seals import require_seal

NOW = """
SELECT a.code, b.currency, b.sign * (b.posted_debit - b.posted_credit)
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.book_id = %(book)s AND (%(codes)s::text[] IS NULL OR a.code = ANY (%(codes)s::text[]))
 ORDER BY a.code"""

AT_DATE = """
SELECT a.code, a.currency, {sign} * (coalesce(m.debit, 0) - coalesce(m.credit, 0))
  FROM ledger_account a LEFT JOIN {moved} m ON m.account_id = a.id
 WHERE a.book_id = %(book)s AND (%(codes)s::text[] IS NULL OR a.code = ANY (%(codes)s::text[]))
 ORDER BY a.code"""

BETWEEN = """
SELECT a.code, a.currency, {sign} * (coalesce(o.debit, 0) - coalesce(o.credit, 0)),
       coalesce(c.debit, 0) - coalesce(o.debit, 0), coalesce(c.credit, 0) - coalesce(o.credit, 0),
       {sign} * (coalesce(c.debit, 0) - coalesce(c.credit, 0))
  FROM ledger_account a
  LEFT JOIN {opened} o ON o.account_id = a.id
  LEFT JOIN {closed} c ON c.account_id = a.id
 WHERE a.book_id = %(book)s AND (%(codes)s::text[] IS NULL OR a.code = ANY (%(codes)s::text[]))
 ORDER BY a.code"""


@dataclass(frozen=True, slots=True)
class Moved:
    """What an account did between two days; opening and closing are signed by nature.

    :param opening: what it held before the first day.
    :param closing: what it held at the end of the last day.
    """

    opening: Money
    debit: Money
    credit: Money
    closing: Money


def balance(*, book: str, code: str, on: dt.date | None = None, as_known_at: int | None = None) -> Money:
    """What one account holds, signed by nature: an asset is positive by debit, a liability by credit.

    :param on: at the end of that day; now, when it is not given.
    :param as_known_at: what the books said of it when that seal was made: what was sealed later is left out.
    :raises UnknownBook, UnknownAccount, UnknownSeal: there is none.
    """
    found = balances(book=book, codes=[code], on=on, as_known_at=as_known_at)
    if code not in found:
        raise UnknownAccount(book=book, account=code)
    return found[code]


def balances(
    *, book: str, codes: Sequence[str] | None = None, on: dt.date | None = None, as_known_at: int | None = None
) -> dict[str, Money]:
    """What several accounts hold, by code and in order of code; all accounts of the book when none is named.

    Codes that the book does not know are left out.

    :param on: as_known_at: as for `balance`.
    :raises UnknownBook, UnknownSeal: there is none.
    """
    query = NOW
    if on is not None or as_known_at is not None:
        query = AT_DATE.format(sign=SIGN, moved=moved(on=ON, of_codes=codes is not None))
    rows = _fetched(query, book=book, codes=codes, as_known_at=as_known_at, on=on)
    return {code: money(minor, currency) for code, currency, minor in rows}


def between(
    *,
    book: str,
    codes: Sequence[str] | None = None,
    start: dt.date | None,
    end: dt.date | None,
    as_known_at: int | None = None,
) -> dict[str, Moved]:
    """What accounts did from `start` to `end`, both days included, by code; one left out has no bound.

    :param as_known_at: as for `balance`.
    :raises UnknownBook, UnknownSeal: there is none.
    """
    opened, closed = (moved(on=day, of_codes=codes is not None) for day in (BEFORE_START, TO_END))
    query = BETWEEN.format(sign=SIGN, opened=opened, closed=closed)
    rows = _fetched(query, book=book, codes=codes, as_known_at=as_known_at, start=start, end=end)
    return {code: Moved(*(money(minor, currency) for minor in amounts)) for code, currency, *amounts in rows}


def _fetched(
    query: str, *, book: str, codes: Sequence[str] | None, as_known_at: int | None, **days: dt.date | None
) -> list[tuple[Any, ...]]:
    found = book_by_code(book)
    require_seal(book=found, number=as_known_at)
    parameters = {
        "book": found.id,
        "codes": None if codes is None else list(codes),
        "as_known_at": as_known_at,
        **days,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()
