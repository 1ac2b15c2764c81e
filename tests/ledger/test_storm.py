"""Everything at once on one book: writers of every kind, transactions that stay open, a sealer, a close.

STORM_STEPS says how many acts each of the eight writers does: 25 at each change, 300 at night.
"""

import random
from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest
from django.db import connections

from ledger.models import Entry, Period, PeriodEvent, SealEntry
from ledger.selectors.verification import verdicts
from ledger.services.accounts import AccountDraft, open_accounts
from ledger.services.periods import open_period
from ledger.services.posting import PostingResult, post
from tests.fixtures.concurrency import RunTogether
from tests.ledger.books import entry, eur, open_demo_book, posted, seal_all
from tests.ledger.storms import LAST_YEAR, POOL, REFUSALS, WRITERS, WRONG, Storm, rows

GAPS = """
SELECT journal, fiscal_year FROM ledger_seal_entry GROUP BY book_id, journal, fiscal_year
HAVING count(*) <> max(legal_number) OR min(legal_number) <> 1 OR count(DISTINCT legal_number) <> count(*)"""


@pytest.fixture
def storm(committed_book: str) -> Storm:
    open_demo_book("other")
    floors = {0: eur("0.00"), 1: eur("-20.00"), 2: None}
    natures = ["asset", "liability", "income", "expense"] * 4
    drafts = [AccountDraft(name, name, natures[place], floor=floors[place % 3]) for place, name in enumerate(POOL)]
    open_accounts(book=committed_book, accounts=[*drafts, *(AccountDraft(f"long-{n}", "x", "asset") for n in (1, 2))])
    open_period(book=committed_book, **LAST_YEAR)
    return Storm(committed_book)


def faults(results: Sequence[object]) -> list[str]:
    return [repr(result) for result in results if isinstance(result, Exception)]


def test_nothing_is_wrong_during_a_storm_nor_after_it(storm: Storm, run_together: RunTogether) -> None:
    def act(seed: int) -> Callable[[], None]:
        return lambda: storm.writer(seed)

    others: list[Callable[[], object]] = [
        storm.close, storm.sample, storm.stay_open, storm.stay_open_elsewhere, storm.seal, storm.expire
    ]  # fmt: skip
    results = run_together([*others, *[act(seed) for seed in range(WRITERS)]])
    assert faults(results) == []
    assert set(storm.told) <= {"created", *REFUSALS}
    assert {"created", "floor_reached", "period_closed"} <= set(storm.told)
    assert results[1]

    # What was acknowledged is there, and besides it only what the worker voided.
    there = set(Entry.objects.filter(book__code=storm.book).exclude(kind="expiry").values_list("id", flat=True))
    assert set(storm.written) == there
    assert len(storm.written) == len(there)
    # Nothing entered after the close, and the close had counted everything.
    closed_at = Period.objects.get(closed_at__isnull=False).closed_at
    in_closed = Entry.objects.filter(book__code=storm.book, effective_on__lte=LAST_YEAR["ends_on"])
    assert results[0] == in_closed.count() == PeriodEvent.objects.get(act="closed").entry_count
    assert not in_closed.filter(recorded_at__gt=closed_at).exists()

    seal_all(storm.book, "other")
    assert SealEntry.objects.count() == Entry.objects.count()
    assert rows(GAPS) == rows(WRONG) == []
    assert [verdict for verdict in verdicts() if verdict.first_breach] == []


def test_without_the_floor_the_sample_would_see_it(storm: Storm) -> None:
    """A positive control: what looks at floors in the storm does find one that was passed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_floor")
    posted(entry((POOL[1], POOL[0], "1.00")))
    assert [row[0] for row in rows(WRONG)] == [POOL[0]]


IN_ORDER = "ORDER BY (SELECT b.hot FROM ledger_balance b WHERE b.account_id = m.account_id), m.account_id"


def test_without_one_order_of_locks_they_would_wait_for_each_other_for_ever(
    storm: Storm, run_together: RunTogether
) -> None:
    """A positive control: the same writers, the balances locked in any order."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('ledger_apply_postings'::regproc)")
        (shipped,) = cursor.fetchone()
        assert IN_ORDER in shipped
        cursor.execute(shipped.replace(IN_ORDER, "ORDER BY random()"))

    def act(seed: int) -> Callable[[], list[PostingResult]]:
        chance = random.Random(seed)
        return lambda: [storm.took(post(book=storm.book, entries=storm.batch(chance, 12), idempotency_key=str(uuid4())))
                        for _ in range(20)]  # fmt: skip

    assert any("deadlock detected" in fault for fault in faults(run_together([act(seed) for seed in range(WRITERS)])))
