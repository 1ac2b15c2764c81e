"""The contract on pages: read and accepted with a password entered anew; signed on paper; the fund's wording."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lending.domain.standard_wording import standard_wording
from lending.models import Acceptance, AgreementTemplate, Loan, SigningMandate
from lending.selectors.agreements import missing_parties
from tests import factories as make
from tests.fixtures.kept import Kept
from web.forms.agreements import WordingForm

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.7\n" + b"\x00" * 100 + b"\n%%EOF\n"


@pytest.fixture(autouse=True)
def no_attempts_before() -> None:
    """Failures to sign in are counted by address, and every test comes from the same one."""
    cache.clear()


@pytest.fixture
def loan(kept: Kept) -> Loan:
    return kept(make_unsigned_loan)


def make_unsigned_loan() -> Loan:
    fund = make.make_fund()
    make.treasurer_of(fund, 3)
    return make.make_agreed_loan(make.make_member(fund, name="Atelier du lot 2"), is_accepted=False)


def address_of(loan: Loan, place: int) -> str:
    return reverse("agreement-accept", args=[loan.pk, loan.agreements.get().parties.get(place=place).pk])


def say_again(client, address: str, password: str = make.PASSWORD):
    """Enter a password anew, as the page that one is sent to asks."""
    asked = client.get(address)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    return client.post(asked.url, {"password": password, "next": address})


def test_the_borrower_is_led_to_the_contract_and_accepts_it_after_saying_again_who_it_is(visitor, loan):
    client, contract = visitor(make.manager_of(loan.membership)), loan.agreements.get()
    assert f"Contrat du prêt {loan.reference}" in client.text(reverse("home"))
    page = client.text(reverse("agreement", args=[loan.pk]))
    for said in ("Accepter pour Atelier du lot 2", contract.sha256, "TEG proportionnel", "Coût total"):
        assert said in page
    address = address_of(loan, 1)
    assert "Mot de passe" in say_again(client, address, "pas-le-mien").content.decode()
    assert say_again(client, address).url == address
    confirm = client.text(address)
    assert contract.sha256 in confirm
    client.act(address, key="once", sha256=contract.sha256)
    client.act(address, key="once", sha256=contract.sha256)
    accepted = Acceptance.objects.get()
    assert (accepted.person, accepted.method) == (make.manager_of(loan.membership), "password")
    assert str(accepted.pk) in client.text(reverse("agreement", args=[loan.pk]))


def test_without_the_password_entered_anew_nothing_is_accepted(visitor, loan):
    client, contract = visitor(make.manager_of(loan.membership)), loan.agreements.get()
    answer = client.act(address_of(loan, 1), sha256=contract.sha256)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Acceptance.objects.exists()


def test_another_hash_than_the_one_shown_is_not_accepted(visitor, loan):
    client = visitor(make.manager_of(loan.membership))
    say_again(client, address_of(loan, 1))
    client.act(address_of(loan, 1), sha256="0" * 64)
    assert not Acceptance.objects.exists()
    assert "relisez le contrat" in client.text(reverse("agreement", args=[loan.pk]))


def test_the_desk_sees_who_is_missing_reminds_them_and_pays_nothing_before(visitor, loan):
    payer = visitor(make.treasurer_of(loan.fund, 3))
    assert "Contrats à faire accepter" in payer.text(reverse("fund"))
    page = payer.text(reverse("loan", args=[loan.pk]))
    assert "Contrat à accepter" in page
    assert reverse("loan-pay-out", args=[loan.pk]) not in page
    assert payer.act(reverse("loan-pay-out", args=[loan.pk]), on=loan.agreed_on).url
    assert "il manque : Atelier du lot 2, Caisse de test" in payer.text(reverse("agreement", args=[loan.pk]))
    payer.act(reverse("agreement-remind", args=[loan.pk]))
    assert "3 personnes ont reçu le rappel" in payer.text(reverse("agreement", args=[loan.pk]))
    make.accept_contract(loan)
    assert reverse("loan-pay-out", args=[loan.pk]) in payer.text(reverse("loan", args=[loan.pk]))


def test_who_prepared_the_contract_is_offered_no_acceptance(visitor, loan):
    client = visitor(loan.agreed_by)
    assert "Accepter pour" not in client.text(reverse("agreement", args=[loan.pk]))
    say_again(client, address_of(loan, 2))
    client.act(address_of(loan, 2), sha256=loan.agreements.get().sha256)
    assert not Acceptance.objects.exists()


def test_a_contract_signed_on_paper_is_sent_then_confirmed_by_another(visitor, loan):
    sender, other = (visitor(make.treasurer_of(loan.fund, number)) for number in (3, 1))
    sender.act(reverse("agreement-paper", args=[loan.pk]), file=SimpleUploadedFile("signé.pdf", b"PK"))
    assert "Le fichier n’est pas un PDF" in sender.text(reverse("agreement-paper", args=[loan.pk]))
    sender.act(reverse("agreement-paper", args=[loan.pk]), file=SimpleUploadedFile("signé.pdf", SCAN))
    copy = loan.agreements.get().signed_copies.get()
    confirm = reverse("signed-copy-confirm", args=[copy.pk])
    assert f'href="{confirm}"' not in sender.text(reverse("agreement", args=[loan.pk]))
    assert f'href="{confirm}"' in other.text(reverse("agreement", args=[loan.pk]))
    assert "Le programme ne vérifie aucune signature" in other.text(confirm)
    assert other.get(reverse("signed-copy-file", args=[copy.pk])).content == SCAN
    other.act(confirm)
    assert missing_parties(loan.agreements.get()) == []
    assert "sur papier" in sender.text(reverse("agreement", args=[loan.pk]))


def test_a_lender_reads_what_it_lends_under_and_lets_the_fund_sign(visitor):
    fund = make.make_fund(custody="members")
    lender = make.make_member(fund, placed=make.eur(50_000))
    loan = make.make_agreed_loan(make.make_member(fund), is_accepted=False)
    client = visitor(make.manager_of(lender))
    assert f"Contrat du prêt {loan.reference}" in client.text(reverse("home"))
    assert "Accepter pour" in client.text(reverse("agreement", args=[loan.pk]))
    assert client.get(reverse("agreement-file", args=[loan.pk])).content[:5] == b"%PDF-"
    say_again(client, reverse("mandate"))
    assert "Laisser Caisse de test" in client.text(reverse("mandate"))
    client.act(reverse("mandate"))
    assert SigningMandate.objects.get().membership == lender
    assert f"Contrat du prêt {loan.reference}" not in client.text(reverse("home"))
    client.act(reverse("mandate-withdraw"))
    assert "Vous acceptez chaque contrat vous-même" in client.text(reverse("placements"))


def test_the_wording_is_changed_previewed_and_its_faults_are_shown(visitor):
    fund = make.make_fund()
    client = visitor(make.treasurer_of(fund))
    page = client.text(reverse("fund-wording"))
    assert "proposition du programme" in page
    typed = {**WordingForm.said(standard_wording(custody="fund")), "fr_special": "Clause de {fund}."}
    preview = client.post(reverse("fund-wording-preview"), typed)
    assert (preview["Content-Type"], preview.content[:5]) == ("application/pdf", b"%PDF-")
    wrong = client.post(reverse("fund-wording"), {**typed, "fr_legal": "{siret}"}).content.decode()
    assert "{siret} n’est pas connu" in wrong.replace("\xa0", " ")
    assert AgreementTemplate.objects.filter(fund=fund).count() == 1
    client.post(reverse("fund-wording"), typed)
    assert AgreementTemplate.objects.get(fund=fund, version=2).wording["fr"]["special"] == "Clause de {fund}."
    without_english = {name: text for name, text in typed.items() if name.startswith("fr_")}
    client.post(reverse("fund-wording"), without_english)
    assert list(AgreementTemplate.objects.get(fund=fund, version=3).wording) == ["fr"]


def test_an_auditor_reads_the_wording_and_changes_nothing(visitor):
    fund = make.make_fund()
    client = visitor(make.make_office(fund, "auditor"))
    assert "Enregistrer une nouvelle version" not in client.text(reverse("fund-wording"))
    client.post(reverse("fund-wording"), WordingForm.said(standard_wording(custody="fund")))
    assert AgreementTemplate.objects.filter(fund=fund).count() == 1
