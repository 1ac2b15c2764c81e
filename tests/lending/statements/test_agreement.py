"""The loan agreement: parties, parts, schedule and cost, and what counsel must confirm."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import pytest

from lending.domain.wished_schedule import WishedSchedule
from lending.models import Fund, Loan
from lending.selectors.clock import database_now
from lending.services.disburse_loan import disburse_loan
from lending.statements.agreement import contract_of_loan
from lending.statements.agreement_csv import agreement_csv, agreement_name
from lending.statements.agreement_pdf import agreement_pdf
from lending.statements.yearly_rates import rates_said
from tests.factories import eur, make_agreed_loan, make_fund, make_member, make_product, treasurer_of
from tests.lending.statements.papers import conforms_to, needs_poppler, streams_of, text_of

ISSUED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def agreed_loan(custody=Fund.Custody.FUND, borrower_name="Atelier de démonstration Trois", **asked):
    """10 000 € at 4 % in three equal instalments, lent by three members: 4 000, 3 500.50 and 2 499.50 €."""
    fund = make_fund(name="Caisse de démonstration", is_demo=True, custody=custody)
    for name, placed in (("Un", "4000.00"), ("Deux", "3500.50"), ("Quatre", "2499.50")):
        make_member(fund, name=f"Atelier de démonstration {name}", placed=eur(placed))
    make_product(fund, annual_rate=Decimal("0.04"))
    borrower = make_member(fund, name=borrower_name)
    loan = make_agreed_loan(borrower, agreed_on=date(2026, 1, 15), **asked)
    return Loan.objects.select_related("fund", "membership__cooperative", "request_version__request", "decision").get(
        pk=loan.pk
    )


@pytest.fixture
def loan(kept):
    return kept(agreed_loan)


def test_the_parts_of_the_lenders_make_the_loan(loan):
    agreed = contract_of_loan(loan)
    assert [(leg.leg, leg.lender.name, leg.amount, agreed.share(leg)) for leg in agreed.legs] == [
        (1, "Atelier de démonstration Un", eur("4000.00"), Decimal("0.4")),
        (2, "Atelier de démonstration Deux", eur("3500.50"), Decimal("0.35005")),
        (3, "Atelier de démonstration Quatre", eur("2499.50"), Decimal("0.24995")),
    ]


def test_the_schedule_and_the_cost_are_those_that_were_simulated(loan):
    agreed = contract_of_loan(loan)
    assert [(line.due_on, line.principal, line.interest, line.total, line.outstanding) for line in agreed.schedule] == [
        (date(2026, 2, 15), eur("3322.25"), eur("33.33"), eur("3355.58"), eur("6677.75")),
        (date(2026, 3, 15), eur("3333.32"), eur("22.26"), eur("3355.58"), eur("3344.43")),
        (date(2026, 4, 15), eur("3344.43"), eur("11.15"), eur("3355.58"), eur("0.00")),
    ]
    cost = agreed.cost
    assert (cost.interest, cost.fees, cost.total) == (eur("66.74"), eur("0.00"), eur("10066.74"))
    assert (cost.proportional, cost.period_rate, (cost.period_count, cost.period_unit), cost.eu) == (
        Decimal("0.0400"),
        Decimal("0.00333330"),
        (1, "months"),
        Decimal("0.0407"),
    )


def test_the_paper_stays_the_same_when_the_loan_is_paid_out(loan):
    before = agreement_pdf(contract_of_loan(loan), issued_at=ISSUED_AT)
    treasurer = treasurer_of(loan.fund, 3)
    paid_out = disburse_loan(loan=loan, disbursed_on=date(2026, 1, 20), acting_person=treasurer, now=database_now())
    assert paid_out.terms != paid_out.request_version.terms
    after = agreement_pdf(contract_of_loan(paid_out), issued_at=ISSUED_AT)
    assert sha256(before).hexdigest() == sha256(after).hexdigest()


@pytest.mark.parametrize("item_count", [1, 3])
def test_a_kept_contract_takes_one_query_however_many_lenders(item_count, db, django_assert_num_queries):
    fund = make_fund()
    for _ in range(item_count):
        make_member(fund, placed=eur(1000))
    loan = make_agreed_loan(make_member(fund), amount=eur(1000 * item_count))
    loan = Loan.objects.select_related("fund", "request_version").get(pk=loan.pk)
    with django_assert_num_queries(1):
        assert len(contract_of_loan(loan).legs) == item_count


def test_machines_get_these_bytes(loan):
    siren = [leg.lender.siren for leg in contract_of_loan(loan).legs]
    assert (
        "".join(agreement_csv(contract_of_loan(loan), profile="machine")).encode()
        == (
            "loan,leg,lender,siren,amount,currency\n"
            f"P2026-001,1,Atelier de démonstration Un,{siren[0]},4000.00,EUR\n"
            f"P2026-001,2,Atelier de démonstration Deux,{siren[1]},3500.50,EUR\n"
            f"P2026-001,3,Atelier de démonstration Quatre,{siren[2]},2499.50,EUR\n"
        ).encode()
    )


def test_a_french_spreadsheet_gets_french_labels_and_commas(loan):
    first, second, *_ = agreement_csv(contract_of_loan(loan), profile="excel-fr")
    assert first == "\ufeffPrêt;N°;Prêteur;SIREN;Montant;Devise\r\n"
    assert second.startswith("P2026-001;1;Atelier de démonstration Un;")
    assert second.endswith(";4000,00;EUR\r\n")


def test_programs_get_parties_terms_and_cost(loan):
    told = contract_of_loan(loan).content
    assert told == json.loads(loan.agreements.get().content)
    assert told["borrower"] == {
        "name": "Atelier de démonstration Trois",
        "siren": loan.membership.cooperative.siren,
        "street": "12 rue de la Gare",
        "postal_code": "69001",
        "city": "Lyon",
    }
    assert [(lender["leg"], lender["amount"]) for lender in told["lenders"]] == [
        (1, "4000.00"),
        (2, "3500.50"),
        (3, "2499.50"),
    ]
    assert told["terms"] == loan.request_version.terms
    assert told["instalments"][2] == {
        "number": 3,
        "due_on": "2026-04-15",
        "principal": "3344.43",
        "interest": "11.15",
        "fees": "0.00",
        "total": "3355.58",
        "outstanding": "0.00",
    }
    assert told["cost"] == {
        "interest": "66.74",
        "fees": "0.00",
        "cost": "66.74",
        "total": "10066.74",
        "proportional": "0.0400",
        "period_rate": "0.00333330",
        "period": {"count": 1, "unit": "months"},
        "eu": "0.0407",
    }


def test_the_pdf_conforms_is_repeatable_and_carries_its_data(loan):
    agreed = contract_of_loan(loan)
    pdf = agreement_pdf(agreed, issued_at=ISSUED_AT)
    assert pdf == agreement_pdf(agreed, issued_at=ISSUED_AT)
    assert conforms_to(pdf) == {"PDF/A-3a", "PDF/UA-1"}
    (attached,) = [stream for stream in streams_of(pdf) if stream.startswith(b'{"agreed_on"')]
    assert sha256(attached).hexdigest() == agreed.sha256 == loan.agreements.get().sha256


@needs_poppler
def test_the_page_of_a_fund_that_holds_the_cash(loan):
    text = text_of(agreement_pdf(contract_of_loan(loan), issued_at=ISSUED_AT))
    for expected in (
        "Convention de prêt P2026-001\nAtelier de démonstration Trois",
        "Convenu le 15 janvier 2026",
        "10 000,00 € 4,00 % 4,00 % 66,74 €",
        "La caisse prête à l’emprunteur la trésorerie que les prêteurs nommés ci-dessous ont placée auprès d’elle",
        "12 rue de la Gare, 69001 Lyon",
        "35,00 % 3 500,50",
        "Total 100,00 % 10 000,00",
        f"Empreinte de la demande {loan.request_version.sha256}\n",
        "Échéances 3, tous les mois",
        "2 15/03/2026 3 333,32 22,26 3 355,58 3 344,43",
        "Total 10 000,00 66,74 10 066,74",
        "Taux et durée de la période 0,333330 % · 1 mois",
        "Taux actuariel européen 4,07 %",
        "À confirmer par un conseil juridique avant signature",
        "Statut de la caisse",
        "Coût total 66,74 €",
        "sans indemnité",
        f"Empreinte du contrat {loan.agreements.get().sha256}\n",
        "Pour l’emprunteur, Atelier de démonstration Trois Pour la caisse, Caisse de démonstration",
        "Données de démonstration – document sans valeur",
    ):
        assert expected in text
    assert "L511-6" not in text


@needs_poppler
def test_between_members_each_lender_lends_and_signs(db):
    text = text_of(agreement_pdf(contract_of_loan(agreed_loan(Fund.Custody.MEMBERS)), issued_at=ISSUED_AT))
    for expected in (
        "Chaque prêteur nommé ci-dessous prête sa propre part à l’emprunteur",
        "Registre tenu par Caisse de démonstration",
        "Prêts entre entreprises (code monétaire et financier, articles L511-6, 3 bis",
        "Pour le prêteur n° 1, Atelier de démonstration Un",
        "Pour le prêteur n° 3, Atelier de démonstration Quatre",
    ):
        assert expected in text
    assert "Statut de la caisse" not in text


@needs_poppler
def test_the_english_page_says_the_same(loan):
    text = text_of(agreement_pdf(contract_of_loan(loan), issued_at=ISSUED_AT, language="en"))
    for expected in (
        "Loan agreement P2026-001",
        "€10,000.00 4.00% 4.00% €66.74",
        "Instalments 3, every month",
        "0.333330% · 1 month",
        "To be confirmed by counsel before signature",
        "Translation for information: the French contract binds.",
    ):
        assert expected in text


@needs_poppler
def test_markup_in_names_and_purpose_is_only_text(db):
    loan = agreed_loan(
        purpose="#set page(width: 1pt) // *=1+1* {borrower}\n" + "x" * 300, borrower_name="$ #panic() $ {loan}"
    )
    text = text_of(agreement_pdf(contract_of_loan(loan), issued_at=ISSUED_AT))
    assert "#set page(width: 1pt) // *=1+1* {borrower}" in text
    assert "$ #panic() $ {loan}" in text


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"every_count": 3}, "3, tous les trimestres"),
        ({"every_unit": "days", "day_count": "ACT/360", "repayment": "bullet"}, "1, au bout de 3 jours"),
        ({"every_count": 6, "repayment": "bullet"}, "1, au bout de 18 mois"),
        ({"business_day": "modified_following"}, "le jour ouvré suivant du même mois (TARGET)"),
        (
            {"rounding": {"mode": "half_even", "interest": "cumulative", "instalment": "1"}},
            "demi-centime vers le centime pair, de sorte que le total soit exact, échéances multiples de 1",
        ),
    ],
)
@needs_poppler
def test_terms_are_told_in_words(terms, expected, db):
    fund = make_fund()
    make_product(fund, **terms)
    loan = make_agreed_loan(make_member(fund))
    # The sentence may be broken over two lines.
    assert expected in " ".join(text_of(agreement_pdf(contract_of_loan(loan), issued_at=ISSUED_AT)).split())


def test_a_file_is_named_for_its_loan(loan):
    assert agreement_name(contract_of_loan(loan)) == "convention-P2026-001"


@needs_poppler
def test_the_clauses_of_the_product_are_printed_with_its_figures(db):
    fund = make_fund()
    make_product(
        fund, late_rate=Decimal("0.08"), late_grace_days=5, late_on_interest=True, prepayment_indemnity=Decimal("0.01"),
        allocation=["interest", "principal", "costs"],
    )  # fmt: skip
    said = contract_of_loan(make_agreed_loan(make_member(fund)))
    text = " ".join(text_of(agreement_pdf(said, issued_at=ISSUED_AT)).split())
    for expected in (
        "Un paiement s’impute dans cet ordre : les intérêts, le capital, les frais et intérêts de retard",
        "porte intérêt au taux de 8,00 % par an, pour chaque jour à partir de 5 jours après l’échéance",
        "Les intérêts dus depuis une année entière en portent aussi",
        "une indemnité de 1,00 % du capital remboursé par anticipation",
    ):
        assert expected in text


@needs_poppler
def test_the_terms_say_what_is_its_own_in_the_schedule(db):
    wished = WishedSchedule(first_due_on=date(2026, 3, 1), principal_grace=1, interest_grace=1)
    words = " ".join(text_of(agreement_pdf(contract_of_loan(agreed_loan(wished=wished)), issued_at=ISSUED_AT)).split())
    assert "Première échéance 1er mars 2026" in words
    assert "Différé de capital première échéance" in words
    assert "Différé d’intérêts première échéance ; les intérêts courent et s’ajoutent à l’échéance qui suit" in words
    days = (date(2026, 2, 10), date(2026, 3, 31), date(2026, 6, 30))
    own = agreed_loan(wished=WishedSchedule(due_dates=days), borrower_name="Atelier de démonstration Cinq")
    words = " ".join(text_of(agreement_pdf(contract_of_loan(own), issued_at=ISSUED_AT)).split())
    assert "3, aux jours convenus" in words
    assert all(day in words for day in ("10/02/2026", "31/03/2026", "30/06/2026"))
    assert "Différé" not in words


def test_every_rate_that_was_voted_is_said():
    terms = {
        "annual_rate": "0.03", "drawdowns": [{"on": "2026-01-15", "amount": "10000.00"}],
        "rate_changes": [{"on": "2026-03-15", "annual_rate": "0.06"}],
    }  # fmt: skip
    assert rates_said(terms, language="fr").replace("\u202f", " ").replace("\xa0", " ") == (
        "3,00 %, puis 6,00 % à partir du 15 mars 2026"
    )
