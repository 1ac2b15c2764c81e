"""A book as CSV for machines: UTF-8, commas, points, ISO dates, one row a debit or credit line."""

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO

from ledger.domain.money import decimals
from ledger.exports.running import one_line, told_accounts, told_entries

COLUMNS = (
    *("entry_id", "effective_on", "recorded_at", "journal", "kind", "reference", "description", "source", "line"),
    *("account", "account_name", "debit", "credit", "balance", "currency"),
)
# A spreadsheet would run a text that begins so; amounts are not texts and are left alone.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(*, book: str, start: dt.date | None = None, end: dt.date | None = None) -> Iterator[str]:
    """Stream the rows; `balance` is what the account holds after the line, debits positive."""
    accounts = told_accounts(book=book, start=start)
    yield csv_row(COLUMNS)
    for told in told_entries(book=book, accounts=accounts, start=start, end=end):
        entry = told.entry
        texts = [
            safe_text(text) for text in (entry.journal, entry.kind, entry.reference, entry.description, entry.source)
        ]
        for movement in told.movements:
            currency = movement.account.currency
            debit, credit = max(movement.amount, Decimal(0)), max(-movement.amount, Decimal(0))
            amounts = [f"{amount:.{decimals(currency)}f}" for amount in (debit, credit, movement.after)]
            named = [movement.account.code, safe_text(movement.account.label)]
            dates = [entry.effective_on.isoformat(), entry.recorded_at.isoformat()]
            yield csv_row([str(entry.id), *dates, *texts, str(movement.line), *named, *amounts, currency])


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def safe_text(text: str) -> str:
    """A text on one line, as a spreadsheet may open it."""
    return guarded(one_line(text))


def csv_row(cells: Sequence[str]) -> str:
    """A row without its end of line."""
    out = StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()
