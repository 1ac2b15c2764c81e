"""The `journal` command."""

import csv
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ledger.services.reservations import reserve
from tests.ledger.books import entry, eur, posted, seal_all

LATE, EARLY = date(2026, 3, 1), date(2026, 1, 2)
TEXT = """\
BQ-2026-000001  2026-03-01  BQ first
    512                                   100.00 EUR
    4551-1                                                        100.00 EUR

BQ-2026-000002  2026-01-02  BQ backdated
    512                                     1.00 EUR
    4551-1                                                          1.00 EUR

(not sealed)  2026-01-02  BQ held
    4551-1                        (pending 5.00 EUR)
    512                                                   (pending 5.00 EUR)

"""


@pytest.fixture
def moved(committed_book: str) -> str:
    """Sealed in the order of writing, whatever the dates; the last entry is not sealed, and only reserves."""
    for day, euros, text in ((LATE, "100.00", "first"), (EARLY, "1.00", "backdated")):
        posted(entry(("512", "4551-1", euros), effective_on=day, description=text))
        seal_all()
    reserve(
        book=committed_book, debit="4551-1", credit="512", amount=eur("5.00"), effective_on=EARLY, journal="BQ",
        description="held", idempotency_key="held",
    )  # fmt: skip
    return committed_book


def said(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("journal", "--book", "demo", *options)
    return capsys.readouterr().out


def test_it_follows_the_legal_numbers_in_every_format(moved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys) == TEXT
    told = [json.loads(line) for line in said(capsys, "--format", "json").splitlines()]
    assert [(one["number"], one["seal"], one["description"]) for one in told] == [
        ("BQ-2026-000001", 1, "first"),
        ("BQ-2026-000002", 2, "backdated"),
        (None, None, "held"),
    ]
    rows = list(csv.DictReader(StringIO(said(capsys, "--format", "csv"))))
    assert [(row["number"], row["account"], row["debit"], row["credit"], row["reserved"]) for row in rows] == [
        ("BQ-2026-000001", "512", "100.00", "", ""),
        ("BQ-2026-000001", "4551-1", "", "100.00", ""),
        ("BQ-2026-000002", "512", "1.00", "", ""),
        ("BQ-2026-000002", "4551-1", "", "1.00", ""),
        ("", "4551-1", "", "", "5.00"),
        ("", "512", "", "", "5.00"),
    ]


def test_days_and_journals_narrow_it(moved: str, capsys: pytest.CaptureFixture[str]) -> None:
    posted(entry(("512", "101", "9.00"), journal="OD", effective_on=LATE, description="other"))
    narrowed = (
        (("--from", "2026-02-01"), ["first", "other"]),
        (("--to", "2026-02-01"), ["backdated", "held"]),
        (("--journal", "OD"), ["other"]),
    )
    for options, expected in narrowed:
        told = [json.loads(line) for line in said(capsys, "--format", "json", *options).splitlines()]
        assert [one["description"] for one in told] == expected


def test_an_unknown_book_is_an_error(db: None) -> None:
    with pytest.raises(CommandError, match="no book nowhere") as refusal:
        call_command("journal", "--book", "nowhere")
    assert refusal.value.returncode == 2
