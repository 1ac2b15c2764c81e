"""What the closing of a fiscal year made: its entries that stand, and the result they carry."""

from uuid import UUID

from django.db import connection
from djmoney.money import Money

from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code

KIND, JOURNAL = "closing", "CL"

# A closing entry that was reversed is no more; its reversal has another kind.
STANDING = """
    SELECT e.id FROM ledger_entry e
     WHERE e.book_id = %(book)s AND e.source = %(source)s AND e.kind = 'closing'
       AND NOT EXISTS (SELECT FROM ledger_entry r WHERE r.reverses_id = e.id)
     ORDER BY e.recorded_xid, e.id
"""
RESULTS = f"""
SELECT p.currency, sum(CASE WHEN d.nature IN ('income', 'expense') THEN p.amount ELSE -p.amount END)
  FROM ledger_posting p JOIN ledger_account d ON d.id = p.debit_account_id
 WHERE p.entry_id IN ({STANDING})
 GROUP BY p.currency ORDER BY p.currency
"""  # noqa: S608 - made of constants alone


def closing_source(label: str) -> str:
    """What closing entries of a year are caused by, as entries name it."""
    return f"closing:{label}"


def standing_closings(*, book: str, label: str) -> tuple[UUID, ...]:
    """Give the closing entries of a year that were not reversed, in the order they were written."""
    return tuple(entry_id for (entry_id,) in _rows(STANDING, book=book, label=label))


def results_closed(*, book: str, label: str) -> dict[str, Money]:
    """Give what the closing of a year carried to its result accounts, income less expense, by currency."""
    return {currency: money(minor, currency) for currency, minor in _rows(RESULTS, book=book, label=label)}


def _rows(query: str, *, book: str, label: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"book": book_by_code(book).id, "source": closing_source(label)})
        return cursor.fetchall()  # type: ignore[no-any-return]
