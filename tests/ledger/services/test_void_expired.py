"""Voiding what has lapsed: once, whatever runs twice, late, or against a settlement."""

from datetime import date
from typing import Any

import pytest
from django.db import connections

from ledger.models import Entry
from ledger.selectors.balances import balances
from ledger.selectors.entries import entry_by_id
from ledger.selectors.reservations import open_reservations, reserved
from ledger.selectors.verification import verdicts
from ledger.services.accounts import freeze_account, unfreeze_account
from ledger.services.periods import close_period, open_period
from ledger.services.posting import PostingDraft
from ledger.services.reservations import Place, settle
from ledger.services.void_expired import Expiry, void_expired
from tests.fixtures.concurrency import RunTogether
from tests.ledger.books import DAY, codes, entry, eur, posted

LAPSES, NEXT = date(2026, 2, 1), date(2026, 2, 2)


def hold(*amounts: str, expires_on: date | None = LAPSES, debit: str = "4551-1") -> list[Place]:
    """One entry that reserves these amounts out of a placement."""
    postings = [PostingDraft(debit, "512", eur(amount), phase="pending", expires_on=expires_on) for amount in amounts]
    draft = entry(("512", "101", "1.00"), postings=postings, journal="OD", description="Engagement", source="loan:7")
    entry_id = posted(draft).outcomes[0].entry_id
    return [(entry_id, line) for line in range(1, len(amounts) + 1)]


def fund_accounts(amount: str = "1000.00") -> None:
    posted(entry(("512", "4551-1", amount), ("512", "4551-2", amount)))


@pytest.fixture
def funded(book: str) -> str:
    fund_accounts()
    return book


def held(code: str = "4551-1") -> str:
    return str(reserved(book="demo", codes=[code])[code].amount)


def test_what_has_lapsed_counts_until_it_is_voided_and_then_no_more(funded: str) -> None:
    hold("60.00", "40.00")
    hold("5.00", expires_on=NEXT)
    hold("7.00", expires_on=None)
    assert void_expired(book=funded, on=date(2026, 1, 31)) == Expiry(voided=0, resolved=0, refused=())
    assert held() == "112.00"
    assert void_expired(book=funded, on=LAPSES) == Expiry(voided=2, resolved=0, refused=())
    assert held() == "12.00"
    assert balances(book=funded, codes=["4551-1"]) == {"4551-1": eur("1000.00")}
    assert void_expired(book=funded, on=LAPSES) == Expiry(voided=0, resolved=0, refused=())


def test_each_entry_that_reserved_has_one_that_voids_in_its_words(funded: str) -> None:
    first = hold("60.00", "40.00")
    hold("5.00")
    assert void_expired(book=funded, on=NEXT).voided == 3
    voids = [found for found in Entry.objects.order_by("id") if found.kind == "expiry"]
    assert len(voids) == 2
    told = entry_by_id(book=funded, entry_id=voids[0].id)
    assert (told.effective_on, told.journal, told.description, told.source) == (NEXT, "OD", "Engagement", "loan:7")
    assert [(line.phase, line.pending) for line in told.postings] == [("voids", place) for place in first]


def test_it_goes_batch_by_batch(funded: str) -> None:
    for _ in range(5):
        hold("1.00")
    assert void_expired(book=funded, on=LAPSES, batch_size=2) == Expiry(voided=5, resolved=0, refused=())


def test_only_the_entries_named_are_voided(funded: str) -> None:
    (first, _), (second, _) = (hold("1.00")[0] for _ in range(2))
    assert void_expired(book=funded, on=LAPSES, entry_ids=[second]).voided == 1
    assert [one.entry_id for one in open_reservations(book=funded)] == [first]


def test_what_is_refused_is_told_is_in_nobody_s_way_and_is_tried_again_another_day(funded: str) -> None:
    hold("1.00", debit="4551-2")
    hold("2.00")
    freeze_account(book=funded, code="4551-2")
    done = void_expired(book=funded, on=LAPSES)
    assert (done.voided, [outcome.code for outcome in done.refused]) == (1, ["account_frozen"])
    unfreeze_account(book=funded, code="4551-2")
    assert void_expired(book=funded, on=NEXT) == Expiry(voided=1, resolved=0, refused=())


def test_a_void_is_not_dated_in_a_closed_period(funded: str) -> None:
    hold("1.00")
    month = {"starts_on": LAPSES, "ends_on": LAPSES}
    open_period(book=funded, **month)
    close_period(book=funded, **month)
    assert [outcome.code for outcome in void_expired(book=funded, on=LAPSES).refused] == ["period_closed"]
    assert void_expired(book=funded, on=NEXT).voided == 1


def race(run_together: RunTogether, *, key: str = "s") -> list[Any]:
    """Ten reservations, each settled at the very time at which three workers void them all."""
    places = [hold("10.00")[0] for _ in range(10)]
    settlements = [
        lambda place=place: settle(
            book="demo", reservation=place, effective_on=DAY, idempotency_key=f"{key}-{place[0]}"
        )
        for place in places
    ]
    return run_together([*settlements, *[lambda: void_expired(book="demo", on=LAPSES, batch_size=3)] * 3])


def test_of_a_settlement_and_a_void_one_wins_and_the_other_is_told(
    committed_book: str, run_together: RunTogether
) -> None:
    fund_accounts()
    results = race(run_together)
    assert [result for result in results if isinstance(result, Exception)] == []
    settlements, rounds = [codes(result)[0] for result in results[:10]], results[10:]
    assert set(settlements) <= {"created", "pending_resolved"}
    settled = settlements.count("created")
    assert all(one.refused == () for one in rounds)
    assert open_reservations(book=committed_book) == []
    assert held() == "0.00"
    assert balances(book=committed_book, codes=["4551-1"])["4551-1"] == eur(f"{1000 - 10 * settled}.00")
    voids = Entry.objects.filter(kind="expiry").count()
    assert settled + voids == 10
    assert [verdict.check.name for verdict in verdicts() if verdict.first_breach] == []


def test_without_looking_first_they_would_wait_for_each_other_for_ever(
    committed_book: str, run_together: RunTogether
) -> None:
    """Positive control: who holds the key of a reservation waits for its balances, and the other way round."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('ledger_post'::regproc)")
        (shipped,) = cursor.fetchone()
        changed = shipped.replace("p_reverses || p_pending_id", "p_reverses")
        assert changed != shipped
        cursor.execute(changed)
    fund_accounts("10000.00")
    errors: list[object] = []
    for number in range(10):
        errors += [result for result in race(run_together, key=str(number)) if isinstance(result, Exception)]
        if errors:
            break
    assert "deadlock detected" in str(errors[0])
