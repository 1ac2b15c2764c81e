"""Accounts and the book on pages: the same filters on screen and in the files."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lending.statements.account_statement import account_statement
from tests import factories as make
from web.presenters.statements import place_of, sections

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


@pytest.fixture
def three_placements(fund, member):
    """Three lines on the available account of one member, in one year: 40 000, 1 000 and 1 000."""
    for _ in range(2):
        make.make_placement(member, make.eur(1_000))
    return member


def pages_of(member, **asked):
    statement = account_statement(
        membership=member, start=date(2026, 1, 1), end=date(2026, 12, 31), roles=("available",)
    )
    (section,) = sections(statement, role="available", limit=2, **asked)
    return section


def test_a_long_account_is_read_page_by_page_with_its_balance(three_placements):
    first = pages_of(three_placements)
    rest = pages_of(three_placements, after=place_of(first.next))
    assert [line.balance for line in (*first.lines, *rest.lines)] == [
        make.eur(40_000), make.eur(41_000), make.eur(42_000),
    ]  # fmt: skip
    assert (first.carried, rest.carried) == (make.eur(0), make.eur(41_000))
    assert (first.is_first, rest.is_first, rest.next) == (True, False, "")
    assert {(page.credit, page.section.closing) for page in (first, rest)} == {(make.eur(42_000), make.eur(42_000))}


def test_the_next_lines_carry_the_balance_forward(visitor, three_placements):
    manager = visitor(make.manager_of(three_placements))
    asked = {"start": "2026-01-01", "end": "2026-12-31", "account": "available"}
    page = manager.text(reverse("accounts"), **asked, after=pages_of(three_placements).next)
    assert "Report" in page
    assert "41 000,00" in page
    assert "42 000,00" in page
    assert "En un coup d’œil" not in page
    assert "Depuis le début" in page


@pytest.mark.parametrize("after", ["nowhere", "2026-01-01_x_1", "2026-13-01_01a20b19-5309-7d6a-96de-9a68a4afa45f_1"])
def test_a_place_that_names_no_line_is_nowhere(visitor, member, after):
    answer = visitor(make.manager_of(member)).get(
        reverse("accounts"), {"start": "2026-01-01", "end": "2026-12-31", "account": "available", "after": after}
    )
    assert answer.status_code == 404


def test_a_statement_asks_as_many_questions_for_many_lines_as_for_one(visitor, member):
    def asked() -> int:
        manager.get(reverse("accounts"))
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(reverse("accounts")).status_code == 200
        return len(queries)

    manager = visitor(make.manager_of(member))
    with_one = asked()
    for _ in range(3):
        make.make_placement(member, make.eur(1_000))
    assert asked() == with_one
