"""The first page under each hat, and how one changes hats, theme and language."""

import pytest
from django.urls import reverse

from lending.models import Office
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_what_this_is_and_may_simulate_or_sign_in(visitor):
    page = visitor().text("/")
    assert "Des coopératives se prêtent leur trésorerie" in page
    assert f'href="{reverse("simulate")}"' in page
    assert f'href="{reverse("account_login")}"' in page


def test_somebody_without_a_role_is_told_whom_to_ask(visitor):
    assert "Pas encore de rôle" in visitor(make.make_person()).text("/")


def test_a_cooperative_sees_what_it_owes_and_what_it_has_placed(visitor):
    fund = make.make_fund()
    member = make.make_member(fund, name="Atelier 3", placed=make.eur(40_000))
    make.make_draft(member)
    page = visitor(make.manager_of(member)).text("/")
    assert "Atelier 3" in page
    assert "40 000,00 €" in page
    assert "brouillon" in page


def test_a_cooperative_sees_a_loan_late_at_home_and_in_its_list_before_the_worker_has_marked_it(visitor, kept):
    loan = kept(starts.active_loan)
    assert loan.state == "active"
    manager = visitor(make.manager_of(loan.membership))
    for page in (manager.text("/"), manager.text(reverse("loans"))):
        assert "en retard" in page
        assert "en cours" not in page


def test_the_committee_and_the_fund_start_at_their_own_first_page(visitor):
    fund = make.make_fund()
    seat = make.make_committee(fund)[0]
    assert visitor(seat).get("/").url == reverse("committee")
    assert visitor(make.treasurer_of(fund)).get("/").url == reverse("fund")


def test_a_person_with_two_hats_changes_them_and_keeps_the_choice(visitor):
    fund = make.make_fund()
    member = make.make_member(fund, name="Atelier 3")
    manager = make.manager_of(member)
    make.make_office(fund, Office.Kind.TREASURER, person=manager)
    browser = visitor(manager)
    assert "Atelier 3" in browser.text("/")
    browser.post(reverse("hat"), {"hat": f"fund:{fund.pk}"})
    assert browser.get("/").url == reverse("fund")
    browser.post(reverse("hat"), {"hat": "fund:somebody-else"})
    assert browser.get("/").url == reverse("fund")


def test_a_page_of_another_hat_puts_that_hat_on_for_its_own_time(visitor):
    fund = make.make_fund()
    member = make.make_member(fund)
    make.make_office(fund, Office.Kind.TREASURER, person=make.manager_of(member))
    browser = visitor(make.manager_of(member))
    assert f'href="{reverse("fund-entries")}"' in browser.text(reverse("fund"))
    assert f'href="{reverse("requests")}"' in browser.text("/")


def test_the_theme_is_kept_in_a_cookie_and_forgotten_on_auto(visitor):
    browser = visitor()
    assert "data-bs-theme" not in browser.text("/")
    assert browser.post(reverse("theme"), {"theme": "dark", "next": "/simuler/"}).url == "/simuler/"
    assert 'data-bs-theme="dark"' in browser.text("/")
    browser.post(reverse("theme"), {"theme": "auto"})
    assert "data-bs-theme" not in browser.text("/")


def test_the_way_back_never_leads_elsewhere(visitor):
    assert visitor().post(reverse("theme"), {"theme": "dark", "next": "https://example.org/"}).url == "/"


def test_a_person_reads_their_own_language_until_they_choose_another(client):
    person = make.make_person(language="en")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert 'lang="en"' in client.get("/").content.decode()
    client.post(reverse("set_language"), {"language": "fr", "next": "/"})
    assert 'lang="fr"' in client.get("/").content.decode()
    person.refresh_from_db()
    assert person.language == "fr"
