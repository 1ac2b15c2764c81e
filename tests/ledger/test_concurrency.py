"""The ledger under several writers at once, on real connections and real commits."""

import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.db import connection, connections, transaction

from ledger.models import Entry
from ledger.selectors.balances import balances
from ledger.selectors.verification import verdicts
from ledger.services.accounts import AccountDraft, freeze_account, open_accounts
from ledger.services.periods import close_period, open_period
from ledger.services.posting import EntryDraft, PostingResult, post
from tests.fixtures.concurrency import RunTogether
from tests.ledger.books import DAY, codes, entry, eur, posted, try_post

YEAR = {"starts_on": DAY.replace(month=1, day=1), "ends_on": DAY.replace(month=12, day=31)}


def books_hold() -> bool:
    return [verdict for verdict in verdicts() if verdict.first_breach is not None] == []


def test_one_key_used_fifty_times_at_once_has_one_effect_and_one_answer(
    committed_book: str, run_together: RunTogether
) -> None:
    def act() -> PostingResult:
        return post(book=committed_book, entries=[entry(("512", "4551-1", "1.00"))], idempotency_key="once")

    results = run_together([act] * 50)
    assert Counter(result.status for result in results) == {"created": 1, "exists": 49}
    assert len({(result.outcomes[0].entry_id, result.outcomes[0].code) for result in results}) == 1
    assert all(result.balances == {"512": eur("1.00"), "4551-1": eur("1.00")} for result in results)
    assert Entry.objects.count() == 1


def test_one_key_used_at_once_for_two_requests_answers_one_of_them(
    committed_book: str, run_together: RunTogether
) -> None:
    def act(amount: str) -> Callable[[], PostingResult]:
        draft = entry(("512", "4551-1", amount))
        return lambda: post(book=committed_book, entries=[draft], idempotency_key="once")

    results = run_together([act("1.00"), act("2.00")] * 10)
    assert Counter(result.status for result in results) == {
        "created": 1,
        "exists": 9,
        "exists_with_different_request": 10,
    }


def racing(committed_book: str, run_together: RunTogether, *, transfers: int = 50) -> Counter[str]:
    """Several postings of 10 at once for an account that holds 100."""
    posted(entry(("512", "4551-1", "100.00"), ("512", "101", "1000.00")))

    def act() -> str:
        return codes(try_post(entry(("4551-1", "512", "10.00"))))[0]

    return Counter(str(result) for result in run_together([act] * transfers))


def test_fifty_postings_racing_for_what_covers_ten_give_exactly_ten(
    committed_book: str, run_together: RunTogether
) -> None:
    assert racing(committed_book, run_together) == {"created": 10, "floor_reached": 40}
    assert balances(book=committed_book, codes=["4551-1"]) == {"4551-1": eur("0.00")}
    assert books_hold()


def test_without_the_floor_all_fifty_would_pass(committed_book: str, run_together: RunTogether) -> None:
    """The positive control: it is the CHECK that counts to ten."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_floor")
    assert racing(committed_book, run_together) == {"created": 50}


def test_one_entry_is_reversed_once_however_many_try(committed_book: str, run_together: RunTogether) -> None:
    from ledger.services.reversal import reverse_entry

    made = posted(entry(("512", "4551-1", "7.00"))).outcomes[0].entry_id

    def act(number: int) -> Callable[[], str]:
        key = f"reversal-{number}"
        return lambda: codes(
            reverse_entry(book=committed_book, entry_id=made, effective_on=DAY, reason="x", idempotency_key=key)
        )[0]

    results = run_together([act(number) for number in range(20)])
    assert Counter(results) == {"created": 1, "already_reversed": 19}
    assert balances(book=committed_book, codes=["512"]) == {"512": eur("0.00")}


def overlapping(seed: int, *, names: list[str], batches: int) -> list[list[EntryDraft]]:
    """Batches over the same accounts, each in an order of its own."""
    chance = random.Random(seed)
    made = []
    for _ in range(batches):
        chance.shuffle(names)
        made.append([entry((one, other, "1.00"), ("512", one, "0.10")) for one, other in pairwise(names)])
    return made


@pytest.mark.parametrize("mode", ["atomic", "each"])
def test_overlapping_batches_never_wait_for_each_other_in_a_ring(
    committed_book: str, run_together: RunTogether, mode: str
) -> None:
    names = [f"9{number}" for number in range(20)]
    drafts = [AccountDraft(name, name, "asset", floor=eur("-5.00") if int(name) % 2 else None) for name in names]
    open_accounts(book=committed_book, accounts=drafts)

    def writer(seed: int) -> Callable[[], list[str]]:
        return lambda: [
            try_post(*batch, mode=mode).status for batch in overlapping(seed, names=list(names), batches=12)
        ]

    results = run_together([writer(seed) for seed in range(8)])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert "created" in {status for result in results for status in result}
    assert books_hold()


def test_a_close_waits_for_the_posting_in_flight_and_then_nothing_enters(
    committed_book: str, run_together: RunTogether
) -> None:
    open_period(book=committed_book, **YEAR)

    def close() -> str:
        close_period(book=committed_book, **YEAR)
        return "closed"

    def act() -> str:
        return codes(try_post(entry(("512", "101", "1.00"))))[0]

    results = Counter(run_together([*[act] * 20, close, *[act] * 20]))
    assert results["closed"] == 1
    assert results["created"] + results["period_closed"] == 40
    assert Entry.objects.count() == results["created"]
    assert codes(try_post(entry(("512", "101", "1.00")))) == ["period_closed"]
    assert books_hold()


def test_a_posting_that_saw_the_period_open_is_waited_for(committed_book: str, run_together: RunTogether) -> None:
    """The posting holds its transaction open until the close is seen waiting for it."""
    open_period(book=committed_book, **YEAR)
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND mode = 'ExclusiveLock'"

    def act() -> str:
        with transaction.atomic(), connection.cursor() as cursor:
            code = codes(try_post(entry(("512", "101", "1.00"))))[0]
            started.append(True)
            for _ in range(2000):
                cursor.execute(f"SELECT pg_sleep(0.005), ({waiting})")
                if cursor.fetchone()[1]:
                    return code
        return "nobody waited"

    def close() -> str:
        with connection.cursor() as cursor:
            while not started:
                cursor.execute("SELECT pg_sleep(0.005)")
        close_period(book=committed_book, **YEAR)
        return f"closed after {Entry.objects.count()}"

    started: list[bool] = []
    assert run_together([act, close]) == ["created", "closed after 1"]
    assert books_hold()


def test_a_freeze_is_seen_by_the_postings_that_come_after_it(committed_book: str, run_together: RunTogether) -> None:
    def freeze() -> str:
        freeze_account(book=committed_book, code="4551-1")
        return f"frozen at {balances(book=committed_book, codes=['4551-1'])['4551-1'].amount}"

    def act() -> str:
        return codes(try_post(entry(("512", "4551-1", "1.00"))))[0]

    results = run_together([*[act] * 15, freeze, *[act] * 15])
    held = balances(book=committed_book, codes=["4551-1"])["4551-1"].amount
    assert f"frozen at {held}" in results
    assert held == Counter(results)["created"]
    assert books_hold()
