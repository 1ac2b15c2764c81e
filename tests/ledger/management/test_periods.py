"""The `periods` and `close_year` commands."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ledger.services.accounts import AccountDraft, open_accounts
from tests.ledger.books import entry, posted

YEAR = "2025-01-01:2025-12-31"
AT = r"[0-9-]{10} [0-9:]{5}"


def periods(*arguments: str) -> None:
    call_command("periods", "--book", "demo", *arguments)


def test_periods_are_opened_closed_reopened_and_told(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    periods("--declare", "2025", "--days", YEAR)
    periods("--open", YEAR, "--by", "Anne")
    periods("--close", YEAR, "--by", "Anne", "--reason", "Assemblée")
    periods("--reopen", YEAR, "--by", "Bruno", "--reason", "Facture oubliée")
    capsys.readouterr()
    periods()
    expected = (
        "fiscal year 2025: 2025-01-01 to 2025-12-31\n"
        "2025-01-01 to 2025-12-31: open\n"
        f"    opened {AT} by Anne\n"
        f"    closed {AT} by Anne: Assemblée\n"
        f"    reopened {AT} by Bruno: Facture oubliée\n"
    )
    assert re.fullmatch(expected, capsys.readouterr().out)


WRONG = (
    (("--close", YEAR),                       "has no period from 2025-01-01", 1),
    (("--close", "2026-01-01:2199-12-31"),    "closed once its last day is over", 1),
    (("--open", "2026-12-31:2026-01-01"),     "a period ends on the day it starts", 2),
    (("--open", "2026"),                      "2026 is not like", 1),
    (("--reopen", YEAR),                      "Say why the period is reopened", 2),
    (("--declare", "2026"),                   "Give the days", 2),
    (("--declare", "a b", "--days", YEAR),    "is no fiscal year", 2),
    (("--book", "nowhere"),                   "There is no book nowhere", 2),
)  # fmt: skip


@pytest.mark.parametrize(("arguments", "reason", "status"), WRONG)
def test_what_cannot_be_done_is_said(book: str, arguments: Any, reason: str, status: int) -> None:
    with pytest.raises(CommandError, match=reason) as refusal:
        periods(*arguments)
    assert refusal.value.returncode == status


def test_a_year_is_closed_with_its_result(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    open_accounts(book=book, accounts=[AccountDraft("120", "Résultat", "equity")])
    day = {"effective_on": date(2025, 12, 15)}
    posted(entry(("512", "768", "100.00"), **day), entry(("627", "512", "30.00"), **day))
    for _time in range(2):
        call_command("close_year", book=book, year="2025", profit=["120"])
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "demo 2025: closed, result 70.00 EUR"
        assert lines[1].startswith("    closing entry ")
    with pytest.raises(CommandError, match="has no fiscal year next") as refusal:
        call_command("close_year", book=book, year="next")
    assert refusal.value.returncode == 1


def test_a_year_that_is_not_over_is_not_closed(book: str) -> None:
    with pytest.raises(CommandError, match="closed once its last day is over") as refusal:
        call_command("close_year", book=book, year="2199", profit=["120"])
    assert refusal.value.returncode == 1
