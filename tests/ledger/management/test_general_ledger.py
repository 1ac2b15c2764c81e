"""The `general_ledger` command."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.ledger.books import DAY, entry, posted

TEXT = """\
512  Banque  (asset, EUR)
  opening                                                                                             100.00
  2026-03-15  BQ VIR-2 Essai                                            0.00           30.00           70.00
  closing                                                               0.00           30.00           70.00

"""


@pytest.fixture
def moved(book: str) -> str:
    posted(entry(("512", "4551-1", "100.00")))
    posted(entry(("4551-1", "512", "30.00"), effective_on=DAY.replace(month=3), reference="VIR-2"))
    return book


def said(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("general_ledger", "--book", "demo", *options)
    return capsys.readouterr().out


def test_it_is_a_table_for_people(moved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--account", "512", "--from", "2026-02-01", "--to", "2026-12-31") == TEXT


def test_every_account_is_in_it_in_order_even_one_that_never_moved(
    moved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [json.loads(line) for line in said(capsys, "--format", "json").splitlines()]
    assert [(row["row"], row["account"], row["balance"]) for row in rows if row["account"] in ("101", "4551-1")] == [
        ("opening", "101", "0.00"),
        ("closing", "101", "0.00"),
        ("opening", "4551-1", "0.00"),
        ("line", "4551-1", "100.00"),
        ("line", "4551-1", "70.00"),
        ("closing", "4551-1", "70.00"),
    ]
    assert len([row for row in rows if row["row"] == "closing"]) == 8


def test_as_csv_it_has_the_same_rows(moved: str, capsys: pytest.CaptureFixture[str]) -> None:
    objects = [json.loads(line) for line in said(capsys, "--format", "json").splitlines()]
    rows = list(csv.DictReader(StringIO(said(capsys, "--format", "csv"))))
    assert [{name: cell for name, cell in row.items() if cell} for row in rows] == [
        {name: str(value) for name, value in row.items() if value != ""} for row in objects
    ]


@pytest.mark.parametrize(
    ("options", "why"),
    [(("--book", "nowhere"), "no book nowhere"), (("--book", "demo", "--account", "x"), "account x")],
)
def test_what_is_not_there_is_an_error(book: str, options: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why) as refusal:
        call_command("general_ledger", *options)
    assert refusal.value.returncode == 2
