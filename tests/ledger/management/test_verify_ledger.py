"""The `verify_ledger` command."""

import json
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from ledger.selectors.checks import Breach, Check
from ledger.selectors.seal_heads import seal_heads
from ledger.selectors.verification import all_checks
from tests.ledger.books import entry, posted, seal_all


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


def cut_off_the_end() -> None:
    """What the owner of the tables would do to make the last seal never have been, days included."""
    with connections["owner"].cursor() as cursor:
        for table in ("ledger_seal_batch", "ledger_seal_entry", "ledger_day_movement"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM ledger_seal_batch WHERE number = 2")
        cursor.execute("DELETE FROM ledger_seal_entry WHERE batch_number = 2")
        cursor.execute("UPDATE ledger_day_movement SET debit = least(debit, 100), credit = least(credit, 100)")
        for table in ("ledger_seal_batch", "ledger_seal_entry", "ledger_day_movement"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_published_head_finds_an_end_that_was_cut_off(
    committed_book: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        posted(entry(("512", "4551-1", "1.00")))
        seal_all()
    published = f"demo:2:{seal_heads()[0].hash.hex()}"
    call_command("verify_ledger", "--head", published)
    assert "ok      published-heads-are-kept: Every head that was given is in its book." in capsys.readouterr().out
    cut_off_the_end()
    call_command("verify_ledger")  # what remains is sound in itself
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--head", published)
    assert "book demo, ledger_seal_batch 2: it was published, and is not there" in capsys.readouterr().out
    posted(entry(("512", "4551-1", "3.00")))
    seal_all()
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--head", published)
    assert f"book demo, ledger_seal_batch 2: {published[7:]} was published, it is " in capsys.readouterr().out


def test_a_head_that_cannot_be_read_gives_status_2(db: None) -> None:
    with pytest.raises(CommandError, match="demo:2 is not BOOK:NUMBER:HASH") as refusal:
        call_command("verify_ledger", "--head", "demo:2")
    assert refusal.value.returncode == 2
