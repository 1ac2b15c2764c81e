"""The example of docs/seals.md is what the database makes of that entry."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from djmoney.money import Money

from ledger.selectors.proofs import proof_of
from ledger.services.accounts import AccountDraft, open_accounts, open_book
from ledger.services.posting import EntryDraft, PostingDraft
from tests.ledger.books import posted, seal_all

PAGE = (Path(__file__).parents[2] / "docs" / "seals.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.split("```json\n")[1].split("\n```")[0]


def test_the_canonical_form_is_as_the_page_shows_it(committed_db: str) -> None:
    shown = json.loads(EXAMPLE)
    open_book(code="caisse", name="Caisse")
    open_accounts(book="caisse", accounts=[AccountDraft(code, code, "asset") for code in ("512", "2748-7")])
    entry = EntryDraft(
        id=UUID(shown["entry"]["id"]),
        effective_on=date(2026, 1, 15),
        journal="BQ",
        kind="repayment",
        description="Remboursement prêt 7",
        reference="VIR-0042",
        postings=[PostingDraft(debit="512", credit="2748-7", amount=Money("100.00", "EUR"))],
    )
    posted(entry, book="caisse")
    seal_all("caisse")
    made = proof_of(book="caisse", entry_id=UUID(shown["entry"]["id"])).leaf
    assert made == compact(with_ids_of(json.loads(made), shown))


def compact(leaf: dict[str, Any]) -> str:
    return json.dumps(leaf, ensure_ascii=False, separators=(",", ":"))


def with_ids_of(made: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """The example, but for what the database numbers and dates itself."""
    book_id = made["book"]["id"]
    (posting,), (line,) = shown["postings"], made["postings"]
    return {
        **shown,
        "book": {**shown["book"], "id": book_id},
        "entry": {
            **shown["entry"],
            "book_id": book_id,
            "recorded_xid": made["entry"]["recorded_xid"],
            "recorded_at": made["entry"]["recorded_at"],
        },
        "postings": [
            {
                **posting,
                "book_id": book_id,
                "debit": {**posting["debit"], "id": line["debit"]["id"]},
                "credit": {**posting["credit"], "id": line["credit"]["id"]},
            }
        ],
    }
