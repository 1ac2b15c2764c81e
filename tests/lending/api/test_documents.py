"""Documents over HTTP: the same facts as PDF, CSV and JSON."""

import csv
import json
from io import StringIO

import pytest

from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept):
    return kept(starts.active_loan)


@pytest.fixture
def client(caller, loan):
    return caller(make.treasurer_of(loan.fund))


def text(answer):
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def addresses(loan):
    return {
        "schedule": f"loans/{loan.pk}/schedule",
        "statement of the loan": f"loans/{loan.pk}/statement",
        "agreement": f"loans/{loan.pk}/agreement",
        "statement of the account": f"memberships/{loan.membership_id}/statement",
        "minutes": f"consultations/{loan.decision.consultation_id}/minutes",
    }


def test_every_document_comes_as_pdf_csv_and_json(client, loan):
    for name, address in addresses(loan).items():
        pdf = client.read(f"{address}.pdf")
        assert (pdf.status_code, pdf["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-"), name
        assert pdf["Content-Disposition"].startswith("attachment; filename="), name
        table = client.read(f"{address}.csv")
        assert (table.status_code, table["Content-Type"]) == (200, "text/csv; charset=utf-8"), name
        assert len(list(csv.reader(StringIO(text(table))))) > 1, name
        data = client.read(f"{address}.json")
        assert (data.status_code, type(json.loads(text(data)))) == (200, dict), name


def test_the_ending_decides_and_not_what_a_browser_accepts(client, loan):
    answer = client.get(f"/api/v1/loans/{loan.pk}/schedule.pdf", headers={"accept": "text/html"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


@pytest.mark.parametrize("ending", ["html", "xls", "PDF", "json.pdf", ""])
def test_another_ending_is_not_found(client, loan, ending):
    assert client.read(f"loans/{loan.pk}/schedule.{ending}").status_code == 404


def test_a_table_for_a_french_spreadsheet_is_asked_for_by_its_profile(client, loan):
    lines = text(client.read(f"loans/{loan.pk}/schedule.csv", profile="excel-fr")).splitlines()
    assert lines[0].startswith("\ufeff")
    assert ";15/02/2026;" in lines[1]
    wrong = client.read(f"loans/{loan.pk}/schedule.csv", profile="word")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "profile")


def test_a_statement_opens_moves_and_closes_over_its_period(client, loan):
    lender = loan.participations.get().membership
    found = json.loads(
        text(client.read(f"memberships/{lender.pk}/statement.json", start="2026-01-01", end="2026-01-31"))
    )
    assert (found["start"], found["end"]) == ("2026-01-01", "2026-01-31")
    (section,) = found["sections"]
    assert (section["opening"], section["closing"]) == ("0.00", "90000.00")
    assert [line["balance"] for line in section["movements"]] == ["100000.00", "90000.00"]


def test_a_statement_shows_the_accounts_that_are_asked_for(client, loan):
    lender = loan.participations.get().membership
    found = json.loads(text(client.read(f"memberships/{lender.pk}/statement.json", roles=["lent", "available"])))
    assert [section["role"] for section in found["sections"]] == ["available", "lent"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"start": "2026-02-01", "end": "2026-01-01"}, "wrong-period"),
        ({"start": "2026-02-30"}, "validation-error"),
        ({"start": "0001-01-01"}, "validation-error"),
        ({"roles": "cash"}, "validation-error"),
    ],
)
def test_a_period_that_cannot_be_is_refused(client, loan, query, code):
    answer = client.read(f"memberships/{loan.membership_id}/statement.json", **query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_there_are_no_minutes_before_the_vote_is_decided(caller, kept):
    consultation = kept(starts.consultation)
    answer = caller(make.treasurer_of(consultation.fund)).read(f"consultations/{consultation.pk}/minutes.pdf")
    assert (answer.status_code, answer.json()["code"]) == (409, "minutes-not-possible")


def test_a_document_is_in_the_language_asked_for(caller, loan):
    english, french = (
        caller(make.treasurer_of(loan.fund), language=language).read(
            f"loans/{loan.pk}/schedule.csv", profile="excel-fr"
        )
        for language in ("en", "fr")
    )
    assert text(english).splitlines()[0] != text(french).splitlines()[0]


def test_the_schedule_comes_as_a_workbook_and_the_minutes_do_not(client, loan):
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for name in ("schedule", "statement"):
        book = client.read(f"loans/{loan.pk}/{name}.xlsx")
        assert (book.status_code, book["Content-Type"], book.content[:2]) == (200, content_type, b"PK"), name
        assert book["Content-Disposition"].endswith('.xlsx"'), name
    assert client.read(f"loans/{loan.pk}/agreement.xlsx").status_code == 404
