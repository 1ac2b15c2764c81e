"""The statement as CSV, JSON and PDF: whole bytes, both languages, names that look like markup."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from ledger.selectors.lines import account_lines
from lending.services.bookkeeping.placements import book_placement, book_withdrawal
from lending.statements import account_statement_pdf
from lending.statements.account_statement import SetAside, account_statement, movements
from lending.statements.account_statement_csv import statement_csv, statement_name
from lending.statements.account_statement_json import statement_json
from lending.statements.account_statement_pdf import statement_pdf
from lending.statements.errors import TooLongForPdf
from tests.factories import eur, make_fund, make_member
from tests.lending.statements.papers import conforms_to, needs_poppler, streams_of, text_of

keys = count(1)
START, END = date(2026, 2, 1), date(2026, 2, 28)
ISSUED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def member(db):
    fund = make_fund(name="Caisse de démonstration", is_demo=True)
    member = make_member(fund, name="Atelier de démonstration 3")
    _book(book_placement, member, "1234567890.12", date(2026, 1, 15))
    _book(book_placement, member, "500.10", START)
    _book(book_withdrawal, member, "200.05", END)
    return member


@pytest.fixture
def statement(member):
    return account_statement(membership=member, start=START, end=END)


def _book(event, member, amount, on):
    event(membership=member, amount=eur(amount), on=on, source="test", key=f"files-{next(keys)}")


def _known(member):
    """What the ledger chose by itself: the day it recorded the movements, and their entries' ids."""
    code = f"4551-{member.tail}"
    lines = list(account_lines(book=member.fund.book, codes=[code], start=START, end=END))
    recorded_on = lines[0].recorded_at.astimezone(ZoneInfo("Europe/Paris")).date()
    return code, recorded_on, [str(line.entry_id) for line in lines]


def test_a_statement_of_more_lines_than_a_request_can_set_in_type_is_refused_with_the_way_out(
    statement, monkeypatch
) -> None:
    lines = sum(len(list(movements(statement, section))) for section in statement.sections)
    monkeypatch.setattr(account_statement_pdf, "LINES_MAX", lines)
    assert statement_pdf(statement, issued_at=ISSUED_AT).startswith(b"%PDF")
    monkeypatch.setattr(account_statement_pdf, "LINES_MAX", lines - 1)
    with pytest.raises(TooLongForPdf, match="take the CSV"):
        statement_pdf(statement, issued_at=ISSUED_AT)


def test_a_french_spreadsheet_gets_these_bytes(member, statement):
    code, recorded_on, (first, second) = _known(member)
    assert (
        "".join(statement_csv(statement, profile="excel-fr")).encode()
        == (
            "\ufeffCompte;Ligne;Date;Saisi le;Journal;Référence;Libellé;Débit;Crédit;Solde;Devise;Écriture;"
            "Numéro légal\r\n"
            f"{code};Solde d’ouverture;01/02/2026;;;;;;;1234567890,12;EUR;;\r\n"
            f"{code};Mouvement;01/02/2026;{recorded_on:%d/%m/%Y};BQ;;Placement Atelier de démonstration 3;"
            f"0,00;500,10;1234568390,22;EUR;{first};\r\n"
            f"{code};Mouvement;28/02/2026;{recorded_on:%d/%m/%Y};BQ;;Retrait Atelier de démonstration 3;"
            f"200,05;0,00;1234568190,17;EUR;{second};\r\n"
            f"{code};Solde de clôture;28/02/2026;;;;;;;1234568190,17;EUR;;\r\n"
        ).encode()
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_machines_get_these_bytes_in_every_language(language, member, statement):
    code, recorded_on, (first, second) = _known(member)
    assert (
        "".join(statement_csv(statement, profile="machine", language=language)).encode()
        == (
            "account,line,effective_on,recorded_on,journal,reference,description,debit,credit,balance,currency,entry,legal_number\n"
            f"{code},opening,2026-02-01,,,,,,,1234567890.12,EUR,,\n"
            f"{code},movement,2026-02-01,{recorded_on},BQ,,Placement Atelier de démonstration 3,"
            f"0.00,500.10,1234568390.22,EUR,{first},\n"
            f"{code},movement,2026-02-28,{recorded_on},BQ,,Retrait Atelier de démonstration 3,"
            f"200.05,0.00,1234568190.17,EUR,{second},\n"
            f"{code},closing,2026-02-28,,,,,,,1234568190.17,EUR,,\n"
        ).encode()
    )


def test_an_english_spreadsheet_has_english_labels(statement):
    first, opening, *_ = statement_csv(statement, profile="excel-fr", language="en")
    assert first.startswith("\ufeffAccount;Line;Date;Recorded on;")
    assert ";Opening balance;" in opening


def test_programs_get_this_json(member, statement):
    code, recorded_on, (first, second) = _known(member)
    told = statement_json(statement)
    assert told == json.loads(json.dumps(told))
    assert told == {
        "fund": {"slug": member.fund.slug, "name": "Caisse de démonstration", "is_demo": True, "custody": "fund"},
        "cooperative": {
            "id": str(member.cooperative_id),
            "name": "Atelier de démonstration 3",
            "siren": member.cooperative.siren,
        },
        "currency": "EUR",
        "start": "2026-02-01",
        "end": "2026-02-28",
        "summary": [
            _summed("available", code, "1234567890.12", "300.05", "1234568190.17"),
            _summed("lent", f"4552-{member.tail}", "0.00", "0.00", "0.00"),
            _summed("interest_due", f"4558-{member.tail}", "0.00", "0.00", "0.00"),
            _summed("total", "", "1234567890.12", "300.05", "1234568190.17"),
        ],
        "reserved": {"opening": "0.00", "closing": "0.00"},
        "sections": [
            {
                **_summed("available", code, "1234567890.12", "300.05", "1234568190.17"),
                "total_debit": "200.05",
                "total_credit": "500.10",
                "movements": [
                    {
                        "effective_on": "2026-02-01",
                        "recorded_on": recorded_on.isoformat(),
                        "journal": "BQ",
                        "reference": "",
                        "description": "Placement Atelier de démonstration 3",
                        "debit": "0.00",
                        "credit": "500.10",
                        "balance": "1234568390.22",
                        "entry": first,
                        "legal_number": None,
                    },
                    {
                        "effective_on": "2026-02-28",
                        "recorded_on": recorded_on.isoformat(),
                        "journal": "BQ",
                        "reference": "",
                        "description": "Retrait Atelier de démonstration 3",
                        "debit": "200.05",
                        "credit": "0.00",
                        "balance": "1234568190.17",
                        "entry": second,
                        "legal_number": None,
                    },
                ],
            }
        ],
        "seal": None,
        "proofs": [],
    }


def _summed(role, account, opening, change, closing):
    return {"role": role, "account": account, "opening": opening, "change": change, "closing": closing}


def test_the_same_data_and_instant_give_the_same_pdf(statement):
    pdf = statement_pdf(statement, issued_at=ISSUED_AT)
    assert pdf.startswith(b"%PDF-1.7")
    assert pdf == statement_pdf(statement, issued_at=ISSUED_AT)
    assert pdf != statement_pdf(statement, issued_at=datetime(2026, 3, 3, 9, 30, tzinfo=UTC))


def test_the_pdf_can_be_archived_and_read_aloud(statement):
    assert conforms_to(statement_pdf(statement, issued_at=ISSUED_AT)) == {"PDF/A-3a", "PDF/UA-1"}


def test_the_pdf_carries_its_table_for_machines(statement):
    table = "".join(statement_csv(statement, profile="machine")).encode()
    assert table in streams_of(statement_pdf(statement, issued_at=ISSUED_AT))


@needs_poppler
def test_the_french_page_says_what_the_ledger_says(member, statement):
    text = text_of(statement_pdf(statement, issued_at=ISSUED_AT))
    for expected in (
        "Édité le 2 mars 2026 à 10:30 (heure de Paris)",
        "Relevé de compte\nAtelier de démonstration 3",
        f"Lyon · membre n° {member.tail}",
        "Du 1er février 2026 au 28 février 2026 inclus, en EUR",
        f"Disponible 4551-{member.tail} 1 234 567 890,12 300,05 1 234 568 190,17",
        "Total 1 234 567 890,12 300,05 1 234 568 190,17",
        "Date Saisi le N° et référence Libellé Débit Crédit Solde",
        "Total 200,05 500,10 1 234 568 190,17",
        "Données de démonstration – document sans valeur",
        "Page 1 sur 1",
    ):
        assert expected in text


@needs_poppler
def test_the_english_page_says_the_same(statement):
    text = text_of(statement_pdf(statement, issued_at=ISSUED_AT, language="en"))
    for expected in (
        "Issued on 2 March 2026, 10:30 (Paris time)",
        "Account statement",
        "From 1 February 2026 to 28 February 2026, both included, in EUR",
        "Total 200.05 500.10 1,234,568,190.17",
        "Demonstration data – not a real document",
        "Page 1 of 1",
    ):
        assert expected in text


@needs_poppler
def test_the_page_says_how_much_of_what_is_available_is_reserved(member, statement):
    assert "réservé" not in text_of(statement_pdf(statement, issued_at=ISSUED_AT))
    held = replace(statement, set_aside=SetAside(eur("1.00"), eur("4000.00")))
    text = text_of(statement_pdf(held, issued_at=ISSUED_AT))
    assert "dont réservé pour un prêt convenu 1,00 3 999,00 4 000,00" in text
    assert "Total 1 234 567 890,12 300,05 1 234 568 190,17" in text


@needs_poppler
def test_a_fund_that_is_no_example_does_not_say_so(member, statement):
    member.fund.is_demo = False
    text = text_of(statement_pdf(statement, issued_at=ISSUED_AT))
    assert "démonstration –" not in text
    assert text.count("Édité le 2 mars 2026") == 2


@needs_poppler
def test_an_account_without_movements_says_so_instead_of_an_empty_table(member):
    quiet = account_statement(membership=member, start=START, end=END, roles=("lent",))
    text = text_of(statement_pdf(quiet, issued_at=ISSUED_AT))
    assert "Aucun mouvement sur cette période." in text


@needs_poppler
@pytest.mark.parametrize("name", ["#set page(width: 1pt)", "=1+1", "*gras* _it_ $x$ <a> @b `c`", "// rien", "#panic()"])
def test_markup_in_a_name_is_only_a_name(name, member, statement):
    member.cooperative.name = name
    assert name in text_of(statement_pdf(statement, issued_at=ISSUED_AT))


@needs_poppler
def test_a_name_longer_than_the_page_stays_on_it(member, statement):
    member.cooperative.name = "Interminablement" * 12
    member.fund.name = "Caisse " + "x" * 180
    # A soft break inside a word is written as a hyphen or as nothing; the letters are all there.
    text = text_of(statement_pdf(statement, issued_at=ISSUED_AT))
    letters = "".join(letter for letter in text if letter.isalpha())
    assert "Interminablement" * 12 in letters
    assert "x" * 180 in letters


def test_a_file_is_named_for_what_is_in_it(member, statement):
    assert statement_name(statement) == f"releve-{member.tail}-2026-02-01-2026-02-28"
