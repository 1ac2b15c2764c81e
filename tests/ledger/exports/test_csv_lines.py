"""A book as CSV."""

import csv
import datetime as dt
from uuid import UUID

from ledger.exports.csv_lines import COLUMNS, csv_lines, guarded
from tests.ledger.books import entry, posted

ID = UUID("0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c20")


def test_each_side_of_a_posting_is_a_row_with_what_the_account_then_holds(book: str) -> None:
    posted(entry(("512", "4551-1", "70.00"), id=ID, reference="=1+1", description='a, "b"\nc', source="loan:1"))
    rows = list(csv.DictReader(csv_lines(book=book)))
    assert [tuple(row) for row in rows] == [COLUMNS, COLUMNS]
    recorded_at = dt.datetime.fromisoformat(rows[0].pop("recorded_at"))
    assert recorded_at.tzinfo is not None
    assert rows[0] == {
        "entry_id": str(ID),
        "effective_on": "2026-01-15",
        "journal": "BQ",
        "kind": "",
        "reference": "'=1+1",
        "description": 'a, "b" c',
        "source": "loan:1",
        "line": "1",
        "account": "512",
        "account_name": "Banque",
        "debit": "70.00",
        "credit": "0.00",
        "balance": "70.00",
        "currency": "EUR",
    }
    assert (rows[1]["account"], rows[1]["credit"], rows[1]["balance"]) == ("4551-1", "70.00", "-70.00")


def test_only_texts_are_guarded_against_spreadsheets() -> None:
    assert [guarded(text) for text in ("=1", "+1", "-1", "@x", "\tx", "x=1", "")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "x=1",
        "",
    ]
