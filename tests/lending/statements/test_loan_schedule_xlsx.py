"""The schedule as a workbook, read back from its own bytes."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from djmoney.money import Money

from lending.statements.loan_schedule import loan_schedule
from lending.statements.loan_schedule_xlsx import schedule_xlsx
from lending.statements.tables import Column
from lending.statements.workbook import workbook
from tests import starts

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells(content, sheet=1):
    """Rows of (kind, text): a text, a number, or a formula, which there never is."""
    with ZipFile(BytesIO(content)) as book:
        root = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    return [
        [
            (
                "formula" if cell.find("m:f", NAMES) is not None else "text" if cell.get("t") else "number",
                "".join(cell.itertext()),
            )
            for cell in row.findall("m:c", NAMES)
        ]
        for row in root.iterfind(".//m:row", NAMES)
    ]


def test_a_text_stays_a_text_and_an_amount_a_number():
    columns = [Column("a", "A"), Column("b", "B"), Column("c", "C"), Column("d", "D")]
    row = ["=1+1", Money("-70.10", "EUR"), date(2026, 1, 15), None]
    content = workbook([("Sheet", columns, [row])], issued_at=NOON)
    assert cells(content)[1] == [("text", "=1+1"), ("number", "-70.10"), ("number", "46037")]


def test_the_same_sheets_and_instant_give_the_same_bytes():
    def made():
        return workbook([("Sheet", [Column("a", "A")], [["x"], ["y"]])], issued_at=NOON)

    assert made() == made()


def test_an_amount_with_too_many_decimals_is_refused_and_not_rounded():
    with pytest.raises(ValueError, match="decimals"):
        workbook([("Sheet", [Column("a", "A")], [[Money("1.001", "EUR")]])], issued_at=NOON)


@pytest.mark.django_db
def test_a_schedule_has_its_instalments_and_why_each_cent(kept):
    loan = kept(starts.active_loan)
    schedule = loan_schedule(loan=loan, on=date(2026, 3, 1))
    content = schedule_xlsx(schedule, issued_at=NOON)
    rows, reasons = cells(content), cells(content, sheet=2)
    assert [text for _, text in rows[0]][2:5] == ["Échéance", "Capital", "Intérêts"]
    assert len(rows) == len(schedule.lines) + 1
    assert len(reasons) == sum(len(line.why["segments"]) for line in schedule.lines) + 1
    for line, row in zip(schedule.lines, reasons[1:], strict=True):
        balance, rate, fraction, unrounded = (text for _, text in row[4:8])
        top, bottom = re.fullmatch(r"(\d+)/?(\d*)", fraction).groups()
        by_hand = float(balance) * float(rate) * int(top) / int(bottom or 1)
        assert float(unrounded) == pytest.approx(by_hand, rel=1e-12)
        assert float(row[9][1]) == float(line.interest.amount)


@pytest.mark.django_db
def test_a_workbook_tells_the_cost_and_the_rates_as_they_were_voted(kept):
    """10 000 € at 3 % in three equal instalments: 50.04 € of interest, 0.25 % a month."""
    loan = kept(starts.active_loan)
    content = schedule_xlsx(loan_schedule(loan=loan, on=date(2026, 3, 1)), issued_at=NOON)
    told = [(row[0][1], *(text for _, text in row[1:])) for row in cells(content, sheet=3)]
    assert [(label, value if label.startswith("Dur") else float(value)) for label, value in told[1:]] == [
        ("Taux annuel", 0.03),
        ("Intérêts", 50.04),
        ("Frais", 0.0),
        ("Coût total", 50.04),
        ("TEG proportionnel, par an", 0.03),
        ("Taux de la période", pytest.approx(0.0025, abs=1e-5)),
        ("Durée de la période", "1 mois"),
        ("Taux actuariel européen", 0.0304),
    ]
