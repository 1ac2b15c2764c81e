"""The fund's cash to come on its page, and as files."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(kept):
    return kept(make_lending_fund, timezone.localdate())


def make_lending_fund(today):
    fund = make.make_fund()
    member = make.make_member(fund, name="Atelier qui place", placed=make.eur(10_000))
    borrower = make.make_member(fund)
    make.make_active_loan(borrower, amount=make.eur(8_000), start_on=today, instalments=1)
    return member.fund


def test_the_page_says_the_low_point_the_months_the_ratios_and_the_yields(visitor, fund):
    page = visitor(make.treasurer_of(fund)).text(reverse("treasury"))
    for words in (
        "Trésorerie à venir", "Point bas", "2 000,00 €", "8 000,00", "10 020,00", "Indice de Herfindahl", "100,00 %",
        "Rendement de chaque membre", "Atelier qui place",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<circle") == 13


def test_more_late_payers_are_seen_at_once_and_wrong_ones_are_said(visitor, fund):
    treasurer = visitor(make.treasurer_of(fund))
    page = treasurer.text(reverse("treasury"), months="3", late_rate="25", late_days="45")
    assert "6 000,00" in page
    page = treasurer.text(reverse("treasury"), months="99", late_rate="250", late_days="45")
    assert "Point bas" not in page
    assert page.count("errorlist") == 2


def test_a_fund_without_anything_has_a_page(visitor):
    assert "0,00 €" in visitor(make.treasurer_of(make.make_fund())).text(reverse("treasury"))


@pytest.mark.parametrize(
    ("profile", "first", "row"),
    [
        ("excel-fr", "\ufeffDu;Au;Trésorerie au début;Capital reçu;", ";2000,00;0,00;0,00;0,00;0,00;2000,00;EUR\r\n"),
        ("machine", "start,end,opening,principal,", ",2000.00,0.00,0.00,0.00,0.00,2000.00,EUR\n"),
    ],
)
def test_the_months_are_given_as_files_for_people_and_for_programs(visitor, fund, profile, first, row):
    answer = visitor(make.treasurer_of(fund)).get(reverse("treasury-file"), {"profile": profile})
    lines = [line.decode() for line in answer]
    assert (answer["Content-Type"], len(lines)) == ("text/csv; charset=utf-8", 13)
    assert lines[0].startswith(first)
    assert lines[1].endswith(row)


def test_it_is_not_there_for_a_member_or_the_committee(visitor, fund):
    for person in (make.manager_of(make.make_member(fund)), make.committee_of(fund)[0]):
        for name in ("treasury", "treasury-file"):
            assert visitor(person).get(reverse(name)).status_code == 404
