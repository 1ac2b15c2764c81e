"""The `export_journal` command."""

import pytest
from django.core.management import CommandError, call_command

from ledger.exports.beancount import beancount_lines
from ledger.exports.csv_lines import csv_lines
from ledger.exports.hledger import hledger_lines
from tests.ledger.books import DAY, entry, posted

FORMATS = {"hledger": hledger_lines, "beancount": beancount_lines, "csv": csv_lines}


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_written_line_by_line(book: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    posted(entry(("512", "4551-1", "100.00")), entry(("4551-1", "512", "1.00"), effective_on=DAY.replace(month=3)))
    call_command("export_journal", "--book", book, "--format", name)
    assert capsys.readouterr().out == "".join(f"{line}\n" for line in FORMATS[name](book=book))
    call_command("export_journal", "--book", book, "--format", name, "--from", "2026-02-01", "--to", "2026-12-31")
    part = capsys.readouterr().out
    assert part == "".join(
        f"{line}\n"
        for line in FORMATS[name](book=book, start=DAY.replace(month=2, day=1), end=DAY.replace(month=12, day=31))
    )
    assert "99.00" in part


def test_an_unknown_book_is_an_error(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="no book nowhere") as refusal:
        call_command("export_journal", "--book", "nowhere", "--format", "csv")
    assert refusal.value.returncode == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_day_that_does_not_exist_is_an_error(book: str, option: str) -> None:
    with pytest.raises(CommandError, match=f"argument {option}"):
        call_command("export_journal", "--book", book, "--format", "csv", option, "2026-02-31")
