"""What is answered is on disk, whether each call waits for it by itself or all wait together."""

from collections import Counter

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from ledger.selectors.balances import balances
from ledger.services import call
from tests.fixtures.concurrency import RunTogether
from tests.ledger.books import codes, entry, eur, open_demo_book, posted, try_post

BEHIND = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), pg_current_wal_flush_lsn()) > 0"


@pytest.fixture
def book(committed_db: str, settings: Settings) -> str:
    open_demo_book()
    posted(entry(("512", "101", "1000.00")))
    settings.LEDGER_GROUPED_DURABILITY = True
    return "demo"


def is_behind() -> bool:
    """Whether the server has something that is not on disk."""
    with connection.cursor() as cursor:
        cursor.execute(BEHIND)
        (behind,) = cursor.fetchone()
    return bool(behind)


def test_what_is_answered_is_on_disk(book: str) -> None:
    for _ in range(20):
        posted(entry(("512", "4551-1", "1.00")))
        assert not is_behind()


def test_without_the_wait_it_would_not_be(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: the commit itself does not wait."""
    monkeypatch.setattr(call, "FLUSH", "SELECT 1")
    seen = []
    for _ in range(20):
        posted(entry(("512", "4551-1", "1.00")))
        seen.append(is_behind())
    assert True in seen


def test_a_transaction_of_the_caller_commits_as_it_likes(book: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = 'remote_apply'")
        posted(entry(("512", "4551-1", "1.00")))
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("remote_apply",)


def test_the_floor_counts_to_ten_all_the_same(book: str, run_together: RunTogether) -> None:
    posted(entry(("512", "4551-1", "100.00")))

    def act() -> str:
        return codes(try_post(entry(("4551-1", "512", "10.00"))))[0]

    assert Counter(map(str, run_together([act] * 30))) == {"created": 10, "floor_reached": 20}
    assert balances(book=book, codes=["4551-1"]) == {"4551-1": eur("0.00")}
