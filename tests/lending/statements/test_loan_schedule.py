"""The schedule of a loan: paid, remaining and late, as data, CSV, JSON and PDF."""

import json
from datetime import UTC, date, datetime

import pytest

from lending.selectors.clock import database_now
from lending.services.repay_loan import repay_loan
from lending.statements.loan_schedule import loan_schedule
from lending.statements.loan_schedule_csv import schedule_csv, schedule_name
from lending.statements.loan_schedule_json import schedule_json
from lending.statements.loan_schedule_pdf import schedule_pdf
from tests.factories import eur, make_active_loan, make_agreed_loan, make_fund, make_member, make_product, treasurer_of
from tests.lending.statements.papers import conforms_to, needs_poppler, streams_of, text_of

ISSUED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
# 10 000 € at 3 % in three equal instalments, paid out on 15 January.
START_ON = date(2026, 1, 15)


@pytest.fixture
def borrower(db):
    return make_borrower()


@pytest.fixture
def loan(kept):
    return kept(make_loan)


@pytest.fixture
def partly_paid(kept):
    return kept(make_partly_paid)


def make_borrower():
    return make_member(make_fund(name="Caisse de démonstration", is_demo=True), name="Atelier de démonstration 3")


def make_loan():
    return make_active_loan(make_borrower(), disbursed_on=START_ON)


def make_partly_paid():
    loan = make_loan()
    pay(loan, "3000.00", on=date(2026, 2, 20))
    return loan


def pay(loan, amount, *, on):
    treasurer = treasurer_of(loan.fund)
    repay_loan(loan=loan, amount=eur(amount), received_on=on, acting_person=treasurer, now=database_now())


def test_a_schedule_says_what_was_paid_and_what_remains(partly_paid):
    lines = loan_schedule(loan=partly_paid, on=date(2026, 2, 25)).lines
    assert [
        (line.number, line.due_on, line.total, line.paid, line.remaining, line.outstanding, str(line.settlement))
        for line in lines
    ] == [
        (1, date(2026, 2, 15), eur("3350.01"), eur("3000.00"), eur("350.01"), eur("6674.99"), "late"),
        (2, date(2026, 3, 15), eur("3350.01"), eur("0.00"), eur("3350.01"), eur("3341.67"), "due"),
        (3, date(2026, 4, 15), eur("3350.02"), eur("0.00"), eur("3350.02"), eur("0.00"), "due"),
    ]


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2026, 2, 15), "due"), (date(2026, 2, 16), "late")],
)
def test_an_instalment_is_not_late_on_its_own_day(on, expected, loan):
    assert loan_schedule(loan=loan, on=on).lines[0].settlement == expected


def test_an_instalment_paid_to_the_cent_is_paid(loan):
    pay(loan, "3350.01", on=date(2026, 2, 15))
    assert [str(line.settlement) for line in loan_schedule(loan=loan, on=date(2027, 1, 1)).lines] == [
        "paid",
        "late",
        "late",
    ]


def test_a_loan_that_is_not_paid_out_has_no_schedule_yet(borrower):
    agreed = make_agreed_loan(borrower)
    schedule = loan_schedule(loan=agreed, on=START_ON)
    assert schedule.lines == ()
    assert schedule_json(schedule)["totals"]["total"] == "0.00"
    assert schedule_pdf(schedule, issued_at=ISSUED_AT).startswith(b"%PDF")


def test_a_french_spreadsheet_gets_these_bytes(partly_paid):
    schedule = loan_schedule(loan=partly_paid, on=date(2026, 2, 25))
    assert (
        "".join(schedule_csv(schedule, profile="excel-fr")).encode()
        == (
            "\ufeffPrêt;N°;Échéance;Capital;Intérêts;Frais;À payer;Capital restant dû;Capital payé;Intérêts payés;"
            "Frais payés;Reste à payer;État;Devise\r\n"
            "P2026-001;1;15/02/2026;3325,01;25,00;0,00;3350,01;6674,99;2975,00;25,00;0,00;350,01;en retard;EUR\r\n"
            "P2026-001;2;15/03/2026;3333,32;16,69;0,00;3350,01;3341,67;0,00;0,00;0,00;3350,01;à venir;EUR\r\n"
            "P2026-001;3;15/04/2026;3341,67;8,35;0,00;3350,02;0,00;0,00;0,00;0,00;3350,02;à venir;EUR\r\n"
        ).encode()
    )


def test_machines_get_these_bytes(partly_paid):
    schedule = loan_schedule(loan=partly_paid, on=date(2026, 2, 25))
    assert "".join(schedule_csv(schedule, profile="machine")).encode() == (
        b"loan,number,due_on,principal,interest,costs,total,outstanding,"
        b"paid_principal,paid_interest,paid_costs,remaining,state,currency\n"
        b"P2026-001,1,2026-02-15,3325.01,25.00,0.00,3350.01,6674.99,2975.00,25.00,0.00,350.01,late,EUR\n"
        b"P2026-001,2,2026-03-15,3333.32,16.69,0.00,3350.01,3341.67,0.00,0.00,0.00,3350.01,due,EUR\n"
        b"P2026-001,3,2026-04-15,3341.67,8.35,0.00,3350.02,0.00,0.00,0.00,0.00,3350.02,due,EUR\n"
    )


def test_programs_get_the_totals_and_why_each_cent(partly_paid):
    told = schedule_json(loan_schedule(loan=partly_paid, on=date(2026, 2, 25)))
    assert told == json.loads(json.dumps(told))
    assert told["loan"] == {
        "id": str(partly_paid.pk),
        "reference": "P2026-001",
        "state": "active",
        "amount": "10000.00",
        "drawn": "10000.00",
        "net_paid": "10000.00",
        "borrower": "Atelier de démonstration 3",
        "annual_rates": [{"from": "2026-01-15", "annual_rate": "0.03"}],
        "disbursed_on": "2026-01-15",
    }
    assert told["totals"] == {
        "principal": "10000.00",
        "interest": "50.04",
        "costs": "0.00",
        "total": "10050.04",
        "paid_principal": "2975.00",
        "paid_interest": "25.00",
        "paid_costs": "0.00",
        "paid": "3000.00",
        "remaining": "7050.04",
    }
    assert told["instalments"][1] == {
        "number": 2,
        "due_on": "2026-03-15",
        "principal": "3333.32",
        "interest": "16.69",
        "costs": "0.00",
        "total": "3350.01",
        "paid_principal": "0.00",
        "paid_interest": "0.00",
        "paid_costs": "0.00",
        "paid": "0.00",
        "remaining": "3350.01",
        "outstanding": "3341.67",
        "state": "due",
        "why": {
            "segments": [
                {
                    "from": "2026-02-15",
                    "to": "2026-03-15",
                    "balance_minor": 667499,
                    "rate": "3/100",
                    "fraction": "1/12",
                    "unrounded_minor": "667499/400",
                }
            ],
            "carried_minor": "0",
            "unrounded_minor": "667499/400",
            "rounded_minor": 1669,
            "residue_minor": "101/400",
        },
    }


@pytest.mark.parametrize("item_count", [1, 3])
def test_a_schedule_takes_one_query_however_many_instalments(item_count, borrower, django_assert_num_queries):
    loan = make_active_loan(borrower, instalments=item_count)
    with django_assert_num_queries(1):
        schedule = loan_schedule(loan=loan, on=START_ON)
    assert len(schedule.lines) == item_count


def test_the_pdf_conforms_is_repeatable_and_carries_its_table(partly_paid):
    schedule = loan_schedule(loan=partly_paid, on=date(2026, 2, 25))
    pdf = schedule_pdf(schedule, issued_at=ISSUED_AT)
    assert pdf == schedule_pdf(schedule, issued_at=ISSUED_AT)
    assert conforms_to(pdf) == {"PDF/A-3a", "PDF/UA-1"}
    assert "".join(schedule_csv(schedule, profile="machine")).encode() in streams_of(pdf)


@needs_poppler
def test_the_page_says_the_schedule_in_french(partly_paid):
    text = text_of(schedule_pdf(loan_schedule(loan=partly_paid, on=date(2026, 2, 25)), issued_at=ISSUED_AT))
    for expected in (
        "Échéancier du prêt P2026-001",
        "10 000,00 € versés le 15 janvier 2026 · 3,00 % par an · échéances constantes",
        "Capital Intérêts Payé Reste à payer Intérêts courus à ce jour",
        " 10 000,00 € 50,04 € 3 000,00 € 7 050,04 € 5,96 €",
        "1 15/02/2026 3 325,01 25,00 3 350,01 6 674,99 3 000,00 350,01 en retard",
        "Total 10 000,00 50,04 10 050,04 3 000,00 7 050,04",
        "Montants en EUR. Payé : ce qui était enregistré à l’édition.",
        "Données de démonstration – document sans valeur",
    ):
        assert expected in text


@needs_poppler
def test_costs_have_a_column_where_there_are_any_so_that_a_row_adds_up(borrower):
    product = make_product(borrower.fund, fee_amount=eur(50), fee_paid="apart")
    loan = make_active_loan(borrower, product=product, disbursed_on=START_ON)
    text = text_of(schedule_pdf(loan_schedule(loan=loan, on=date(2026, 2, 10)), issued_at=ISSUED_AT))
    assert "1 15/02/2026 3 325,01 25,00 50,00 3 400,01 6 674,99 0,00 3 400,01 à venir" in text.replace("\u202f", " ")
    assert "Frais" in text


@needs_poppler
def test_the_page_says_it_in_english(partly_paid):
    schedule = loan_schedule(loan=partly_paid, on=date(2026, 2, 25))
    text = text_of(schedule_pdf(schedule, issued_at=ISSUED_AT, language="en"))
    assert "€10,000.00 paid out on 15 January 2026 · 3.00% a year · equal instalments" in text
    assert "1 15/02/2026 3,325.01 25.00 3,350.01 6,674.99 3,000.00 350.01 late" in text


@pytest.mark.parametrize("repayment", ["equal_principal", "interest_only", "bullet"])
def test_every_way_of_repaying_has_its_name_on_the_page(repayment, borrower):
    product = make_product(borrower.fund, repayment=repayment)
    loan = make_active_loan(borrower, product=product, instalments=2)
    assert schedule_pdf(loan_schedule(loan=loan, on=START_ON), issued_at=ISSUED_AT).startswith(b"%PDF")


def test_a_file_is_named_for_its_loan(loan):
    assert schedule_name(loan_schedule(loan=loan, on=START_ON)) == "echeancier-P2026-001"
