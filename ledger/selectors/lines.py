"""Lines of accounts with their running balance: what a statement prints."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from djmoney.money import Money

from ledger.domain.errors import UnknownAccount
from ledger.domain.nature import sign as account_sign
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code
from ledger.selectors.moved import BEFORE_START, SIGN, moved
from ledger.selectors.streams import stream

# Lines are told in order of date, then entry (UUIDv7: order of making), then line. Debits come before credits, so that
# a movement between two of the accounts asked for never shows less than there was. The accounts come first, each with
# its opening: opening and lines are of one moment, however long the reading takes, and no line repeats its account.
LINES = """
WITH chosen AS MATERIALIZED (
    SELECT a.id, a.code, a.currency, ({sign})::smallint AS sign, row_number() OVER ()::smallint AS number,
           (coalesce(o.debit, 0) - coalesce(o.credit, 0))::bigint AS opening
      FROM ledger_account a LEFT JOIN {moved} o ON o.account_id = a.id
     WHERE a.book_id = %(book)s AND a.code = ANY (%(codes)s::text[])
)
SELECT NULL::uuid AS entry_id, NULL::date AS effective_on, NULL::timestamptz, code, currency, '', '',
       sign AS line, number, opening AS moved
  FROM chosen
UNION ALL
SELECT m.entry_id, m.effective_on, e.recorded_at, e.journal, e.kind, e.description, e.reference,
       m.line, m.number, m.moved
  FROM (
    SELECT p.effective_on, p.entry_id, p.line, c.number, p.amount AS moved
      FROM chosen c JOIN ledger_posting p ON p.debit_account_id = c.id
     WHERE p.phase IN ('posted', 'settles') AND {within}
    UNION ALL
    SELECT p.effective_on, p.entry_id, p.line, c.number, -p.amount
      FROM chosen c JOIN ledger_posting p ON p.credit_account_id = c.id
     WHERE p.phase IN ('posted', 'settles') AND {within}
  ) m JOIN ledger_entry e ON e.id = m.entry_id
 ORDER BY effective_on NULLS FIRST, entry_id, line, moved DESC
"""
WITHIN = (
    "(%(start)s::date IS NULL OR p.effective_on >= %(start)s::date)"
    " AND (%(end)s::date IS NULL OR p.effective_on <= %(end)s::date)"
)
# A place is (date, entry, line): one account is on one side of a posting only, so the side does not take part.
PAGE = """
SELECT entry_id, effective_on, recorded_at, journal, kind, description, reference, line, debit, credit, running,
       nature, currency
  FROM ledger_lines_after(%(book)s, %(account)s, %(day)s, %(entry)s, %(line)s, %(end)s, %(limit)s)"""


class Line(NamedTuple):
    """One side of a posting. Amounts are kept in minor units, and made `Money` when asked for: most readers ask few.

    :param balance_minor: running balance of all the accounts asked for together, opening included, signed by nature.
    :param account_balance_minor: running balance of this line's account alone.
    """

    entry_id: UUID
    effective_on: dt.date
    recorded_at: dt.datetime
    journal: str
    kind: str
    description: str
    reference: str
    line: int
    account: str
    currency: str
    debit_minor: int
    credit_minor: int
    balance_minor: int
    account_balance_minor: int

    @property
    def debit(self) -> Money:
        """What the posting debits the account; zero when it credits it."""
        return money(self.debit_minor, self.currency)

    @property
    def credit(self) -> Money:
        """What the posting credits the account; zero when it debits it."""
        return money(self.credit_minor, self.currency)

    @property
    def balance(self) -> Money:
        """Running balance of all the accounts asked for together, opening included, signed by nature."""
        return money(self.balance_minor, self.currency)

    @property
    def account_balance(self) -> Money:
        """Running balance of this line's account alone."""
        return money(self.account_balance_minor, self.currency)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of lines ends; the next one starts after it."""

    effective_on: dt.date
    entry_id: UUID
    line: int


def account_lines(
    *, book: str, codes: Sequence[str], start: dt.date | None = None, end: dt.date | None = None
) -> Iterator[Line]:
    """Stream the lines of some accounts, both days included, in one pass and with flat memory.

    Without `start` the running balance begins at zero; with it, at what the accounts held before that day. All of it is
    of the moment at which the reading began: what is posted or sealed meanwhile changes nothing of it.
    """
    parameters = {"book": book_by_code(book).id, "codes": list(codes), "start": start, "end": end, "as_known_at": None}
    query = LINES.format(sign=SIGN, moved=moved(on=BEFORE_START, of_codes=True), within=WITHIN)
    return _running(stream(query, parameters))


def _running(rows: Iterable[tuple[Any, ...]]) -> Iterator[Line]:
    accounts: dict[int, tuple[str, str, int]] = {}
    held: dict[int, int] = {}
    total = 0
    for entry_id, on, at, journal, kind, description, reference, line, number, moved_by in rows:
        if entry_id is None:
            sign = line
            accounts[number] = (journal, kind, sign)
            held[number] = sign * moved_by
            total += sign * moved_by
            continue
        code, currency, sign = accounts[number]
        debit, credit = (moved_by, 0) if moved_by > 0 else (0, -moved_by)
        total += sign * moved_by
        held[number] += sign * moved_by
        yield Line(
            entry_id, on, at, journal, kind, description, reference, line, code, currency, debit, credit, total,
            held[number],
        )  # fmt: skip


def lines_after(
    *,
    book: str,
    code: str,
    after: Place | None = None,
    limit: int,
    start: dt.date | None = None,
    end: dt.date | None = None,
) -> list[Line]:
    """Give the page of at most `limit` lines of one account that follows a place, or begins with a day.

    What it costs is the page, the days before it and what is not sealed, however many postings the account has.

    :param after: the end of the page before; it counts, and `start` does not, when both are given.
    :param end: the last day, included.
    :raises UnknownBook, UnknownAccount: there is none.
    """
    parameters: dict[str, Any] = {
        "book": book,
        "account": code,
        "day": after.effective_on if after else start,
        "entry": after and after.entry_id,
        "line": after and after.line,
        "end": end,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAGE, parameters)
        rows = cursor.fetchall()
    if not rows and not book_by_code(book).account_set.filter(code=code).exists():
        raise UnknownAccount(book=book, account=code)
    return [_line(row, code) for row in rows]


def _line(row: tuple[Any, ...], code: str) -> Line:
    *told, line, debit, credit, held, nature, currency = row
    held *= account_sign(nature)
    return Line(*(*told, line, code, currency, debit, credit, held, held))
