"""Tables as CSV in two profiles, and the guard of their texts."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from lending.statements.tables import Column, Profile, csv_lines, plain_amount

COLUMNS = [Column("on", "Date"), Column("text", "Libellé"), Column("amount", "Montant")]
ROWS = [
    [date(2026, 2, 3), "Payé, réglé; soldé", Money("1365.20", "EUR")],
    [None, 'dit "vite"', Money("-70.00", "EUR")],
]


def test_french_spreadsheets_get_their_bytes():
    written = "".join(csv_lines(COLUMNS, ROWS, profile=Profile.EXCEL_FR)).encode()
    assert written == (
        b"\xef\xbb\xbfDate;Libell\xc3\xa9;Montant\r\n"
        b'03/02/2026;"Pay\xc3\xa9, r\xc3\xa9gl\xc3\xa9; sold\xc3\xa9";1365,20\r\n'
        b';"dit ""vite""";-70,00\r\n'
    )


def test_machines_get_their_bytes():
    written = "".join(csv_lines(COLUMNS, ROWS, profile=Profile.MACHINE)).encode()
    assert written == (
        b'on,text,amount\n2026-02-03,"Pay\xc3\xa9, r\xc3\xa9gl\xc3\xa9; sold\xc3\xa9",1365.20\n,"dit ""vite""",-70.00\n'
    )


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(profile, start):
    _, line = csv_lines([Column("text", "Texte")], [[f"{start}1+1"]], profile=profile)
    assert line.rstrip("\r\n") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("cell", "excel", "machine"),
    [
        (Decimal("-70.00"), "-70,00", "-70.00"),
        (Money("-70.00", "EUR"), "-70,00", "-70.00"),
        (-70, "-70", "-70"),
        (Money("9999999999.99", "EUR"), "9999999999,99", "9999999999.99"),
        (Decimal("0E-2"), "0,00", "0.00"),
        (7, "7", "7"),
        (None, '""', '""'),
    ],
)
def test_a_number_is_never_quoted_nor_in_powers_of_ten(cell, excel, machine):
    column = [Column("cell", "Case")]
    _, in_excel = csv_lines(column, [[cell]], profile=Profile.EXCEL_FR)
    _, for_machines = csv_lines(column, [[cell]], profile=Profile.MACHINE)
    assert (in_excel, for_machines) == (f"{excel}\r\n", f"{machine}\n")


@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), min_size=1), min_size=1)
)
def test_a_text_comes_back_as_it_was_but_for_its_guard_and_its_line_ends(texts):
    columns = [Column(str(place), str(place)) for place in range(len(texts))]
    _, *lines = csv_lines(columns, [texts], profile=Profile.MACHINE)
    read = next(csv.reader(io.StringIO("".join(lines), newline="")))
    sent = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert [cell.removeprefix("'") for cell in read] == [text.removeprefix("'") for text in sent]


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_a_line_break_inside_a_text_stays_inside_its_cell(ending):
    _, line = csv_lines([Column("text", "Texte")], [[f"un{ending}deux"]], profile=Profile.EXCEL_FR)
    assert line == '"un\ndeux"\r\n'


def test_lines_are_made_one_by_one():
    asked = []

    def rows():
        for number in range(3):
            asked.append(number)
            yield [number]

    lines = csv_lines([Column("number", "N°")], rows(), profile=Profile.MACHINE)
    assert (next(lines), next(lines), asked) == ("number\n", "0\n", [0])


def test_an_unknown_profile_is_refused():
    with pytest.raises(ValueError, match="'excel' is not a valid Profile"):
        Profile("excel")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("1365.20", "1365.20"), ("-0.01", "-0.01"), ("0", "0.00"), ("7.5", "7.50"), ("1E+3", "1000.00")],
)
def test_an_amount_has_the_decimals_of_its_currency_wherever_it_comes_from(amount, expected):
    assert plain_amount(Money(amount, "EUR")) == expected


def test_an_amount_is_not_rounded_on_its_way_out():
    with pytest.raises(ValueError, match="more than 2 decimals"):
        plain_amount(Money("0.005", "EUR"))
