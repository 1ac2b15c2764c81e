"""The ledger's questions, as the product asks them; the time is PostgreSQL's own, told by EXPLAIN ANALYZE."""

import datetime as dt
import importlib.util
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.db import connection, transaction

from bench.contenders.ledger import BOOK, LedgerWriter, open_books
from bench.contenders.serving import serve, timed
from ledger.selectors.balances import balance
from ledger.selectors.lines import Place, account_lines, lines_after
from ledger.selectors.trial_balance import trial_balance
from ledger.services.accounts import AccountDraft, open_accounts

MIDDLE = dt.date(2024, 7, 1)
PAGE = 50
READS: dict[str, Callable[[str], object]] = {
    "balance now": lambda code: balance(book=BOOK, code=code),
    "balance at a date": lambda code: balance(book=BOOK, code=code, on=MIDDLE),
    "page of 50 lines": lambda code: lines_after(book=BOOK, code=code, after=Place(MIDDLE, UUID(int=0), 0), limit=PAGE),
    "trial balance at a date": lambda _: trial_balance(book=BOOK, on=MIDDLE),
}
Query = tuple[str, Any]


def open_accounts_of_sizes(codes: list[str]) -> None:
    """The accounts of every measure, and those whose number of postings matters."""
    open_books()
    open_accounts(book=BOOK, accounts=[AccountDraft(code, f"Banque {code}", "asset", hot=True) for code in codes])


def read(name: str, code: str, times: int) -> list[float]:
    """Milliseconds in PostgreSQL, planning included, of all the queries of one read; after one that warms caches."""
    queries = _queries(lambda: READS[name](code))
    return [sum(_explained(query) for query in queries) for _ in range(times + 1)][1:]


def explain(query: str, times: int) -> list[float]:
    """The same for a query of one's own, whose parameters are the book and the day."""
    parameters = {"book": BOOK, "on": MIDDLE}
    return [_explained((query, parameters)) for _ in range(times + 1)][1:]


def _queries(ask: Callable[[], object]) -> list[Query]:
    """What a selector sends, in order."""
    found: list[Query] = []

    def note(execute: Callable[..., Any], query: str, parameters: Any, many: bool, context: Any) -> Any:
        found.append((query, parameters))
        return execute(query, parameters, many, context)

    with connection.execute_wrapper(note):
        ask()
    return found


def _explained(query: Query) -> float:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON, FORMAT JSON) " + query[0], query[1])
        told = cursor.fetchone()[0]
    (plan,) = json.loads(told) if isinstance(told, str) else told
    return float(plan["Planning Time"] + plan["Execution Time"])


def statement(code: str) -> dict[str, float]:
    """Every line of an account with its running balance: seconds, lines, and by how much memory's peak grew."""
    return timed(account_lines(book=BOOK, codes=[code]))


def seal() -> float | None:
    """Seconds to seal all that there is to seal; none where this version cannot."""
    if importlib.util.find_spec("ledger.services.seal") is None:
        return None
    from ledger.services.seal import seal_book  # noqa: PLC0415

    start = time.perf_counter()
    seal_book(book=BOOK)
    return time.perf_counter() - start


if __name__ == "__main__":
    serve(
        {
            **LedgerWriter().acts(),
            "open_accounts_of_sizes": open_accounts_of_sizes,
            "read": read,
            "explain": explain,
            "statement": statement,
            "seal": seal,
        }
    )
