"""A statement as a witness of the book: the last seal, where to compare it, proofs of the member's own lines."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from ledger.selectors.proofs import Proof, proofs_of
from ledger.selectors.seal_heads import Head
from lending.domain.chart import account_code
from lending.statements.account_statement import AccountStatement, Movement

# About three kilobytes each: beyond this a shorter period is asked for.
PROOFS_MAX = 200


def head_page(head: Head) -> str:
    """Where anybody compares the hash."""
    return f"{settings.BASE_URL.rstrip('/')}{reverse('seal', args=[head.book, head.number])}"


def head_json(statement: AccountStatement) -> dict[str, Any] | None:
    """The last seal of the book; None before the first one."""
    head = statement.head
    if head is None:
        return None
    return {
        "book": head.book,
        "number": head.number,
        "hash": head.hash.hex(),
        "sealed_at": head.sealed_at.isoformat(),
        "compare_at": head_page(head),
    }


def proofs_json(statement: AccountStatement, read: Mapping[str, Iterable[Movement]]) -> list[dict[str, Any]]:
    """Proofs of the first lines, in their order; an entry that moves accounts of other members too is left out.

    The text of such an entry names them and their amounts: those who keep or audit the book give its proof.
    """
    entries = dict.fromkeys(line.entry_id for lines in read.values() for line in lines if line.legal_number)
    found = proofs_of(book=statement.membership.fund.book, entry_ids=list(entries)[:PROOFS_MAX])
    own = _own_accounts(statement)
    return [found[entry].document() for entry in entries if entry in found and _accounts(found[entry]) <= own]


def _own_accounts(statement: AccountStatement) -> set[str]:
    membership, chart = statement.membership, statement.membership.fund.chart
    cash = {account_code("cash", chart=chart), account_code("own_treasury", membership.tail, chart=chart)}
    return {section.account for section in statement.summary} | cash


def _accounts(proof: Proof) -> set[str]:
    postings = json.loads(proof.leaf)["postings"]
    return {posting[side]["code"] for posting in postings for side in ("debit", "credit")}
