"""A statement of 100 000 lines is read with flat memory: what is held at a time does not depend on their number."""

import resource
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import connections

from ledger.exports.general_ledger import ledger_json
from ledger.selectors.general_ledger import general_ledger
from ledger.selectors.lines import Line, account_lines
from tests.ledger.books import BOOK, open_demo_book

LINES = 100_000
# Measured when this was set: 3 MiB for the stream.
GROWN_MIB_MAX = 16
# By the owner of the tables, every guard at work: posting as many one by one would take minutes.
WRITTEN = """
WITH drawn AS MATERIALIZED (SELECT gen_random_uuid() AS id, DATE '2024-01-01' + n %% 700 AS day FROM generate_series(1, %s) n),
     known AS (SELECT k.id AS book, d.id AS debit, c.id AS credit FROM ledger_book k
                 JOIN ledger_account d ON d.book_id = k.id AND d.code = '2748-7'
                 JOIN ledger_account c ON c.book_id = k.id AND c.code = '101' WHERE k.code = 'demo'),
     entries AS (
        INSERT INTO ledger_entry (id, book_id, effective_on, posting_count, journal, description)
        SELECT drawn.id, known.book, drawn.day, 10, 'BQ', 'Ligne' FROM drawn, known)
INSERT INTO ledger_posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency)
SELECT drawn.id, line, drawn.day, known.book, known.debit, known.credit, 100, 'EUR'
  FROM drawn, known, generate_series(1, 10) line
"""  # noqa: E501


@pytest.fixture
def long(committed_db: str) -> str:
    open_demo_book()
    with connections["owner"].cursor() as owner:
        owner.execute(WRITTEN, [LINES // 10])
        owner.execute("ANALYZE ledger_posting, ledger_entry")
    return BOOK


def resident_mib() -> float:
    """What the process occupies now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20


def grown_mib(stream: Iterable[object], *, kept: int = 1) -> tuple[float, object]:
    """By how much the process grew at most while it read a stream and kept its last items; and the last of them."""
    before = peak = resident_mib()
    items: deque[object] = deque(maxlen=kept)
    for number, item in enumerate(stream):
        items.append(item)
        if number % 1000 == 0:
            peak = max(peak, resident_mib())
    return max(peak, resident_mib()) - before, items[-1]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell what a process occupies")
def test_100_000_lines_are_read_with_flat_memory_and_their_list_would_not_be(long: str) -> None:
    grown, end = grown_mib(account_lines(book=long, codes=["2748-7"]))
    assert grown < GROWN_MIB_MAX
    assert isinstance(end, Line)
    assert str(end.balance.amount) == f"{LINES}.00"
    grown, _end = grown_mib(ledger_json(general_ledger(book=long, account="101")))
    assert grown < GROWN_MIB_MAX
    # The control: a reader that keeps what it reads is found.
    grown, _end = grown_mib(account_lines(book=long, codes=["2748-7"]), kept=LINES)
    assert grown > 2 * GROWN_MIB_MAX
