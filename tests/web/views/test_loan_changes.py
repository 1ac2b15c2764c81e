"""Another schedule on pages: reckoned, asked for, read by the committee, put in force."""

from datetime import date

import pytest
from django.urls import reverse

from lending.models import LoanRequest, ScheduleVersion
from tests import factories as make
from tests.lending.services.change_stories import RESCHEDULE, accept, adopt, ask, draw_up, make_loan, open_vote
from tests.lending.services.loan_stories import pay
from tests.lending.services.sponsor_stories import make_sponsored_loan
from tests.lending.services.tranche_stories import make_drawn_loan
from web.presenters.agreements import address as address_of

pytestmark = pytest.mark.django_db
ASKED = {
    "kind": "reschedule", "on": "2026-03-01", "past_dues": "brought_in", "instalments": "4",
    "first_due_on": "2026-04-15", "rhythm": "", "repayment": "", "annual_rate": "", "principal_grace": "",
}  # fmt: skip
WHY = {"purpose": "Le lot 2 a deux mois de retard"}


@pytest.fixture
def loan(kept):
    return kept(make_loan)


def test_a_request_for_another_schedule_shows_neither_drawdowns_nor_who_would_lend(visitor, loan):
    page = visitor(make.treasurer_of(loan.fund)).text(reverse("request", args=[ask(loan, RESCHEDULE).pk]))
    assert "Autre échéancier :" in page
    assert "Tiré" not in page
    assert "Qui prêterait" not in page


def test_a_manager_reckons_then_asks_and_hands_it_in(visitor, loan):
    manager = visitor(make.manager_of(loan.membership))
    assert "Demander un autre échéancier" in manager.text(reverse("loan", args=[loan.pk]))
    address = reverse("loan-change", args=[loan.pk])
    assert "Pas encore de résultat" in manager.text(address)
    page = manager.text(address, **ASKED)
    assert "L’emprunteur paie 58,68 € d’intérêts de plus qu’avec l’ancien échéancier." in page
    assert "intérêts du" in page
    assert LoanRequest.objects.filter(kind="reschedule").count() == 0
    answer = manager.act(address, **ASKED, **WHY)
    asked = LoanRequest.objects.get(kind="reschedule")
    assert answer.url == reverse("request", args=[asked.pk])
    assert "Remettre la demande d’un autre échéancier ?" in manager.text(answer.url)
    manager.act(reverse("request-submit", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == "submitted"


def test_what_cannot_be_asked_is_said_beside_its_field(visitor, loan):
    page = visitor(make.manager_of(loan.membership)).text(
        reverse("loan-change", args=[loan.pk]), **{**ASKED, "first_due_on": "2026-02-01"}
    )
    assert "la première nouvelle échéance vient après la date du changement" in page
    assert "Pas encore de résultat" in page


def test_a_holiday_is_reckoned_on_the_same_page(visitor, loan):
    pay(loan, "3350.01", date(2026, 2, 15))
    told = {"kind": "holiday", "on": "2026-03-01", "past_dues": "kept", "periods": 2, "moved": "principal"}
    page = visitor(make.manager_of(loan.membership)).text(
        reverse("loan-change", args=[loan.pk]), **told, effect="extend"
    )
    assert "33,38 €" in page  # two months more of 16,69 €


def test_the_committee_reads_old_and_new_and_a_treasurer_puts_it_in_force(visitor, loan):
    pay(loan, "1000.00", date(2026, 2, 20))
    consultation = open_vote(ask(loan, RESCHEDULE, first_due_on="2026-04-15"))
    seat = consultation.seats.filter(recusal__isnull=True)[0].person
    page = visitor(seat).text(reverse("consultation", args=[consultation.pk]))
    for expected in (
        f"Autre échéancier : {loan.reference}, reste 9 025,00 €", "Ancien échéancier", "Nouvel échéancier",
        "Intérêts à venir pour chaque prêteur", "Encaissements jusqu’ici", "1 000,00", "TEG jusqu’ici",
    ):  # fmt: skip
        assert expected in page
    assert "demande un autre échéancier" in visitor(seat).text(reverse("committee"))
    request = make.decide(consultation)
    treasurer = visitor(make.treasurer_of(loan.fund, 2))
    assert "Rédiger l’avenant" in treasurer.text(reverse("request", args=[request.pk]))
    accept(request)
    assert "Mettre en vigueur le nouvel échéancier" in treasurer.text(reverse("request", args=[request.pk]))
    address = reverse("request-apply", args=[request.pk])
    assert "Changer l’échéancier de" in treasurer.text(address)
    assert treasurer.act(address).url == reverse("loan", args=[loan.pk])
    assert ScheduleVersion.objects.filter(loan=loan).count() == 2
    assert "Nouvel échéancier en vigueur" in treasurer.text(reverse("loan", args=[loan.pk]))
    refused = treasurer.act(address)
    assert refused.url == address
    assert "en vigueur depuis le" in treasurer.text(address)


def test_a_treasurer_proposes_and_the_borrower_may_take_it_back(visitor, loan):
    treasurer = visitor(make.treasurer_of(loan.fund))
    page = treasurer.text(reverse("loan-change", args=[loan.pk]), **ASKED)
    assert "Proposer cet échéancier" in page
    treasurer.act(reverse("loan-change", args=[loan.pk]), **ASKED, **WHY)
    asked = LoanRequest.objects.get(kind="reschedule")
    assert asked.state == "submitted"
    visitor(make.manager_of(loan.membership)).act(reverse("request-withdraw", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_a_request_in_vote_is_changed_and_its_vote_is_void(visitor, loan):
    consultation = open_vote(ask(loan, RESCHEDULE))
    asked = consultation.request_version.request
    manager = visitor(make.manager_of(loan.membership))
    assert manager.get(reverse("request-amend", args=[asked.pk])).url == reverse("request-change", args=[asked.pk])
    address = reverse("request-change", args=[asked.pk])
    assert "le vote est annulé avec tous les bulletins" in manager.text(address)
    manager.act(address, **ASKED, **WHY)
    consultation.refresh_from_db()
    assert consultation.state == "voided"
    assert asked.versions.count() == 2


def test_nobody_else_changes_a_loan(visitor, loan):
    stranger = visitor(make.manager_of(make.make_member(loan.fund)))
    assert stranger.get(reverse("loan-change", args=[loan.pk])).status_code == 404
    auditor = visitor(make.make_office(loan.fund, "auditor"))
    assert auditor.get(reverse("loan-change", args=[loan.pk])).status_code == 404
    request = adopt(loan, RESCHEDULE)
    assert stranger.act(reverse("request-apply", args=[request.pk])).status_code == 404


def test_several_loans_are_made_one_from_the_page(visitor, loan):
    manager, address = visitor(make.manager_of(loan.membership)), reverse("loan-change", args=[loan.pk])
    assert "un seul prêt à partir de plusieurs" not in manager.text(address)
    other = make.make_active_loan(loan.membership, amount=make.eur(4_000))
    page = manager.text(address, kind="consolidation")
    assert other.reference in page
    asked = {**ASKED, "kind": "consolidation", "others": [str(other.pk)]}
    assert f"{loan.reference}, {other.reference}" not in page
    assert "Intérêts à venir pour chaque prêteur" in manager.text(address, **asked)
    manager.act(address, **asked, **WHY)
    request = LoanRequest.objects.get(kind="consolidation")
    assert {changed.loan_id for changed in request.changed_loans.all()} == {loan.pk, other.pk}
    assert "Prêts réunis en un seul" in manager.text(reverse("request", args=[request.pk]))
    manager.act(reverse("request-submit", args=[request.pk]))
    request = make.decide(open_vote(request))
    accept(request)
    treasurer = visitor(make.treasurer_of(loan.fund, 2))
    answer = treasurer.act(reverse("request-apply", args=[request.pk]))
    assert "14 000,00 €" in treasurer.text(answer.url)
    assert "Repris par un autre prêt" in treasurer.text(reverse("loan", args=[loan.pk]))


def test_sponsors_go_along_or_are_released_from_the_page(visitor, kept):
    loan, (staying, released) = kept(make_sponsored_loan, ("Parrain A", 4_000), ("Parrain B", "0.5"))
    other = make.make_active_loan(loan.membership, amount=make.eur(4_000))
    manager, address = visitor(make.manager_of(loan.membership)), reverse("loan-change", args=[loan.pk])
    # Another schedule of the loan alone releases nobody: nothing is asked about them.
    assert "Parrains à libérer" not in manager.text(address, kind="reschedule")
    asked = {
        **ASKED, "kind": "consolidation", "others": [str(other.pk)], "released_sponsors": [str(released.pk)],
    }  # fmt: skip
    page = manager.text(address, **asked)
    assert "Parrains à libérer" in page
    assert 'Parrain A</span><span class="row-end">à hauteur de 4 000,00 €' in page
    assert 'Parrain B</span><span class="row-end">libéré' in page
    manager.act(address, **asked, **WHY)
    request = LoanRequest.objects.get(kind="consolidation")
    assert [one["membership"] for one in request.current.sponsors] == [str(staying.pk)]
    # Asked again, the page remembers who is released.
    assert "checked" in manager.text(reverse("request-change", args=[request.pk])).split(str(released.pk))[1][:80]
    manager.act(reverse("request-submit", args=[request.pk]))
    addendum = draw_up(make.decide(open_vote(request)))
    sponsor = visitor(make.manager_of(staying))
    page = sponsor.text(address_of(addendum))
    assert "Parrain A, à hauteur de 4 000,00 €" in page


def test_of_what_is_not_drawn_the_page_asks_and_the_committee_reads(visitor, kept):
    loan = kept(make_drawn_loan)
    manager, address = visitor(make.manager_of(loan.membership)), reverse("loan-change", args=[loan.pk])
    asked = {**ASKED, "undrawn": "kept", "first_due_on": "", "past_dues": "kept", "on": "2026-02-10"}
    page = manager.text(address, **asked)
    assert "Ce qui n’est pas encore débloqué" in page
    assert "Restent à débloquer 6 000,00 €" in page
    assert "pourront encore être débloqués" in page
    assert "sont abandonnés" in manager.text(address, **{**asked, "undrawn": "given_up"})
    manager.act(address, **asked, **WHY)
    request = LoanRequest.objects.get(kind="reschedule")
    assert request.current.change["wish"]["undrawn"] == "kept"
    # A loan that is drawn whole is asked nothing about it.
    whole = make_loan()
    page = visitor(make.manager_of(whole.membership)).text(reverse("loan-change", args=[whole.pk]))
    assert "Ce qui n’est pas encore débloqué" not in page
