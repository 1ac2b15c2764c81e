"""The `void_expired` command."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from ledger.services.accounts import freeze_account, open_book
from ledger.services.posting import PostingDraft
from tests.ledger.books import entry, eur, posted

LAPSES = date(2026, 2, 1)


@pytest.fixture
def lapsing(book: str) -> str:
    """60 reserved until the first of February, by the clock of Paris."""
    open_book(code="autre", name="Autre")
    held = PostingDraft("4551-1", "512", eur("60.00"), phase="pending", expires_on=LAPSES)
    posted(entry(("512", "4551-1", "100.00")), entry(("512", "101", "1"), postings=[held]))
    return book


def run(*arguments: str, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        call_command("void_expired", *arguments)


def test_a_day_begins_when_it_begins_for_the_book(lapsing: str, capsys: pytest.CaptureFixture[str]) -> None:
    # Paris is one hour ahead in winter.
    run(now=datetime(2026, 1, 31, 22, 59, tzinfo=UTC))
    assert capsys.readouterr().out == "autre: 0 voided, 0 resolved meanwhile\ndemo: 0 voided, 0 resolved meanwhile\n"
    run(now=datetime(2026, 1, 31, 23, 0, tzinfo=UTC))
    assert capsys.readouterr().out == "autre: 0 voided, 0 resolved meanwhile\ndemo: 1 voided, 0 resolved meanwhile\n"
    run("--book", "demo", now=datetime(2026, 1, 31, 23, 0, tzinfo=UTC))
    assert capsys.readouterr().out == "demo: 0 voided, 0 resolved meanwhile\n"


def test_a_past_day_may_be_named_and_a_day_to_come_may_not(lapsing: str, capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime(2026, 2, 10, 12, tzinfo=UTC)
    with pytest.raises(CommandError, match=r"2026-02-11 has not come yet") as refused:
        run("--on", "2026-02-11", now=now)
    assert refused.value.returncode == 2
    run("--book", "demo", "--on", "2026-01-31", now=now)
    run("--book", "demo", "--on", "2026-02-01", now=now)
    assert capsys.readouterr().out == "demo: 0 voided, 0 resolved meanwhile\ndemo: 1 voided, 0 resolved meanwhile\n"


def test_what_is_refused_is_told_and_the_exit_status_says_so(lapsing: str, capsys: pytest.CaptureFixture[str]) -> None:
    freeze_account(book=lapsing, code="4551-1")
    with pytest.raises(CommandError, match="1 entries could not be voided") as refused:
        run(now=datetime(2026, 2, 10, 12, tzinfo=UTC))
    assert refused.value.returncode == 1
    assert "demo: account_frozen: " in capsys.readouterr().err


def test_an_unknown_book_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="There is no book nothing") as refused:
        call_command("void_expired", "--book", "nothing")
    assert refused.value.returncode == 2
