"""What is late, on pages: at the end of any day, by age."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept):
    """10 000 € since 15 January, nothing paid."""
    return kept(starts.active_loan, "Atelier en retard")


def test_the_page_shows_what_is_late_by_age_at_the_end_of_a_day(visitor, loan):
    treasurer, address = visitor(make.treasurer_of(loan.fund)), reverse("fund-arrears")
    page = treasurer.text(address, on="2026-03-20")
    for told in ("20 mars 2026", "Atelier en retard", "6 700,02", "3 350,01", "100,00 %", "33"):
        assert told in page
    assert "Rien n’est en retard" in treasurer.text(address, on="2026-02-15")
    assert "Donnez un jour" in treasurer.text(address, on="2026-02-31")


def test_only_those_who_serve_the_fund_see_it(visitor, loan):
    assert visitor(make.manager_of(loan.membership)).get(reverse("fund-arrears")).status_code == 404


def test_the_loans_list_is_cut_down_to_an_age(visitor, loan):
    treasurer, address = visitor(make.treasurer_of(loan.fund)), reverse("fund-loans")
    assert "Atelier en retard" in treasurer.text(address, age="over_90")
    assert "Aucun prêt de cette ancienneté" in treasurer.text(address, age="1-30")
    assert "Atelier en retard" in treasurer.text(address, age="nothing-known")


def test_the_loan_says_by_how_many_days_it_is_late(visitor, loan):
    page = visitor(make.treasurer_of(loan.fund)).text(reverse("loan", args=[loan.pk]))
    assert "jours de retard : 10 050,04 €" in page
