"""Lines of accounts and their running balance."""

import datetime as dt
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.errors import UnknownAccount
from ledger.selectors.balances import balance
from ledger.selectors.lines import Line, Place, account_lines, lines_after
from tests.ledger.books import entry, eur, open_demo_book, posted

FIRST, SECOND, THIRD = (dt.date(2026, month, 1) for month in (1, 2, 3))
IDS = [UUID(f"0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c{n}") for n in range(20, 24)]


@pytest.fixture
def moved(book: str) -> str:
    posted(
        entry(("512", "4551-1", "100.00"), effective_on=FIRST, id=IDS[0], reference="VIR-1", kind="placement"),
        entry(("512", "768", "5.00"), ("627", "512", "1.00"), effective_on=THIRD, id=IDS[2]),
        entry(("4551-1", "512", "30.00"), effective_on=SECOND, id=IDS[1]),
    )
    return book


def told(lines: Any) -> list[tuple[UUID, str, str, str, str]]:
    return [
        (line.entry_id, line.account, f"{line.debit.amount}", f"{line.credit.amount}", f"{line.balance.amount}")
        for line in lines
    ]


def test_lines_are_told_by_date_with_the_running_balance(moved: str) -> None:
    assert told(account_lines(book=moved, codes=["512"])) == [
        (IDS[0], "512", "100.00", "0.00", "100.00"),
        (IDS[1], "512", "0.00", "30.00", "70.00"),
        (IDS[2], "512", "5.00", "0.00", "75.00"),
        (IDS[2], "512", "0.00", "1.00", "74.00"),
    ]


def test_a_liability_grows_by_credit(moved: str) -> None:
    assert told(account_lines(book=moved, codes=["4551-1"])) == [
        (IDS[0], "4551-1", "0.00", "100.00", "100.00"),
        (IDS[1], "4551-1", "30.00", "0.00", "70.00"),
    ]


def test_a_line_carries_what_a_statement_prints(moved: str) -> None:
    line = next(iter(account_lines(book=moved, codes=["512"])))
    assert (line.effective_on, line.journal, line.kind, line.reference) == (FIRST, "BQ", "placement", "VIR-1")
    assert (line.description, line.line, line.recorded_at.tzinfo) == ("Essai", 1, dt.UTC)


def test_a_statement_that_starts_later_opens_with_what_there_was(moved: str) -> None:
    assert told(account_lines(book=moved, codes=["512"], start=SECOND, end=SECOND)) == [
        (IDS[1], "512", "0.00", "30.00", "70.00"),
    ]


def test_several_accounts_run_together_and_each_by_itself(moved: str) -> None:
    posted(entry(("4551-1", "4551-2", "20.00"), effective_on=THIRD, id=IDS[3]))
    lines = list(account_lines(book=moved, codes=["4551-1", "4551-2"]))
    assert [(line.account, str(line.balance.amount), str(line.account_balance.amount)) for line in lines] == [
        ("4551-1", "100.00", "100.00"),
        ("4551-1", "70.00", "70.00"),
        ("4551-1", "50.00", "50.00"),
        ("4551-2", "70.00", "20.00"),
    ]


def test_no_account_has_no_lines(moved: str) -> None:
    assert list(account_lines(book=moved, codes=[])) == []
    assert list(account_lines(book=moved, codes=["nothing"])) == []


def pages(code: str, size: int) -> list[Line]:
    lines: list[Line] = []
    while True:
        last = lines[-1] if lines else None
        place = last and Place(last.effective_on, last.entry_id, last.line)
        page = lines_after(book="demo", code=code, after=place, limit=size)
        if not page:
            return lines
        lines += page


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_pages_of_any_size_make_the_same_statement(moved: str, size: int) -> None:
    assert pages("512", size) == list(account_lines(book=moved, codes=["512"]))


def test_a_page_of_an_unknown_account_is_an_error(moved: str) -> None:
    with pytest.raises(UnknownAccount):
        lines_after(book=moved, code="nothing", limit=1)


days = st.integers(min_value=0, max_value=5).map(lambda n: FIRST + dt.timedelta(days=n))
moves = st.lists(
    st.tuples(days, st.sampled_from(["101", "768", "627"]), st.integers(min_value=1, max_value=99)), max_size=12
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moved=moves, number=st.uuids(), start=days)
def test_the_running_balance_ends_at_the_balance_and_each_step_is_its_line(
    book: str, moved: Any, number: UUID, start: dt.date
) -> None:
    name = f"b-{number}"
    open_demo_book(name)
    for day, code, euros in moved:
        posted(entry((code, "2748-7", f"{euros}.00"), effective_on=day), book=name)
    for since in (None, start):
        lines = list(account_lines(book=name, codes=["2748-7"], start=since))
        for before, after in pairwise(lines):
            assert after.balance == before.balance + after.debit - after.credit
            assert (before.effective_on, before.entry_id, before.line) < (
                after.effective_on,
                after.entry_id,
                after.line,
            )
        if lines:
            assert lines[-1].balance == lines[-1].account_balance == balance(book=name, code="2748-7")


def test_a_long_statement_is_streamed(committed_book: str) -> None:
    """The rows wait in the database: after the first line the cursor is still open on the others."""
    for start in range(3):
        posted(*[entry(("512", "101", "1.00")) for _ in range(1000)], key=f"k{start}")
    lines = iter(account_lines(book=committed_book, codes=["512"]))
    assert next(lines).balance == eur("1.00")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE is_holdable")
        assert cursor.fetchone() == (1,)
    assert sum(1 for _ in lines) == 2999
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE is_holdable")
        assert cursor.fetchone() == (0,)
