"""The `verify_ledger` command."""

import json
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from ledger.selectors.checks import Breach, Check
from ledger.selectors.verification import all_checks
from tests.ledger.books import entry, posted


def broken() -> Iterator[Breach]:
    yield Breach("demo", "loan 7", "lent 1, owed 2")


RULES = (Check("fund-equation", "What is lent is what is owed.", broken),)


def test_a_book_that_holds_gives_status_0(committed_book: str, capsys: pytest.CaptureFixture[str]) -> None:
    posted(entry(("512", "4551-1", "100.00")))
    call_command("verify_ledger")
    lines = capsys.readouterr().out.splitlines()
    assert [line[:8] for line in lines] == ["ok      "] * len(lines)
    assert lines[1] == "ok      debits-equal-credits: For every book and currency, debits equal credits."
    call_command("verify_ledger", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is True
    assert told["rules"][1] == {
        "name": "debits-equal-credits",
        "rule": "For every book and currency, debits equal credits.",
        "holds": True,
        "first_breach": None,
    }


def test_a_broken_rule_names_its_first_row_and_gives_status_1(
    book: str, settings: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LEDGER_CHECKS = [f"{__name__}.RULES"]  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match=f"1 of {len(all_checks())} rules do not hold") as refusal:
        call_command("verify_ledger")
    assert refusal.value.returncode == 1
    assert capsys.readouterr().out.endswith(
        "BROKEN  fund-equation: What is lent is what is owed.\n        book demo, loan 7: lent 1, owed 2\n"
    )
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is False
    assert told["rules"][-1]["first_breach"] == {"book": "demo", "row": "loan 7", "fault": "lent 1, owed 2"}
