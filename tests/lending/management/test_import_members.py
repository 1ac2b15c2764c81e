"""The command `import_members`: what it says, in both languages, and its exit status."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lending.models import Membership
from tests.factories import make_fund

RIGHT = """\
siren,name,iban,email,city,gerant,mel_gerant,notes
732829320,Menuiserie du Lac,FR7630006000011234567890189,contact@menuiserie.example,Annecy,Une,une@menuiserie.example,x
356000000,Atelier des Postes,FR1420041010050500013M02606,contact@postes.example,Paris,,,
"""
pytestmark = pytest.mark.django_db


def run(file: Path, *arguments: str, **options: Any) -> None:
    call_command("import_members", str(file), *arguments, **options)


@pytest.fixture
def right(tmp_path: Path) -> Path:
    file = tmp_path / "membres.csv"
    file.write_text(RIGHT)
    return file


def test_without_apply_it_says_what_it_would_do_and_does_nothing(
    right: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_fund()
    run(right, "--language", "en")
    assert capsys.readouterr().out == (
        "Column “notes” is not known and not read.\n"
        "Line 2: Menuiserie du Lac (732829320): new cooperative, new member, manager Une (une@menuiserie.example).\n"
        "Line 3: Atelier des Postes (356000000): new cooperative, new member.\n"
        "new cooperative, new member: 2. This was a dry run, nothing was changed: add --apply to do it.\n"
    )
    assert not Membership.objects.exists()


def test_applied_twice_the_second_time_changes_nothing_and_says_so(
    right: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_fund()
    run(right, "--apply", "--language", "en")
    assert capsys.readouterr().out.endswith("Done: new cooperative, new member: 2.\n")
    run(right, "--apply", "--language", "en")
    assert capsys.readouterr().out.endswith("Nothing to change: everything in the file is there already (2 lines).\n")
    assert Membership.objects.count() == 2


def test_a_wrong_file_names_each_line_and_column_and_fails(right: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_fund()
    right.write_text(RIGHT.replace("732829320", "732829321").replace("contact@postes.example", "contact@\x1b[2J"))
    with pytest.raises(CommandError) as failed:
        run(right, "--apply", "--language", "en")
    assert failed.value.returncode == 1
    assert str(failed.value) == (
        "2 things are wrong: the file is refused whole, nothing was changed. Correct them and import it again."
    )
    assert capsys.readouterr().err == (
        "Line 2, column siren: “732829321” is no SIREN: nine digits, the last of which checks the others. "
        "Copy it from the register.\n"
        "Line 3, column email, “contact@�[2J”: This holds a character that cannot be shown (U+001B): type it again.\n"
    )
    assert not Membership.objects.exists()


def test_french_is_spoken_by_default(right: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_fund()
    run(right)
    assert (
        "Ligne 3\u00a0: Atelier des Postes (356000000)\u00a0: nouvelle coopérative, nouveau membre."
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(("slugs", "arguments"), [([], []), (["a", "b"], []), (["a", "b"], ["--fund", "c"])])
def test_the_fund_must_be_plain(right: Path, slugs: list[str], arguments: list[str]) -> None:
    for slug in slugs:
        make_fund(slug)
    with pytest.raises(CommandError) as failed:
        run(right, *arguments)
    assert failed.value.returncode == 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    make_fund()
    with pytest.raises(CommandError, match=r"nulle-part\.csv") as failed:
        run(tmp_path / "nulle-part.csv")
    assert failed.value.returncode == 2
