"""Accounts and the book on pages: the same filters on screen and in the files."""

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return make.make_fund()


@pytest.fixture
def member(fund):
    return make.make_member(fund, name="Atelier qui place", placed=make.eur(40_000))


def test_a_statement_has_opening_movements_running_balance_and_closing(visitor, member):
    page = visitor(make.manager_of(member)).text(reverse("accounts"), start="2026-01-01", end="2026-01-31")
    assert "du 1er janvier 2026 au 31 janvier 2026 inclus" in page
    assert "40 000,00" in page
    assert "start=2026-01-01&amp;end=2026-01-31" in page


def test_a_period_that_ends_before_it_starts_is_said_beside_its_end(visitor, member):
    page = visitor(make.manager_of(member)).text(reverse("accounts"), start="2026-02-01", end="2026-01-01")
    assert 'id="id_end_error"' in page


@pytest.mark.parametrize(("extension", "start"), [("pdf", b"%PDF"), ("csv", "\ufeff".encode()), ("json", b"{")])
def test_the_statement_is_given_as_files(visitor, member, extension, start):
    address = reverse("statement-file", args=[member.pk, extension])
    answer = visitor(make.manager_of(member)).get(address, {"start": "2026-01-01", "end": "2026-01-31"})
    content = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert content.startswith(start)


def test_the_funds_people_read_every_account_and_the_book_balances(visitor, fund, member):
    treasurer = visitor(make.treasurer_of(fund))
    page = treasurer.text(reverse("fund-accounts"))
    assert f"4551-{member.tail}" in page
    assert page.count("40 000,00") >= 4
    assert "Atelier qui place" in treasurer.text(reverse("member-account", args=[member.pk]))


def test_what_is_reserved_stands_beside_what_an_account_holds(visitor, fund, member):
    make.make_agreed_loan(make.make_member(fund), amount=make.eur("6000.00"))
    page = " ".join(visitor(make.treasurer_of(fund)).text(reverse("fund-accounts")).split())
    assert page.count("dont 6 000,00 € réservés") == 1
    statement = visitor(make.manager_of(member)).text(reverse("accounts"))
    assert "dont réservé pour un prêt convenu" in statement
    assert "40 000,00" in statement


def test_entries_are_listed_and_opened(visitor, fund, member):
    treasurer = visitor(make.treasurer_of(fund))
    page = treasurer.get(reverse("fund-entries"))
    entry = page.context["entries"][0].entry
    shown = treasurer.text(reverse("entry", args=[entry.id]))
    assert f"4551-{member.tail}" in shown
    assert "40 000,00" in shown


def test_a_wrong_place_in_the_book_is_not_there(visitor, fund, member):
    treasurer = visitor(make.treasurer_of(fund))
    assert treasurer.get(reverse("fund-entries"), {"after": "somewhere"}).status_code == 404
    assert treasurer.get(reverse("entry", args=[member.pk])).status_code == 404


def test_somebody_elses_account_is_not_there(visitor, fund, member):
    stranger = visitor(make.manager_of(make.make_member(fund)))
    committee = visitor(make.make_committee(fund)[0])
    for person in (stranger, committee):
        assert person.get(reverse("statement-file", args=[member.pk, "pdf"])).status_code == 404
        assert person.get(reverse("member-account", args=[member.pk])).status_code == 404
        assert person.get(reverse("fund-entries")).status_code == 404


def test_a_statement_too_long_for_a_pdf_sends_back_to_its_page_with_the_way_out(visitor, member, monkeypatch):
    monkeypatch.setattr("lending.statements.account_statement_pdf.LINES_MAX", 0)
    manager = visitor(make.manager_of(member))
    address = reverse("statement-file", args=[member.pk, "pdf"])
    page = manager.text(address, start="2026-01-01", end="2026-01-31")
    assert "prenez le CSV" in page
    assert "du 1er janvier 2026 au 31 janvier 2026 inclus" in page
