"""The journal in the order of its legal numbers: as a table for people, as CSV and as one JSON object a line."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ledger.exports.csv_lines import csv_row, safe_text
from ledger.exports.running import MOVING, one_line
from ledger.selectors.entries import PostedEntry, PostedLine

COLUMNS = (
    *("number", "seal", "effective_on", "recorded_at", "entry_id", "journal", "kind", "reference", "description"),
    *("source", "line", "account", "debit", "credit", "reserved", "phase", "currency"),
)
TEXTS = frozenset({"kind", "reference", "description", "source"})
UNSEALED = "(not sealed)"


def journal_csv(entries: Iterable[PostedEntry]) -> Iterator[str]:
    """Two rows a posting, its debit and its credit; what reserves or voids moves nothing and is `reserved`."""
    yield csv_row(COLUMNS)
    for entry in entries:
        told = {name: safe_text(text) if name in TEXTS else text for name, text in _heading(entry).items()}
        for posting in entry.postings:
            for account, side in ((posting.debit, "debit"), (posting.credit, "credit")):
                amount = f"{posting.amount.amount:f}"
                moves = {side if posting.phase in MOVING else "reserved": amount}
                line = {"line": posting.line, "account": account, "phase": posting.phase, **moves}
                row = {**told, **line, "currency": posting.amount.currency.code}
                yield csv_row([str(row.get(name) or "") for name in COLUMNS])


def journal_json(entries: Iterable[PostedEntry]) -> Iterator[str]:
    """One object an entry, with its postings; `number` and `seal` are null until it is sealed."""
    for entry in entries:
        postings = [_posting(posting) for posting in entry.postings]
        told = {**_heading(entry), "metadata": entry.metadata, "reverses": entry.reverses and str(entry.reverses)}
        yield json.dumps({**told, "postings": postings}, ensure_ascii=False)


def journal_text(entries: Iterable[PostedEntry]) -> Iterator[str]:
    """Entry after entry, for people; what reserves or voids stands in parentheses."""
    for entry in entries:
        number = entry.seal.legal_number if entry.seal else UNSEALED
        said = one_line(" ".join(filter(None, (entry.journal, entry.reference, entry.description))))
        yield f"{number}  {entry.effective_on}  {said}"
        for posting in entry.postings:
            amount = f"{posting.amount.amount:f} {posting.amount.currency.code}"
            amount = amount if posting.phase in MOVING else f"({posting.phase} {amount})"
            yield f"    {posting.debit:24}{amount:>24}"
            yield f"    {posting.credit:24}{'':24}{amount:>24}"
        yield ""


FORMATS: Mapping[str, Callable[[Iterable[PostedEntry]], Iterator[str]]] = {
    "text": journal_text,
    "csv": journal_csv,
    "json": journal_json,
}


def _heading(entry: PostedEntry) -> dict[str, Any]:
    return {
        "number": entry.seal and entry.seal.legal_number,
        "seal": entry.seal and entry.seal.batch_number,
        "effective_on": entry.effective_on.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "entry_id": str(entry.id),
        "journal": entry.journal,
        "kind": entry.kind,
        "reference": entry.reference,
        "description": entry.description,
        "source": entry.source,
    }


def _posting(posting: PostedLine) -> dict[str, Any]:
    return {
        "line": posting.line,
        "debit": posting.debit,
        "credit": posting.credit,
        "amount": f"{posting.amount.amount:f}",
        "currency": posting.amount.currency.code,
        "phase": posting.phase,
    }
