"""What is answered is on disk, whether each call waits for it by itself or all wait together."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from ledger.selectors.balances import balances
from ledger.services import call
from tests.fixtures.concurrency import RunTogether
from tests.ledger.books import codes, entry, eur, open_demo_book, posted, try_post
from tests.ledger.crashes import UNWAITED


@pytest.fixture
def book(committed_db: str, settings: Settings) -> str:
    open_demo_book()
    posted(entry(("512", "101", "1000.00")))
    settings.LEDGER_GROUPED_DURABILITY = True
    return "demo"


def written_and_on_disk() -> tuple[bool, ...]:
    """Post many times; of each, whether the disk has as much as the call wrote, counted from where it began."""
    on_disk = []
    for _ in range(20):
        began, before = asked("SELECT pg_current_wal_insert_lsn()"), wal_bytes()
        posted(entry(("512", "4551-1", "1.00")))
        # Records begin at multiples of eight, and pages have headers: at least this much further it ends.
        on_disk.append(asked("SELECT pg_current_wal_flush_lsn() >= %s::pg_lsn + %s", began, wal_bytes() - before))
    return tuple(on_disk)


def wal_bytes() -> int:
    """What this connection has ever written."""
    asked("SELECT pg_stat_force_next_flush()")
    return int(asked("SELECT wal_bytes FROM pg_stat_get_backend_wal(pg_backend_pid())"))


def asked(query: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        (value,) = cursor.fetchone()
    return value


def test_what_is_answered_is_on_disk(book: str) -> None:
    assert written_and_on_disk() == (True,) * 20


def test_without_the_wait_it_would_not_be(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: the commit itself does not wait."""
    monkeypatch.setattr(call, "POST_GROUPED", UNWAITED)
    assert False in written_and_on_disk()


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
