"""Periods closed and reopened while others post, on real connections and real commits."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, connections, transaction

from ledger.domain.period_errors import YearExported
from ledger.models import Entry, PeriodEvent
from ledger.selectors.periods import periods
from ledger.selectors.verification import verdicts
from ledger.services.fiscal_years import declare_fiscal_year
from ledger.services.periods import close_period, open_period, reopen_period
from ledger.services.record_export import record_export
from tests.fixtures.concurrency import RunTogether
from tests.ledger.books import DAY, codes, entry, posted, try_post

YEAR = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}
MADE = {"file_name": "x.txt", "encoding": "utf-8", "entry_count": 0, "line_count": 0, "sha256": "0" * 64}


def broken() -> list[str]:
    return [f"{verdict.check.name}: {verdict.first_breach}" for verdict in verdicts() if verdict.first_breach]


def writer(entries: int) -> Callable[[], Counter[str]]:
    return lambda: Counter(codes(try_post(entry(("512", "101", "1.00"))))[0] for _ in range(entries))


def test_eight_writers_and_a_close_that_misses_nothing(committed_book: str, run_together: RunTogether) -> None:
    open_period(book=committed_book, **YEAR)

    def close() -> Counter[str]:
        while not Entry.objects.exists():
            pass
        close_period(book=committed_book, **YEAR)
        return Counter({"at the close": Entry.objects.count()})

    results = run_together([*[writer(25)] * 8, close])
    total = sum((result for result in results if isinstance(result, Counter)), Counter[str]())
    assert total["created"] + total["period_closed"] == 200
    # What was acknowledged is there, was there when the close returned, and was counted by it.
    assert Entry.objects.count() == total["created"] == total["at the close"]
    assert PeriodEvent.objects.get(act="closed").entry_count == total["created"]
    assert broken() == []


def test_eight_writers_while_a_period_is_closed_and_reopened_over_and_over(
    committed_book: str, run_together: RunTogether
) -> None:
    open_period(book=committed_book, **YEAR)

    def toggle() -> Counter[str]:
        for number in range(15):
            close_period(book=committed_book, **YEAR)
            at_close = Entry.objects.count()
            assert Entry.objects.count() == at_close
            reopen_period(book=committed_book, **YEAR, reason=f"essai {number}", by="Anne")
        return Counter()

    results = run_together([*[writer(25)] * 8, toggle])
    assert [result for result in results if isinstance(result, Exception)] == []
    total = sum((result for result in results if isinstance(result, Counter)), Counter[str]())
    assert total["created"] + total["period_closed"] == 200
    assert Entry.objects.count() == total["created"]
    counts = list(PeriodEvent.objects.exclude(act="opened").order_by("id").values_list("act", "entry_count"))
    # Each reopening found what its close had left: while it was closed nothing entered.
    assert [act for act, _count in counts] == ["closed", "reopened"] * 15
    assert [count for _act, count in counts[::2]] == [count for _act, count in counts[1::2]]
    assert broken() == []


def test_one_period_is_closed_once_however_many_try(committed_book: str, run_together: RunTogether) -> None:
    open_period(book=committed_book, **YEAR)
    assert run_together([lambda: close_period(book=committed_book, **YEAR)] * 8) == [None] * 8
    assert [act.act for act in periods(book=committed_book)[0].acts] == ["opened", "closed"]


def test_one_period_is_opened_once_however_many_try(committed_book: str, run_together: RunTogether) -> None:
    assert run_together([lambda: open_period(book=committed_book, **YEAR)] * 8) == [None] * 8
    assert [act.act for act in periods(book=committed_book)[0].acts] == ["opened"]


def test_of_a_reopening_and_an_export_that_race_the_second_sees_the_first(
    committed_book: str, run_together: RunTogether
) -> None:
    declare_fiscal_year(book=committed_book, label="2026", **YEAR)
    open_period(book=committed_book, **YEAR)
    close_period(book=committed_book, **YEAR)

    def reopen() -> None:
        reopen_period(book=committed_book, **YEAR, reason="x", by="y")

    def export() -> None:
        record_export(book=committed_book, label="2026", by="x", **MADE)

    results = run_together([reopen, export])
    assert results[1] is None
    refused = isinstance(results[0], YearExported)
    assert refused or results[0] is None
    assert (periods(book=committed_book)[0].closed_at is None) != refused
    assert broken() == []


def test_years_declared_at_once_do_not_wait_for_each_other_for_ever(
    committed_book: str, run_together: RunTogether
) -> None:
    def declare(number: int) -> Callable[[], None]:
        days = {name: day.replace(year=2026 + number % 4) for name, day in YEAR.items()}
        return lambda: declare_fiscal_year(book=committed_book, label=str(2026 + number % 4), **days)

    assert run_together([declare(number) for number in range(12)]) == [None] * 12


def post_from_an_old_snapshot(book: str) -> None:
    """Look at the books, let somebody close the year, then post as if it were still open."""
    open_period(book=book, **YEAR)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert not Entry.objects.exists()
        assert close_elsewhere(book)
        posted(entry(("512", "101", "1.00"), effective_on=DAY))


def close_elsewhere(book: str) -> bool:
    """Close the year on a connection of its own."""

    def act() -> None:
        close_period(book=book, **YEAR)
        connections.close_all()

    thread = threading.Thread(target=act)
    thread.start()
    thread.join(timeout=30)
    return not thread.is_alive()


def test_an_old_snapshot_does_not_let_an_entry_into_a_closed_period(committed_book: str) -> None:
    with pytest.raises(DatabaseError, match="entries are written at READ COMMITTED"):
        post_from_an_old_snapshot(committed_book)
    assert not Entry.objects.exists()


def test_without_that_guard_it_would_enter(committed_book: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('ledger_admit_entries'::regproc)")
        (shipped,) = cursor.fetchone()
        cursor.execute(shipped.replace("<> 'read committed'", "= 'nothing'"))
    post_from_an_old_snapshot(committed_book)
    assert Entry.objects.count() == 1
    assert [breach.partition(":")[0] for breach in broken()] == [
        "guards-stand",
        "closed-periods-stay-closed",
        "periods-follow-their-events",
    ]
