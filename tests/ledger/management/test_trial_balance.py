"""The `trial_balance` command."""

import json

import pytest
from django.core.management import CommandError, call_command

from ledger.services.accounts import open_account
from tests.ledger.books import entry, posted, seal_all

TABLE = """\
code    name         nature      debit  credit  balance
101     Capital      equity       0.00    0.00     0.00  EUR
2748-7  Prêt 7       asset        0.00    0.00     0.00  EUR
4551-1  Placement A  liability    0.00  100.00   100.00  EUR
4551-2  Placement B  liability    0.00    0.00     0.00  EUR
512     Banque       asset      100.00    0.00   100.00  EUR
627     Frais        expense      0.00    0.00     0.00  EUR
768     Intérêts     income       0.00    0.00     0.00  EUR
801     Engagements  memo         0.00    0.00     0.00  EUR
                                100.00  100.00           EUR
"""


def test_it_is_a_table_for_people(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    posted(entry(("512", "4551-1", "100.00")))
    call_command("trial_balance", "--book", book)
    assert capsys.readouterr().out == TABLE


def test_it_is_json_for_programs(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    posted(entry(("512", "4551-1", "100.00")))
    call_command("trial_balance", "--book", book, "--json", "--on", "2026-01-15")
    told = json.loads(capsys.readouterr().out)
    assert (told["book"], told["on"], told["totals"]) == (
        "demo",
        "2026-01-15",
        {"EUR": {"debit": "100.00", "credit": "100.00"}},
    )
    assert told["rows"][4] == {
        "code": "512",
        "name": "Banque",
        "nature": "asset",
        "currency": "EUR",
        "debit": "100.00",
        "credit": "0.00",
        "balance": "100.00",
    }


TREE = """\
code      name               nature       debit  credit  balance
101       Capital            equity        0.00    0.00     0.00  EUR
2748-7    Prêt 7             asset         0.00    0.00     0.00  EUR
4551-1    Placement A        liability     0.00  100.00   100.00  EUR
4551-2    Placement B        liability     0.00    0.00     0.00  EUR
512       Banque, total      asset       107.00    0.00   107.00  EUR
  512     Banque             asset       100.00    0.00   100.00  EUR
  5121    Banque coopérative asset         7.00    0.00     7.00  EUR
627       Frais              expense       0.00    0.00     0.00  EUR
768       Intérêts           income        0.00    7.00     7.00  EUR
801       Engagements        memo          0.00    0.00     0.00  EUR
                                         107.00  107.00           EUR
"""


@pytest.fixture
def gathered(book: str) -> str:
    open_account(book=book, code="5121", name="Banque coopérative", nature="asset", parent="512")
    posted(entry(("512", "4551-1", "100.00"), ("5121", "768", "7.00")))
    return book


def test_it_is_a_tree_on_demand(gathered: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("trial_balance", "--book", gathered, "--tree")
    assert capsys.readouterr().out.split() == TREE.split()


def test_it_is_a_tree_in_json(gathered: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("trial_balance", "--book", gathered, "--tree", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["totals"] == {"EUR": {"debit": "107.00", "credit": "107.00"}}
    assert [(row["code"], row["depth"], row["is_collective"], row["balance"]) for row in told["rows"][4:7]] == [
        ("512", 0, True, "107.00"),
        ("512", 1, False, "100.00"),
        ("5121", 1, False, "7.00"),
    ]


def test_a_day_before_everything_is_all_zero(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    posted(entry(("512", "4551-1", "100.00")))
    call_command("trial_balance", "--book", book, "--json", "--on", "2026-01-14")
    assert json.loads(capsys.readouterr().out)["totals"] == {"EUR": {"debit": "0.00", "credit": "0.00"}}


def test_an_unknown_book_is_an_error(db: None) -> None:
    with pytest.raises(CommandError, match="no book nowhere") as refusal:
        call_command("trial_balance", "--book", "nowhere")
    assert refusal.value.returncode == 2


def test_as_known_at_a_seal_it_leaves_out_what_came_later(
    committed_book: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for euros in ("100.00", "7.00"):
        posted(entry(("512", "4551-1", euros)))
        seal_all()
    for number, expected in (("1", "100.00"), ("2", "107.00")):
        call_command("trial_balance", "--book", committed_book, "--json", "--as-known-at", number)
        told = json.loads(capsys.readouterr().out)
        assert told["totals"] == {"EUR": {"debit": expected, "credit": expected}}
    with pytest.raises(CommandError, match="no seal 3: it has 2 so far"):
        call_command("trial_balance", "--book", committed_book, "--as-known-at", "3")


def test_a_day_that_is_none_is_said(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="argument --on: 2026-13-01 is not a day like 2026-01-31"):
        call_command("trial_balance", "--book", "demo", "--on=2026-13-01")
