"""The `accounts` command."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.ledger.books import entry, posted

WHY = ("--reason", "Litige")
TABLE = """\
code    name         nature     currency  parent  status  floor  balance  available
101     Capital      equity     EUR               open              0.00       0.00
2748-7  Prêt 7       asset      EUR               open              0.00       0.00
4551-1  Placement A  liability  EUR               frozen   0.00     7.00       7.00
4551-2  Placement B  liability  EUR               open     0.00     0.00       0.00
512     Banque       asset      EUR               open     0.00     7.00       7.00
627     Frais        expense    EUR               open              0.00       0.00
768     Intérêts     income     EUR               open              0.00       0.00
801     Engagements  memo       EUR               open              0.00       0.00
"""


@pytest.fixture
def run(book: str, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> str:
        call_command("accounts", "--book", book, *arguments)
        return capsys.readouterr().out

    return call


def test_it_lists_the_accounts_of_a_book(run: Any) -> None:
    posted(entry(("512", "4551-1", "7.00")))
    run("--freeze", "4551-1", *WHY)
    assert run() == TABLE


def test_it_opens_an_account(run: Any) -> None:
    fees = ("--name", "Frais", "--nature", "expense", "--parent", "627", "--floor", "-10")
    told = json.loads(run("--open", "6271", *fees, "--json", *WHY))
    assert told == {
        "code": "6271",
        "name": "Frais",
        "nature": "expense",
        "currency": "EUR",
        "parent": "627",
        "status": "open",
        "floor": "-10.00",
        "balance": "0.00",
        "available": "0.00",
    }


def test_it_freezes_unfreezes_closes_and_tells_the_history(run: Any) -> None:
    acts = (("--freeze", "frozen"), ("--unfreeze", "open"), ("--close", "closed"))
    for act, status in acts:
        assert json.loads(run(act, "4551-1", "--json", *WHY, "--acting", "Anne"))["status"] == status
    told = [json.loads(line) for line in run("--history", "4551-1").splitlines()]
    assert [(one["kind"], one["acting"], one["reason"]) for one in told] == [
        ("opened", "", ""),
        ("frozen", "Anne", "Litige"),
        ("unfrozen", "Anne", "Litige"),
        ("closed", "Anne", "Litige"),
    ]


def test_who_asks_is_the_operator_when_nobody_is_named(run: Any) -> None:
    run("--freeze", "4551-1", *WHY)
    assert json.loads(run("--history", "4551-1").splitlines()[-1])["acting"].startswith("operator:")


def test_it_moves_a_floor_and_takes_it_away(run: Any) -> None:
    assert json.loads(run("--set-floor", "512", "--floor", "-100", "--json", *WHY))["floor"] == "-100.00"
    assert json.loads(run("--set-floor", "512", "--floor", "none", "--json", *WHY))["floor"] is None


NEW = ("--open", "6271", "--name", "Frais", "--nature")
REFUSED = (
    # arguments                                               status  complaint
    (("--freeze", "4551-1"),                                  2,      "Say why with --reason"),
    (("--freeze", "nothing", *WHY),                           2,      "no account nothing"),
    (("--open", "6271", *WHY),                                2,      "opens with --name and --nature"),
    ((*NEW, "income", *WHY),                                  1,      "is of nature expense"),
    ((*NEW, "expense", "--currency", "ZZZ", *WHY),            1,      "ZZZ is no currency"),
    ((*NEW, "expense", "--currency", "ZZZ", "--floor", "-1", *WHY), 1, "ZZZ is no currency"),
    ((*NEW, "expense", "--floor", "x", *WHY),                 2,      "--floor x: an amount"),
    ((*NEW, "expense", "--parent", "768", *WHY),              1,      "cannot stand under 768"),
    (("--set-floor", "512", *WHY),                            2,      "Say which with --floor"),
    (("--set-floor", "512", "--floor", "100", *WHY),          1,      "available, less than the floor"),
    (("--close", "512", *WHY),                                1,      "still holds 7,00"),
    (("--history", "nothing"),                                2,      "no account nothing"),
)  # fmt: skip


@pytest.mark.parametrize(("arguments", "status", "complaint"), REFUSED)
def test_what_is_refused_says_why(run: Any, arguments: tuple[str, ...], status: int, complaint: str) -> None:
    posted(entry(("512", "4551-1", "7.00")))
    with pytest.raises(CommandError, match=complaint) as refusal:
        run(*arguments)
    assert refusal.value.returncode == status


def test_an_unknown_book_is_an_error(db: None) -> None:
    with pytest.raises(CommandError, match="no book nowhere"):
        call_command("accounts", "--book", "nowhere")
