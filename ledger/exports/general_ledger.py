"""The general ledger as a table for people, as CSV and as one JSON object a line."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ledger.exports.csv_lines import csv_row, safe_text
from ledger.exports.running import one_line
from ledger.selectors.general_ledger import AccountClosing, AccountOpening, LedgerRow
from ledger.selectors.lines import Line

COLUMNS = (
    *("row", "account", "account_name", "nature", "effective_on", "recorded_at", "entry_id", "line", "journal", "kind"),
    *("reference", "description", "debit", "credit", "balance", "currency"),
)
TEXTS = frozenset({"account_name", "kind", "reference", "description"})


def ledger_csv(rows: Iterable[LedgerRow]) -> Iterator[str]:
    """A row an opening, a line and a closing; what one of them does not have is left empty."""
    yield csv_row(COLUMNS)
    for row in rows:
        told = _told(row)
        cells = ((name, str(told.get(name, ""))) for name in COLUMNS)
        yield csv_row([safe_text(cell) if name in TEXTS else cell for name, cell in cells])


def ledger_json(rows: Iterable[LedgerRow]) -> Iterator[str]:
    """One object an opening, a line and a closing; `row` says which of the three it is."""
    for row in rows:
        yield json.dumps(_told(row), ensure_ascii=False)


def ledger_text(rows: Iterable[LedgerRow]) -> Iterator[str]:
    """Account after account, for people; balances are signed by nature."""
    for row in rows:
        if isinstance(row, Line):
            said = one_line(" ".join(filter(None, (row.journal, row.reference, row.description))))
            amounts = (row.debit, row.credit, row.balance)
            yield f"  {row.effective_on}  {said[:46]:46}" + "".join(f"{amount.amount:>16}" for amount in amounts)
        elif isinstance(row, AccountOpening):
            yield f"{row.account}  {one_line(row.name)}  ({row.nature}, {row.balance.currency.code})"
            yield f"  {'opening':58}{'':32}{row.balance.amount:>16}"
        else:
            amounts = (row.debit, row.credit, row.balance)
            yield f"  {'closing':58}" + "".join(f"{amount.amount:>16}" for amount in amounts)
            yield ""


FORMATS: Mapping[str, Callable[[Iterable[LedgerRow]], Iterator[str]]] = {
    "text": ledger_text,
    "csv": ledger_csv,
    "json": ledger_json,
}


def _told(row: LedgerRow) -> dict[str, Any]:
    ending = {"balance": f"{row.balance.amount:f}", "currency": row.balance.currency.code}
    if isinstance(row, Line):
        return {
            "row": "line",
            "account": row.account,
            "effective_on": row.effective_on.isoformat(),
            "recorded_at": row.recorded_at.isoformat(),
            "entry_id": str(row.entry_id),
            "line": row.line,
            "journal": row.journal,
            "kind": row.kind,
            "reference": row.reference,
            "description": row.description,
            "debit": f"{row.debit.amount:f}",
            "credit": f"{row.credit.amount:f}",
            **ending,
        }
    told: dict[str, Any] = {"row": "opening", "account": row.account, "account_name": row.name, "nature": row.nature}
    if isinstance(row, AccountClosing):
        told |= {"row": "closing", "debit": f"{row.debit.amount:f}", "credit": f"{row.credit.amount:f}"}
    return told | ending
