"""The `seal` command."""

import pytest
from django.core.management import CommandError, call_command

from ledger.selectors.seal_heads import seal_heads
from tests.ledger.books import entry, open_demo_book, posted, seal_all


def test_it_says_what_it_sealed_in_each_book(committed_book: str, capsys: pytest.CaptureFixture[str]) -> None:
    open_demo_book("other")
    posted(entry(("512", "4551-1", "1.00")))
    posted(entry(("512", "4551-1", "1.00")), entry(("512", "4551-1", "2.00")), book="other")
    seal_all("other")
    said = ""
    while "entries" not in said:  # an older transaction of another test may still run
        call_command("seal")
        said = capsys.readouterr().out
    (demo, _other) = seal_heads()
    assert said.splitlines() == [f"demo: seal 1, 1 entries, {demo.hash.hex()}", "other: nothing to seal"]
    call_command("seal", "--book", "other")
    assert capsys.readouterr().out == "other: nothing to seal\n"


def test_a_book_that_is_not_there_gives_status_2(committed_book: str) -> None:
    with pytest.raises(CommandError, match="There is no book nowhere") as refusal:
        call_command("seal", "--book", "nowhere")
    assert refusal.value.returncode == 2


def test_without_any_book_it_says_so(committed_db: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seal")
    assert capsys.readouterr().out == "There is no book.\n"
