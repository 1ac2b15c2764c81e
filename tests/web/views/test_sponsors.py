"""Sponsors on pages: named, shown before the vote and in the contract, accepted, called, paid."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from lending.models import GuaranteeCall, LoanRequest
from tests import factories as make
from tests.lending.services.default_stories import call_in
from tests.lending.services.sponsor_stories import answers, call_sponsor, make_sponsored_loan
from tests.web.conftest import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return make.make_fund(guarantee_rate=Decimal("0.02"))


def test_a_request_names_sponsors_for_an_amount_or_a_share_and_shows_what_secures_it(visitor, fund):
    borrower, sponsor, half = (make.make_member(fund, name=name) for name in ("Atelier", "Parrain A", "Parrain B"))
    product = make.make_product(fund)
    person = visitor(make.manager_of(borrower))
    asked = {
        "product": product.pk, "amount": "10 000", "instalments": "3", "start_on": "2026-01-15", "purpose": "TVA",
        "sponsor_1": sponsor.pk, "guaranteed_1": "2 500", "sponsor_2": half.pk, "guaranteed_2": "50 %",
        "sponsor_3": "", "guaranteed_3": "",
    }  # fmt: skip
    address = reverse("request-new")
    told = person.text(address)
    assert "Parrain 1" in told
    person.act(address, **asked)
    draft = LoanRequest.objects.get()
    assert [(one["amount"], one["share"]) for one in draft.current.sponsors] == [("2500", None), ("5000", "0.5")]
    page = person.text(reverse("request", args=[draft.pk]))
    for said in ("Parrain A, à hauteur de 2 500,00 €", "50,00 % de ce qui est dû", "200,00 €"):
        assert said in page
    again = person.text(reverse("request-amend", args=[draft.pk]))
    assert 'value="2500,00"' in again
    assert 'value="50 %"' in again


def test_a_row_is_filled_in_whole_or_not_at_all(visitor, fund):
    borrower, sponsor = make.make_member(fund), make.make_member(fund)
    asked = {"product": make.make_product(fund).pk, "amount": "10 000", "instalments": "3", "start_on": "2026-01-15"}
    person, address = visitor(make.manager_of(borrower)), reverse("request-new")
    for row, said in (
        ({"sponsor_1": sponsor.pk}, "Dites à hauteur de combien il garantit."),
        ({"guaranteed_1": "100"}, "Dites qui garantit ce montant."),
        ({"sponsor_1": sponsor.pk, "guaranteed_1": "beaucoup %"}, "Écrivez un montant (5 000) ou une part (50 %)."),
    ):
        assert said in plain(person.act(address, **asked, purpose="TVA", **row).content.decode())
    assert not LoanRequest.objects.exists()


def test_the_committees_file_says_what_secures_the_loan_or_that_nothing_does(visitor):
    fund = make.make_fund()
    consultation = make.make_consultation(
        make.make_member(fund), sponsors=[answers(make.make_member(fund, name="Parrain A"), 4_000)]
    )
    reader = visitor(make.committee_of(fund)[0])
    assert "Parrain A" in reader.text(reverse("consultation", args=[consultation.pk]))
    bare = make.make_consultation(make.make_member(fund))
    assert "rien ne garantit ce prêt" in reader.text(reverse("consultation", args=[bare.pk]))


def test_a_sponsor_finds_the_contract_to_accept_and_what_it_answers_for(visitor, fund):
    sponsor = make.make_member(fund, name="Parrain A")
    loan = make.make_agreed_loan(
        make.make_member(fund), agreed_on=date(2026, 1, 15), sponsors=[answers(sponsor, 4_000)], is_accepted=False
    )
    person = visitor(make.manager_of(sponsor))
    assert f"Contrat du prêt {loan.reference}" in person.text(reverse("home"))
    contract = person.text(reverse("agreement", args=[loan.pk]))
    assert "Accepter pour Parrain A" in contract
    assert "fonds mutuel de garantie" in contract
    given = person.text(reverse("guarantees"))
    assert loan.reference in given
    assert "à accepter" in given
    assert "Vous ne garantissez aucun prêt" in visitor(make.manager_of(loan.membership)).text(reverse("guarantees"))


def test_it_is_called_by_two_hands_pays_and_is_told(visitor, kept):
    loan, (sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000))
    call_in(loan)
    guarantee = loan.guarantees.get()
    one, two = (visitor(make.treasurer_of(loan.fund, number)) for number in (1, 2))
    page = reverse("loan", args=[loan.pk])
    assert "Préparer un appel" in one.text(page)
    address = reverse("sponsor-call", args=[loan.pk, guarantee.pk])
    assert "4 000,00 €" in one.text(address)
    assert one.act(address, amount="4000", pay_by="2199-01-01", reason="Plus de paiement").url == page
    assert "Un appel de Parrain A est préparé" in two.text(page)
    confirm = reverse("act-confirm", args=[loan.pk, loan.prepared_acts.get(kind="sponsor").pk])
    assert "Appeler Parrain A pour" in two.text(confirm)
    assert two.act(confirm, on="2026-03-05").url == page
    call = GuaranteeCall.objects.get()
    own = visitor(make.manager_of(sponsor))
    assert f"Appel en garantie du prêt {loan.reference}" in own.text(reverse("home"))
    pay = reverse("sponsor-payment", args=[loan.pk, call.pk])
    assert "Reste de l’appel" in one.text(pay)
    assert one.act(pay, amount="4000", on="2026-03-09", reference="VIR").url == page
    assert "paiement d’un parrain" in one.text(page)
    assert "votre créance sur" in own.text(reverse("guarantees"))


def test_a_call_is_taken_back(visitor, kept):
    loan, (_sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000))
    call_in(loan)
    call = call_sponsor(loan.guarantees.get(), date(2026, 3, 5))
    one = visitor(make.treasurer_of(loan.fund))
    address = reverse("sponsor-call-reverse", args=[loan.pk, call.pk])
    assert "Reprendre l’appel de" in one.text(address)
    one.act(address, reason="Erreur", on="2026-03-06")
    call.refresh_from_db()
    assert call.reversed_on == date(2026, 3, 6)
