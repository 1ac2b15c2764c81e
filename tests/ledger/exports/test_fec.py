"""The fichier des écritures comptables: its lines, what it leaves out, what it refuses, and its record."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from djmoney.money import Money

from ledger.domain.fec import COLUMNS
from ledger.domain.period_errors import (
    EarlierYearNotClosed,
    EntriesNotSealed,
    ExportContradictsBooks,
    ExportNotPossible,
    YearExported,
)
from ledger.exports.fec_file import FecFile, export_fec
from ledger.models import FiscalYear, FiscalYearExport
from ledger.services.accounts import AccountDraft, open_accounts
from ledger.services.close_fiscal_year import close_fiscal_year
from ledger.services.drafts import EntryDraft, PostingDraft
from ledger.services.periods import reopen_period
from tests.ledger.books import entry, eur, posted, seal_all

YEAR = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}
EQUITY = (AccountDraft("120", "Résultat", "equity"), AccountDraft("129", "Perte", "equity"))


@pytest.fixture
def kept(committed_book: str) -> str:
    """Money of 2025; income, expense and a reservation in 2026; 2026 closed, all of it sealed."""
    open_accounts(book=committed_book, accounts=EQUITY)
    posted(entry(("512", "101", "1000.00"), effective_on=dt.date(2025, 6, 1)))
    posted(entry(("512", "768", "50.05"), reference="VIR-1", description="Intérêts\tdu prêt | 7"))
    posted(entry(("627", "512", "0.07"), ("512", "101", "2.00"), journal="OD", effective_on=dt.date(2026, 2, 1)))
    held = PostingDraft("627", "512", eur("1.00"), phase="pending")
    posted(EntryDraft(effective_on=dt.date(2026, 3, 1), journal="BQ", description="Réservé", postings=[held]))
    posted(entry(("512", "101", "0.50"), effective_on=dt.date(2026, 1, 2)))
    close(committed_book)
    seal_all()
    return committed_book


def close(book: str, label: str = "2026") -> None:
    given = {"profit_accounts": ["120"], "loss_accounts": ["129"], "by": "Anne"}
    close_fiscal_year(book=book, label=label, idempotency_key=f"close-{label}", **given)


def export(book: str, folder: Path, label: str = "2026", **more: Any) -> FecFile:
    return export_fec(book=book, label=label, folder=folder, by="Anne", siren="123456782", **more)


def rows(made: FecFile, encoding: str = "utf-8") -> list[dict[str, str]]:
    header, *lines = made.path.read_bytes().decode(encoding).removesuffix("\r\n").split("\r\n")
    assert header.split("\t") == list(COLUMNS)
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]


def test_opening_entries_come_first_then_every_entry_by_its_legal_number(kept: str, tmp_path: Path) -> None:
    made = export(kept, tmp_path)
    assert made.path.name == "123456782FEC20261231.txt"
    found = rows(made)
    shown = ("EcritureNum", "EcritureDate", "CompteNum", "PieceRef", "EcritureLib", "Debit", "Credit")
    assert [tuple(row[column] for column in shown) for row in found] == [
        ("AN-2026-000000", "20260101", "101",  "AN-2026-000000", "À-nouveaux 2026",     "0,00",    "1000,00"),
        ("AN-2026-000000", "20260101", "512",  "AN-2026-000000", "À-nouveaux 2026",     "1000,00", "0,00"),
        ("BQ-2026-000001", "20260115", "512",  "VIR-1",          "Intérêts du prêt 7",  "50,05",   "0,00"),
        ("BQ-2026-000001", "20260115", "768",  "VIR-1",          "Intérêts du prêt 7",  "0,00",    "50,05"),
        ("OD-2026-000001", "20260201", "627",  "OD-2026-000001", "Essai",               "0,07",    "0,00"),
        ("OD-2026-000001", "20260201", "512",  "OD-2026-000001", "Essai",               "0,00",    "0,07"),
        ("OD-2026-000001", "20260201", "512",  "OD-2026-000001", "Essai",               "2,00",    "0,00"),
        ("OD-2026-000001", "20260201", "101",  "OD-2026-000001", "Essai",               "0,00",    "2,00"),
        # Validated after, though dated before: the order is that of sealing.
        ("BQ-2026-000003", "20260102", "512",  "BQ-2026-000003", "Essai",               "0,50",    "0,00"),
        ("BQ-2026-000003", "20260102", "101",  "BQ-2026-000003", "Essai",               "0,00",    "0,50"),
    ]  # fmt: skip
    assert found[2]["JournalLib"] == "Banque"
    assert found[2]["CompteLib"] == "Banque"
    assert (made.entries, made.lines) == (4, 10)
    filled = set(COLUMNS) - {"CompAuxNum", "CompAuxLib", "EcritureLet", "DateLet", "Montantdevise", "Idevise"}
    assert [(row, column) for row in found for column in filled if not row[column]] == []


def test_the_file_comes_with_its_description(kept: str, tmp_path: Path) -> None:
    made = export(kept, tmp_path)
    text = made.description.read_text(encoding="utf-8")
    assert made.description.name == "123456782FEC20261231-description.txt"
    for told in (
        "Exercice : 2026, du 01/01/2026 au 31/12/2026 (exercice clos)",
        "Total au débit : 1052,62\nTotal au crédit : 1052,62\n",
        f"SHA-256 : {made.sha256}",
        "  BQ-2026 : 2 (réservations, qui ne meuvent aucun compte)",
        "  CL-2026 : 1 (écritures de clôture des comptes de charges et de produits, exclues par l’article A47 A-1)",
    ):
        assert told in text


def test_the_export_is_recorded_and_the_year_stays_closed(kept: str, tmp_path: Path) -> None:
    made = export(kept, tmp_path)
    record = FiscalYearExport.objects.get()
    assert (record.by, record.file_name, record.entry_count, record.line_count) == ("Anne", made.path.name, 4, 10)
    assert record.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()
    assert FiscalYear.objects.get(label="2026").exported_at == record.at
    with pytest.raises(YearExported):
        reopen_period(book=kept, **YEAR, reason="x", by="y")
    again = export(kept, tmp_path)
    assert (again.sha256, FiscalYearExport.objects.count()) == (made.sha256, 2)
    assert FiscalYear.objects.get(label="2026").exported_at == record.at


def test_the_next_year_opens_with_what_the_closed_one_left(kept: str, tmp_path: Path) -> None:
    posted(entry(("120", "101", "49.98"), effective_on=dt.date(2027, 5, 20), journal="OD"))
    seal_all()
    found = rows(export(kept, tmp_path, "2027"))
    opening = [(row["CompteNum"], row["Debit"], row["Credit"]) for row in found if row["JournalCode"] == "AN"]
    assert opening == [("101", "0,00", "1002,50"), ("120", "0,00", "49,98"), ("512", "1052,48", "0,00")]
    assert "exercice non clos" in (tmp_path / "123456782FEC20271231-description.txt").read_text(encoding="utf-8")


def test_the_other_encoding_keeps_what_it_can_write(kept: str, tmp_path: Path) -> None:
    posted(entry(("512", "101", "1.00"), effective_on=dt.date(2027, 1, 1), description="Prêt d’Œuvre – Łódź"))
    seal_all()
    found = rows(export(kept, tmp_path, "2027", encoding="iso-8859-15"), "iso-8859-15")
    assert found[-1]["EcritureLib"] == "Prêt d'Œuvre - ?ódz"


def nothing_left(folder: Path) -> bool:
    return list(folder.iterdir()) == [] and not FiscalYearExport.objects.exists()


def test_entries_without_a_number_are_sealed_first(kept: str, tmp_path: Path) -> None:
    posted(entry(("512", "101", "1.00"), effective_on=dt.date(2027, 1, 1)))
    with pytest.raises(EntriesNotSealed, match=r"run `manage\.py seal --book demo`"):
        export(kept, tmp_path, "2027")
    assert nothing_left(tmp_path)
    # Those of another year are not in the way.
    export(kept, tmp_path)


def test_an_earlier_year_that_is_not_closed_is_in_the_way(committed_book: str, tmp_path: Path) -> None:
    posted(entry(("512", "768", "1.00"), effective_on=dt.date(2025, 12, 31)), entry(("512", "101", "1.00")))
    seal_all()
    with pytest.raises(EarlierYearNotClosed):
        export(committed_book, tmp_path)
    assert nothing_left(tmp_path)


NOT_POSSIBLE = (
    ("cash",    "EUR", "the account cash does not begin with three digits"),
    ("512-USD", "USD", "the account 512-USD is kept in USD"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "currency", "reason"), NOT_POSSIBLE)
def test_what_no_such_file_can_say_is_refused(
    committed_book: str, tmp_path: Path, code: str, currency: str, reason: str
) -> None:
    other = f"101-{currency}"
    drafts = [AccountDraft(one, one, "asset", currency=currency) for one in (code, other)]
    open_accounts(book=committed_book, accounts=drafts)
    move = PostingDraft(code, other, Money("1.00", currency))
    posted(EntryDraft(effective_on=dt.date(2026, 1, 1), journal="BQ", description="x", postings=[move]))
    seal_all()
    with pytest.raises(ExportNotPossible, match=reason):
        export(committed_book, tmp_path)
    assert nothing_left(tmp_path)


TAMPERINGS = (
    ("ledger_posting", "UPDATE ledger_posting SET amount = amount + 1 WHERE line = 2", "the total of the account"),
    ("ledger_seal_entry", "UPDATE ledger_seal_entry SET legal_number = 9 WHERE legal_number = 3", "have a gap"),
)


@pytest.mark.parametrize(("table", "statement", "reason"), TAMPERINGS)
def test_a_file_that_contradicts_the_books_is_not_kept(
    kept: str, tmp_path: Path, table: str, statement: str, reason: str
) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
    with pytest.raises(ExportContradictsBooks, match=reason):
        export(kept, tmp_path)
    assert nothing_left(tmp_path)


def test_an_ordinary_entry_that_only_calls_itself_a_closing_is_in_the_file(committed_book: str, tmp_path: Path) -> None:
    posted(entry(("512", "101", "1.00"), journal="CL", kind="closing"))
    seal_all()
    assert [row["EcritureNum"] for row in rows(export(committed_book, tmp_path))] == ["CL-2026-000001"] * 2


def test_the_command_writes_the_file_and_says_its_digest(
    kept: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_fec", book=kept, year="2026", siren="123 456 782", to=tmp_path, by="Anne")
    first = capsys.readouterr().out.splitlines()[0]
    digest = hashlib.sha256((tmp_path / "123456782FEC20261231.txt").read_bytes()).hexdigest()
    assert first == f"{tmp_path}/123456782FEC20261231.txt: 4 entries, 10 lines, SHA-256 {digest}"


COMMANDS = (
    ({"year": "2026", "siren": "123456789"}, "is no SIREN", 2),
    ({"year": "next"}, "has no fiscal year next", 2),
    ({"year": "2027"}, "run `manage.py seal", 1),
    ({"year": "2026", "to": Path("/nowhere")}, "There is no folder", 2),
)


@pytest.mark.parametrize(("given", "reason", "status"), COMMANDS)
def test_the_command_says_what_is_in_the_way(
    kept: str, tmp_path: Path, given: dict[str, Any], reason: str, status: int
) -> None:
    posted(entry(("512", "101", "1.00"), effective_on=dt.date(2027, 1, 1)))
    with pytest.raises(CommandError, match=reason) as refusal:
        call_command("export_fec", **{"book": kept, "to": tmp_path, **given})
    assert refusal.value.returncode == status
