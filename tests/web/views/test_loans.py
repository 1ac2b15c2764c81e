"""Loans on pages: paid out once, repaid, explained to the cent."""

from decimal import Decimal

import pytest
from django.urls import reverse

from lending.models import Repayment
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(kept):
    return kept(starts.agreed_loan, "Atelier du lot 2")


@pytest.fixture
def loan(kept):
    return kept(starts.active_loan, "Atelier du lot 2")


def test_the_payment_repeats_figures_and_names_before_it_is_made_and_is_made_once(visitor, agreed):
    treasurer, address = visitor(make.treasurer_of(agreed.fund, 3)), reverse("loan-pay-out", args=[agreed.pk])
    page = treasurer.text(address)
    assert "Verser 10 000,00 € à Atelier du lot 2 ?" in page
    assert agreed.membership.cooperative.iban in page.replace(" ", "")
    for _ in range(2):
        assert treasurer.act(address, key="pay-once", on="2026-01-15").url == reverse("loan", args=[agreed.pk])
    agreed.refresh_from_db()
    assert agreed.state == "active"
    assert agreed.schedules.count() == 1


def test_who_prepared_the_agreement_is_told_that_another_must_pay_out(visitor, agreed):
    treasurer, address = visitor(agreed.agreed_by), reverse("loan-pay-out", args=[agreed.pk])
    assert treasurer.act(address, on="2026-01-15").url == address
    assert "une autre personne de la trésorerie doit le faire" in treasurer.text(address)
    agreed.refresh_from_db()
    assert agreed.state == "agreed"


def test_the_schedule_shows_what_is_paid_and_what_remains(visitor, loan):
    treasurer = visitor(make.treasurer_of(loan.fund))
    answer = treasurer.act(reverse("loan-repay", args=[loan.pk]), amount="1 000,00", on="2026-02-15", reference="VIR 7")
    page = treasurer.text(answer.url)
    assert "1 000,00" in page
    assert "VIR 7" in page
    assert "10 000,00" in page
    repayment = Repayment.objects.get()
    assert (repayment.interest, repayment.principal) == (make.eur("25.00"), make.eur("975.00"))


def test_more_than_can_be_allocated_is_refused_with_what_would_be_possible(visitor, loan):
    treasurer, address = visitor(make.treasurer_of(loan.fund)), reverse("loan-repay", args=[loan.pk])
    assert treasurer.act(address, amount="90 000", on="2026-02-15").url == address
    assert "90 000,00 €" in treasurer.text(address)
    assert Repayment.objects.count() == 0


def test_a_receipt_is_reversed_and_never_deleted(visitor, loan):
    treasurer = visitor(make.treasurer_of(loan.fund))
    treasurer.act(reverse("loan-repay", args=[loan.pk]), amount="1 000,00", on="2026-02-15")
    repayment = Repayment.objects.get()
    address = reverse("repayment-reverse", args=[loan.pk, repayment.pk])
    assert "Contre-passer les 1 000,00 €" in treasurer.text(address)
    treasurer.act(address, text="Chèque sans provision")
    repayment.refresh_from_db()
    assert repayment.reversed_on is not None
    assert "contre-passé le" in treasurer.text(reverse("loan", args=[loan.pk]))


def test_repaying_early_shows_its_figures_and_closes_the_loan(visitor, loan):
    treasurer, address = visitor(make.treasurer_of(loan.fund)), reverse("loan-repay-early", args=[loan.pk])
    assert "Intérêts au jour" in treasurer.text(address)
    treasurer.act(address, on="2026-02-15", reference="")
    loan.refresh_from_db()
    assert loan.state == "closed"


def test_each_interest_figure_opens_its_reckoning(visitor, loan):
    page = visitor(make.manager_of(loan.membership)).text(reverse("instalment", args=[loan.pk, 1]))
    assert "Pourquoi ce centime" in page
    assert "25,000000" in page
    assert "1/12" in page
    assert visitor(make.manager_of(loan.membership)).get(reverse("instalment", args=[loan.pk, 9])).status_code == 404


@pytest.mark.parametrize(
    ("extension", "kind"),
    [
        ("pdf", "application/pdf"),
        ("csv", "text/csv"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_schedule_is_given_as_files(visitor, loan, extension, kind):
    answer = visitor(make.manager_of(loan.membership)).get(reverse("schedule-file", args=[loan.pk, extension]))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert b"".join(answer) if answer.streaming else answer.content


def test_somebody_elses_loan_is_not_there(visitor, loan):
    stranger = visitor(make.manager_of(make.make_member(loan.fund)))
    addresses = [
        reverse("loan", args=[loan.pk]),
        reverse("instalment", args=[loan.pk, 1]),
        reverse("loan-pay-out", args=[loan.pk]),
        reverse("loan-repay", args=[loan.pk]),
        reverse("schedule-file", args=[loan.pk, "pdf"]),
        reverse("agreement-file", args=[loan.pk]),
    ]
    assert [stranger.get(address).status_code for address in addresses] == [404] * len(addresses)


def test_a_borrower_records_nothing(visitor, loan):
    manager = visitor(make.manager_of(loan.membership))
    assert manager.act(reverse("loan-repay", args=[loan.pk]), amount="100", on="2026-02-15").status_code == 404
    assert "Saisir un remboursement" not in manager.text(reverse("loan", args=[loan.pk]))


def test_what_is_kept_back_is_said_line_by_line_and_the_net_is_what_one_pays(visitor):
    fund = make.make_fund(guarantee_rate=Decimal("0.02"))
    make.make_member(fund, placed=make.eur(60_000))
    make.make_product(fund, fee_amount=make.eur(70), fee_paid="deducted")
    loan = make.make_agreed_loan(make.make_member(fund, name="Atelier 3"))
    treasurer = visitor(make.treasurer_of(fund, 3))
    assert "Verser 9 730,00 €" in treasurer.text(reverse("loan", args=[loan.pk]))
    page = treasurer.text(reverse("loan-pay-out", args=[loan.pk]))
    assert "Verser 9 730,00 € à Atelier 3 ?" in page
    for label, amount in (
        ("Montant", "10 000,00 €"), ("Frais retenus", "−70,00 €"), ("Retenu pour le fonds de garantie", "−200,00 €"),
        ("À virer à l’emprunteur", "<strong>9 730,00 €</strong>"),
    ):  # fmt: skip
        assert amount in page.split(label)[1][:120]
