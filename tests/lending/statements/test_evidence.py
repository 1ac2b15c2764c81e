"""The file of a lender and year: loans, verdicts as they were kept, ceiling, form 2062 and interest, in every form."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lending.models import Membership
from lending.services.repay_loan import repay_loan
from lending.statements.evidence import evidence
from lending.statements.evidence_json import evidence_json
from lending.statements.evidence_pdf import evidence_pdf
from lending.statements.evidence_tables import evidence_csv, evidence_name, evidence_xlsx
from lending.statements.tables import Profile
from tests.factories import eur, make_active_loan, make_fund, make_member, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.french_stories import declare, link, make_borrower, make_french_fund, make_lender
from tests.lending.services.loan_stories import at_noon
from tests.lending.statements.papers import needs_poppler, text_of
from tests.lending.statements.test_loan_schedule_xlsx import cells

pytestmark = pytest.mark.django_db
ISSUED_AT = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)


@pytest.fixture
def lender(kept: Kept) -> Membership:
    return kept(make_lender_with_a_loan)


def make_lender_with_a_loan() -> Membership:
    """Lends 10 000 € at 3 % on 15 January 2026, of which the first instalment came back."""
    fund = make_french_fund(name="Caisse de démonstration", is_demo=True)
    borrower = make_borrower(fund)
    lender = make_lender(fund, borrower, lent_elsewhere=eur(12_000))
    loan = make_active_loan(borrower)
    repay_loan(
        loan=loan, amount=eur("3350.01"), received_on=date(2026, 2, 15), acting_person=treasurer_of(fund),
        now=at_noon(date(2026, 2, 15)), reference="VIR-1",
    )  # fmt: skip
    return lender


def test_the_year_of_a_lender(lender) -> None:
    told = evidence_json(evidence(membership=lender, year=2026))
    assert told["exposure"] == {
        "lent": "10000.00", "lent_through_this_fund": "10000.00", "lent_elsewhere": "12000.00", "ceiling": "100000.00",
        "asks_law": True,
    }  # fmt: skip
    assert told["accounting_year"] == {"start": "2026-01-01", "end": "2026-12-31"}
    (loan,) = told["loans"]
    assert (loan["amount"], loan["term_months"], loan["annual_rate"]) == ("10000.00", 3, "0.03")
    assert (loan["first_due_on"], loan["last_due_on"]) == ("2026-02-15", "2026-04-15")
    assert (loan["link"]["nature"], loan["link"]["document"]) == ("subcontracting", "Contrat-cadre 2024")
    stages = {check["stage"] for check in loan["checks"] if check["rule"] == "year_by_treasury"}
    assert stages == {"submission", "opening", "agreement", "disbursement"}
    kept = next(c for c in loan["checks"] if (c["stage"], c["rule"]) == ("disbursement", "year_by_treasury"))
    assert {name: kept[name] for name in ("source", "version", "value", "limit", "bound", "passed", "override")} == {
        "source": "CMF R511-2-1-2, 3° a", "version": 1, "value": 22_000_00, "limit": 100_000_00, "bound": "at_most",
        "passed": True, "override": None,
    }  # fmt: skip
    assert kept["inputs"] == {
        "lent_in_year_minor": 0, "lent_elsewhere_minor": 12_000_00, "amount_minor": 10_000_00,
        "net_treasury_minor": 200_000_00,
    }  # fmt: skip
    assert [(line["amount"], line["is_declared"]) for line in told["form_2062"]] == [("10000.00", True)]
    assert told["interest"]["lines"][0] | {"borrower": "", "loan": ""} == {
        "loan": "", "borrower": "", "interest": "25.00", "principal": "3325.01", "recovered_interest": "0.00",
        "recovered_principal": "0.00",
    }  # fmt: skip
    assert told["interest"]["total"] == "25.00"
    assert json.loads(json.dumps(told)) == told


def test_another_year_and_another_member_have_nothing_of_it(lender) -> None:
    told = evidence_json(evidence(membership=lender, year=2025))
    assert (told["loans"], told["form_2062"], told["interest"]["total"]) == ([], [], "0.00")
    other = evidence_json(evidence(membership=make_member(lender.fund), year=2026))
    assert (other["loans"], other["exposure"]["ceiling"]) == ([], None)


def test_the_accounting_year_is_the_one_that_ends_in_the_calendar_year() -> None:
    fund = make_french_fund()
    lender = make_member(fund)
    declare(lender, date(2025, 6, 30))
    found = evidence(membership=lender, year=2026)
    assert (found.start, found.end) == (date(2025, 7, 1), date(2026, 6, 30))
    assert found.ceiling == eur(100_000)


def test_where_the_fund_holds_the_cash_there_is_no_ceiling_and_no_form() -> None:
    fund = make_fund()
    lender = make_member(fund, placed=eur(50_000))
    make_active_loan(make_member(fund))
    found = evidence(membership=lender, year=2026)
    assert (len(found.loans), found.ceiling, found.form_2062, found.asks_law) == (1, None, (), False)


def test_it_takes_as_many_queries_however_many_loans(lender) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            evidence(membership=lender, year=2026)
        counts.append(len(queries))
        borrower = make_borrower(lender.fund)

        link(lender, borrower)
        make_active_loan(borrower, amount=eur(1_000))
    assert counts[0] == counts[1]


def test_machines_get_one_line_a_verdict(lender) -> None:
    found = evidence(membership=lender, year=2026)
    lines = "".join(evidence_csv(found, profile=Profile.MACHINE)).splitlines()
    assert lines[0] == "loan,stage,checked_on,rule,source,version,inputs,value,limit,verdict,override"
    assert len(lines) == 1 + len(found.loans[0].checks)
    (treasury,) = [line for line in lines if ",disbursement," in line and ",year_by_treasury," in line]
    assert treasury.endswith(
        '"CMF R511-2-1-2, 3° a",1,amount_minor: 10000.00; lent_in_year_minor: 0.00; '
        "net_treasury_minor: 200000.00; lent_elsewhere_minor: 12000.00,22000.00,100000.00,passed,"
    )


def test_a_workbook_has_six_sheets_in_french(lender) -> None:
    found = evidence(membership=lender, year=2026)
    content = evidence_xlsx(found, issued_at=ISSUED_AT)
    assert content == evidence_xlsx(found, issued_at=ISSUED_AT)
    assert cells(content, sheet=1)[7:10] == [
        [("text", "dont par cette caisse"), ("number", "10000.00")],
        [("text", "Prêté ailleurs, selon la déclaration"), ("number", "12000.00")],
        [("text", "Plafond de l’exercice"), ("number", "100000.00")],
    ]
    assert [text for _, text in cells(content, sheet=4)[1]][-3:] == ["10000.00", "0.03", "oui"]
    assert [text for _, text in cells(content, sheet=5)[1]][-4:] == ["25.00", "3325.01", "0", "0"]


@needs_poppler
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_conforms_and_says_all_of_it(lender, language) -> None:
    found = evidence(membership=lender, year=2026)
    content = evidence_pdf(found, issued_at=ISSUED_AT, language=language)
    assert content == evidence_pdf(found, issued_at=ISSUED_AT, language=language)
    text = text_of(content)
    for words in (lender.cooperative.name, "R511-2-1-2", "2062"):
        assert words in text
    assert ("Plafond de l’exercice" if language == "fr" else "Ceiling of the year") in text


def test_the_name_of_the_file(lender) -> None:
    assert evidence_name(evidence(membership=lender, year=2026)) == f"dossier-2026-{lender.tail}"
