"""Asking for a loan on pages: draft, checks, handing in, refusal with its reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lending.models import LoanRequest
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return make.make_fund()


@pytest.fixture
def borrower(fund):
    make.make_member(fund, placed=make.eur(100_000))
    return make.make_member(fund, name="Atelier du lot 2")


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def asked(fund, **changes):
    product = make.make_product(fund)
    known = {
        "product": product.pk,
        "amount": "15 000,00",
        "instalments": "6",
        "start_on": "2026-01-15",
        "purpose": "Payer la TVA avant l'encaissement du lot 2",
    }
    return {**known, **changes}


def test_a_draft_is_written_shown_with_its_checks_and_handed_in(visitor, fund, borrower):
    manager = visitor(make.manager_of(borrower))
    draft = manager.act(reverse("request-new"), **asked(fund, start_on=in_days(7)))
    assert draft.status_code == 302
    page = manager.text(draft.url)
    assert "Remettre la demande de 15 000,00 €" in page
    assert "Plafond par emprunteur" in page
    request = LoanRequest.objects.get()
    handed_in = manager.act(reverse("request-submit", args=[request.pk]))
    assert handed_in.status_code == 302
    request.refresh_from_db()
    assert request.state == "submitted"
    assert "Votre demande est remise à la caisse" in manager.text(draft.url)


def test_a_grace_period_is_asked_for_and_read_again(visitor, fund, borrower):
    manager = visitor(make.manager_of(borrower))
    wished = {"first_due_on": "2026-03-01", "principal_grace": "1", "interest_grace": ""}
    draft = manager.act(reverse("request-new"), **asked(fund, **wished))
    page = manager.text(draft.url)
    assert "Première échéance le" in page
    assert "Premières échéances sans capital" in page
    assert "Premières échéances sans intérêts" not in page
    again = manager.text(reverse("request-amend", args=[LoanRequest.objects.get().pk]))
    assert 'value="2026-03-01"' in again
    wrong = manager.act(reverse("request-new"), **asked(fund, first_due_on="2026-01-01", principal_grace="9"))
    assert {"first_due_on", "principal_grace"} <= wrong.context["form"].errors.keys()
    at_once = make.make_product(fund, "en-une-fois", repayment="bullet")
    wrong = manager.act(reverse("request-new"), **asked(fund, product=at_once.pk, interest_grace="1"))
    assert "Un prêt remboursé en une fois n’a qu’une échéance" in wrong.content.decode()


def test_a_day_of_its_own_for_each_instalment_is_asked_for_and_read_again(visitor, fund, borrower):
    manager = visitor(make.manager_of(borrower))
    days = {"due_on_1": "2026-02-10", "due_on_2": "2026-03-31", "due_on_3": "2026-06-30"}
    draft = manager.act(reverse("request-new"), **asked(fund, instalments="", **days))
    assert "10 février 2026, 31 mars 2026, 30 juin 2026" in manager.text(draft.url)
    request = LoanRequest.objects.get()
    assert request.current.instalments == 3
    again = manager.get(reverse("request-amend", args=[request.pk]))
    assert [row.value() for row in again.context["form"].due_date_rows][:4] == [*days.values(), None]
    wrong = manager.act(
        reverse("request-new"),
        **asked(fund, due_on_1="2026-01-15", due_on_3="2026-01-10", first_due_on="2026-03-01"),
    )
    assert {"due_on_1", "due_on_3", "first_due_on"} <= wrong.context["form"].errors.keys()
    at_once = make.make_product(fund, "en-une-fois", repayment="bullet")
    wrong = manager.act(reverse("request-new"), **asked(fund, product=at_once.pk, **days))
    assert "due_on_2" in wrong.context["form"].errors


def test_days_out_of_order_and_an_amount_out_of_range_are_said_beside_what_is_missing(visitor, fund, borrower):
    manager = visitor(make.manager_of(borrower))
    days = {"due_on_1": "2026-03-10", "due_on_2": "2026-02-10", "due_on_3": "2026-02-10"}
    wrong = manager.act(reverse("request-new"), **asked(fund, amount="1", purpose="", **days)).context["form"].errors
    assert wrong.keys() == {"amount", "purpose", "due_on_2", "due_on_3"}
    assert wrong["amount"] == [
        "1,00\xa0€ a été indiqué\xa0; il faut un montant entre 100,00\xa0€ et 100\u202f000,00\xa0€."
    ]


def test_a_drawdown_after_the_last_due_date_is_refused_in_words_with_the_way_out(visitor, fund, borrower):
    manager = visitor(make.manager_of(borrower))
    late = asked(fund, later_on_1="2026-08-01", later_amount_1="1 000")
    wrong = manager.act(reverse("request-new"), **{**late, "purpose": ""}).context["form"].errors
    assert wrong.keys() == {"later_on_1", "purpose"}
    assert (
        "Un tirage le 1er août 2026 ne précède pas la dernière échéance, le 15 juillet 2026" in wrong["later_on_1"][0]
    )


def test_a_day_that_has_passed_is_refused_at_the_handing_in_and_may_be_changed(visitor, fund, borrower):
    manager = visitor(make.manager_of(borrower))
    draft = manager.act(reverse("request-new"), **asked(fund, start_on=in_days(-1))).url
    request = LoanRequest.objects.get()
    manager.act(reverse("request-submit", args=[request.pk]))
    assert "puis remettez-la" in manager.text(draft)
    request.refresh_from_db()
    assert request.state == "draft"
    amend = reverse("request-amend", args=[request.pk])
    manager.act(amend, **asked(fund, start_on=in_days(0)))
    manager.act(reverse("request-submit", args=[request.pk]))
    request.refresh_from_db()
    assert request.state == "submitted"


def test_what_is_handed_in_is_given_no_day_that_has_passed_and_may_keep_the_one_it_has(visitor, fund, borrower):
    request = make.make_submitted_request(borrower)
    manager, amend = visitor(make.manager_of(borrower)), reverse("request-amend", args=[request.pk])
    manager.act(amend, **asked(fund, start_on=in_days(-3)))
    assert "puis remettez-la" in manager.text(amend)
    assert request.versions.count() == 1
    manager.act(amend, **asked(fund, start_on="2026-01-15", purpose="Payer la TVA et les salaires"))
    assert request.versions.count() == 2


@pytest.mark.parametrize(
    ("day", "said"), [("1999-01-15", "il y a plus de 20 ans"), ("2099-01-15", "12 mois à l’avance")]
)
def test_a_year_typed_wrong_is_said_beside_its_field(visitor, fund, borrower, day, said):
    manager = visitor(make.manager_of(borrower))
    wrong = manager.act(reverse("request-new"), **asked(fund, start_on=day, purpose="")).context["form"].errors
    assert wrong.keys() == {"start_on", "purpose"}
    assert said in wrong["start_on"][0]


def test_a_form_sent_twice_writes_one_draft(visitor, fund, borrower):
    manager, form = visitor(make.manager_of(borrower)), asked(fund)
    first = manager.act(reverse("request-new"), key="the-same", **form)
    second = manager.act(reverse("request-new"), key="the-same", **form)
    assert first.url == second.url
    assert LoanRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [("amount", "-5"), ("amount", "1,365"), ("instalments", "0"), ("start_on", "2026-02-30"), ("purpose", "")],
)
def test_a_wrong_answer_is_said_beside_its_field_and_nothing_is_written(visitor, fund, borrower, field, typed):
    answer = visitor(make.manager_of(borrower)).act(reverse("request-new"), **asked(fund, **{field: typed}))
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert LoanRequest.objects.count() == 0


def test_over_a_ceiling_the_page_says_which_and_what_would_be_possible(visitor):
    fund = make.make_fund(max_per_borrower=make.eur(12_000))
    make.make_member(fund, placed=make.eur(100_000))
    borrower = make.make_member(fund)
    draft = make.make_draft(borrower, amount=make.eur(15_000))
    manager = visitor(make.manager_of(borrower))
    page = manager.text(reverse("request", args=[draft.pk]))
    assert "non respecté" in page
    assert "12 000,00 €" in page
    manager.act(reverse("request-submit", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert 'role="alert"' in manager.text(reverse("request", args=[draft.pk]))


def test_figures_of_the_simulator_come_along(visitor, borrower):
    page = visitor(make.manager_of(borrower)).text(reverse("request-new"), amount="8 000,00", months="4")
    assert 'value="8 000,00"' in page
    assert 'value="4"' in page


def test_somebody_elses_request_is_not_there(visitor, fund, borrower):
    request = make.make_submitted_request(borrower)
    stranger = visitor(make.manager_of(make.make_member(fund)))
    for name in ("request", "request-amend", "request-withdraw"):
        assert stranger.get(reverse(name, args=[request.pk])).status_code == 404
    assert stranger.act(reverse("request-submit", args=[request.pk])).status_code == 404


def test_the_fund_does_not_see_a_draft(visitor, fund, borrower):
    draft = make.make_draft(borrower)
    assert visitor(make.treasurer_of(fund)).get(reverse("request", args=[draft.pk])).status_code == 404


def test_a_refused_borrower_reads_why(visitor, borrower):
    request = make.decide(make.make_consultation(borrower), against=3)
    page = visitor(make.manager_of(borrower)).text(reverse("request", args=[request.pk]))
    assert "Pourquoi elle est refusée" in page
    assert "Pour : 2 ; contre : 3" in page


def test_before_the_close_the_borrowers_page_says_nothing_of_the_ballots(visitor, borrower):
    consultation = make.make_consultation(borrower)
    manager = visitor(make.manager_of(borrower))
    address = reverse("request", args=[consultation.request_version.request_id])
    before = manager.text(address)
    make.vote(consultation, against=5)
    assert manager.text(address) == before


def test_a_treasurer_opens_the_vote_until_an_hour_of_the_funds_zone(visitor, fund, borrower):
    make.make_committee(fund)
    request = make.make_submitted_request(borrower)
    treasurer = visitor(make.treasurer_of(fund))
    page = treasurer.get(reverse("request-open-vote", args=[request.pk]))
    closes_at = page.context["form"]["closes_at"].value().strftime("%Y-%m-%dT%H:%M")
    answer = treasurer.act(reverse("request-open-vote", args=[request.pk]), closes_at=closes_at)
    assert answer.status_code == 302
    request.refresh_from_db()
    assert request.state == "in_vote"
    assert "18:00, heure de Paris" in treasurer.text(answer.url)


def test_an_approved_request_becomes_a_loan_once_however_often_it_is_sent(visitor, fund, borrower):
    request = make.make_approved_request(borrower)
    treasurer, address = visitor(make.treasurer_of(fund)), reverse("request-agree", args=[request.pk])
    assert "Accorder 10 000,00 €" in treasurer.text(address)
    first, second = (treasurer.act(address, key="agree-once", on="2026-06-01") for _ in range(2))
    assert first.url == second.url
    assert fund.loans.count() == 1


def test_those_who_serve_the_fund_see_who_would_lend_and_what_holds_each(visitor, fund, borrower):
    limited = make.make_member(fund, name="Fonderie")
    make.make_placement(limited, make.eur(50_000), ceiling_per_borrower=make.eur(1_000))
    make.make_committee(fund, 3)
    request = make.make_submitted_request(borrower)
    address = reverse("request", args=[request.pk])
    page = visitor(make.treasurer_of(fund)).text(address)
    assert "Qui prêterait, au prorata du disponible de chacun" in page
    assert "Son propre plafond par emprunteur laisse 1 000,00 €." in page
    assert "Fonderie" not in visitor(make.manager_of(borrower)).text(address)


def test_a_treasurer_spreads_a_loan_another_way_with_a_reason(visitor, fund, borrower):
    make.make_member(fund, placed=make.eur(90_000))
    make.make_committee(fund, 3)
    request = make.make_submitted_request(borrower)
    treasurer, address = visitor(make.treasurer_of(fund)), reverse("request-open-vote", args=[request.pk])
    page = treasurer.get(address)
    closes_at = page.context["form"]["closes_at"].value().strftime("%Y-%m-%dT%H:%M")
    other = {"closes_at": closes_at, "funding_method": "fewest_legs"}
    assert "dites en quelques mots pourquoi" in plain_after(treasurer, address, other)
    opened = treasurer.act(address, **other, funding_reason="Un seul contrat à suivre")
    shown = visitor(make.committee_of(fund)[0]).text(opened.url)
    assert "Qui prêterait, avec le moins de prêteurs possible" in shown
    assert "Un seul contrat à suivre" in shown


def plain_after(treasurer, address, fields):
    """The page that answers a refused act."""
    return treasurer.text(treasurer.act(address, **fields).url)
