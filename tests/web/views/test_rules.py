"""Rules on pages: declared, chosen, shown before and during the vote, and exceptions put to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lending.models import AccountsDeclaration, Consultation, Decision, FundRules, LinkDeclaration, LoanRequest
from tests import factories as make
from tests.lending.services.french_stories import link, make_borrower, make_french_fund, make_lender

pytestmark = pytest.mark.django_db
WHY = "Le client public paie le 15 mars"


@pytest.fixture
def fund(kept):
    return kept(make_strict_fund)


def make_strict_fund():
    """One borrower may owe 8 000 € at most."""
    fund = make.make_fund(max_per_borrower=make.eur(8_000))
    make.make_committee(fund)
    make.make_member(fund, placed=make.eur(100_000))
    return fund


def test_an_exception_goes_from_the_draft_to_the_decision(visitor, fund):
    draft = make.make_draft(make.make_member(fund), start_on=timezone.localdate() + timedelta(days=7))
    manager, treasurer = visitor(make.manager_of(draft.membership)), visitor(make.treasurer_of(fund))
    page = reverse("request", args=[draft.pk])
    text = manager.text(page)
    assert "Pourquoi le comité devrait-il faire une exception ?" in text
    assert "Le comité peut laisser dépasser cette règle, avec un motif." in text
    manager.act(reverse("request-submit", args=[draft.pk]))
    assert LoanRequest.objects.get().state == "draft"
    manager.act(reverse("request-submit", args=[draft.pk]), exception_reason=WHY)
    assert LoanRequest.objects.get().state == "submitted"

    form = treasurer.text(reverse("request-open-vote", args=[draft.pk]))
    assert "Exceptions soumises au vote" in form
    assert WHY in form
    closes = {"closes_at": "2199-01-01T18:00"}
    treasurer.act(reverse("request-open-vote", args=[draft.pk]), **closes)
    assert Consultation.objects.count() == 0
    soon = visitor(make.treasurer_of(fund)).get(reverse("request-open-vote", args=[draft.pk])).context["form"]
    closes = {"closes_at": soon.initial["closes_at"].strftime("%Y-%m-%dT%H:%M")}
    treasurer.act(reverse("request-open-vote", args=[draft.pk]), **closes, **{"override-borrower_ceiling-": WHY})
    consultation = Consultation.objects.get()
    assert [one["reason"] for one in consultation.overrides] == [WHY]

    seat = consultation.seats.filter(recusal__isnull=True)[0].person
    file = visitor(seat).text(reverse("consultation", args=[consultation.pk]))
    assert "Exceptions soumises au vote" in file
    assert f"Motif : {WHY}" in file
    assert "Plafond par emprunteur" in file
    make.decide(consultation)
    assert Decision.objects.get().overrides == consultation.overrides
    assert f"Le comité a décidé de le laisser passer : {WHY}" in treasurer.text(page)


def test_the_committee_sees_each_lenders_rules_and_the_borrower_does_not(visitor):
    fund = make_french_fund()
    make.make_committee(fund)
    borrower = make_borrower(fund)
    lender = make_lender(fund, borrower)
    silent = make.make_member(fund, placed=make.eur(50_000))
    consultation = make.make_consultation(borrower)
    seat = consultation.seats.filter(recusal__isnull=True)[0].person
    file = visitor(seat).text(reverse("consultation", args=[consultation.pk]))
    assert f'{lender.cooperative.name} <span class="soft">prête une part' in file
    assert "12 règles respectées" in file
    assert "Membres qui ne peuvent pas prêter à cet emprunteur, et pourquoi" in file
    assert f"la certification des comptes de {silent.cooperative.name}" in file
    own = visitor(make.manager_of(borrower)).text(reverse("request", args=[consultation.request_version.request_id]))
    assert "Taille de l’emprunteur" in own
    assert lender.cooperative.name not in own.split("Où en est")[0].split("<main")[1]


def test_a_cooperative_declares_its_accounts_and_a_link_with_commas_and_minus_signs(visitor):
    fund = make_french_fund()
    member, other = make.make_member(fund), make.make_member(fund)
    manager, page = visitor(make.manager_of(member)), reverse("declarations")
    assert "Rien n’est encore déclaré" in manager.text(page)
    typed = {
        "accounts-closing_on": "2025-12-31", "accounts-document": "Liasse 2025", "accounts-size": "sme",
        "accounts-accounts_certified": "yes", "accounts-lending_is_ancillary": "", "accounts-equity": "−1 500,50",
        "accounts-lent_elsewhere": "0", "accounts": "1",
    }  # fmt: skip
    assert manager.act(page, **typed).status_code == 302
    declared = AccountsDeclaration.objects.get()
    assert (declared.equity, declared.lent_elsewhere) == (make.eur("-1500.50"), make.eur(0))
    assert (declared.accounts_certified, declared.lending_is_ancillary, declared.turnover) == (True, None, None)
    linked = {
        "link-borrower": other.pk,
        "link-nature": "client",
        "link-bought": "500 000",
        "link-document": "Commandes",
        "link": "1",
    }
    assert manager.act(page, **linked).status_code == 302
    assert LinkDeclaration.objects.get().bought == make.eur(500_000)
    text = manager.text(page)
    assert "−1 500,50 €" in text
    assert "500 000,00 € d’achats" in text
    treasurer = visitor(make.treasurer_of(fund))
    assert "Liasse 2025" in treasurer.text(reverse("member-declarations", args=[member.pk]))
    assert visitor(make.manager_of(other)).get(reverse("member-declarations", args=[member.pk])).status_code == 404


def test_a_wrong_figure_is_named_on_the_form(visitor):
    member = make.make_member(make_french_fund())
    manager = visitor(make.manager_of(member))
    sent = manager.act(
        reverse("declarations"),
        **{"accounts-closing_on": "2025-12-31", "accounts-document": "x", "accounts-equity": "1,365"},
    )
    assert sent.status_code == 200
    assert AccountsDeclaration.objects.count() == 0


def test_the_rules_of_a_fund_are_read_and_chosen(visitor):
    fund = make.make_fund(custody="members", is_french=True)
    treasurer, page = visitor(make.treasurer_of(fund)), reverse("fund-rules")
    assert "son chiffre n’est pas fixé" in treasurer.text(page)
    treasurer.act(page, is_french="on", lender_borrower_share="5", reason="Avis du conseil")
    assert FundRules.objects.get().choice["settings"] == {"lender_borrower_share": "1/20"}
    text = treasurer.text(page)
    assert "son chiffre n’est pas fixé" not in text
    assert "Avis du conseil" in text
    assert 'value="5"' in text
    auditor = visitor(make.make_office(fund, "auditor"))
    assert "Appliquer ces règles" not in auditor.text(page)


def test_the_agreement_page_says_that_it_would_be_refused(visitor):
    fund = make_french_fund()
    make.make_committee(fund)
    borrower = make_borrower(fund)
    lender = make_lender(fund, borrower)
    request = make.make_approved_request(borrower)
    treasurer, page = visitor(make.treasurer_of(fund, 2)), reverse("request-agree", args=[request.pk])
    assert "l’accord sera refusé" not in treasurer.text(page)

    link(lender, borrower, nature="none")
    assert "l’accord sera refusé" in treasurer.text(page)
