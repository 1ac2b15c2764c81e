"""What a borrower would pay to end its loan early, on a page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lending.selectors.payoff import payoff
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept):
    return kept(make_lent_loan, timezone.localdate())


def make_lent_loan(today):
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(100_000))
    make.make_committee(fund)
    return make.make_active_loan(make.make_member(fund), disbursed_on=today)


def test_a_borrower_sees_what_a_day_would_cost_and_spare(visitor, loan):
    manager = visitor(make.manager_of(loan.membership))
    today = timezone.localdate()
    page = manager.text(reverse("loan-payoff", args=[loan.pk]), on=today.isoformat())
    assert payoff(loan, on=today).total == loan.amount
    assert "Économie" in page
    later = today + timedelta(days=10)
    answer = manager.get(reverse("loan-payoff", args=[loan.pk]), {"on": later.isoformat()})
    assert answer.context["quote"].interest.amount > 0
    assert answer.context["spared"] + answer.context["quote"].interest == sum(
        (row.interest for row in loan.schedules.get().instalments.all()), make.eur(0)
    )
    assert manager.text(reverse("loan", args=[loan.pk])).count(reverse("loan-payoff", args=[loan.pk])) == 1


@pytest.mark.parametrize("on", ["", "x", "1999-01-01", "2999-01-01"])
def test_a_day_that_is_none_is_said(visitor, loan, on):
    answer = visitor(make.manager_of(loan.membership)).get(reverse("loan-payoff", args=[loan.pk]), {"on": on})
    assert answer.status_code == 200
    assert answer.context["quote"] is None
    assert b'id="id_on_error"' in answer.content


def test_nobody_else_finds_it(visitor, loan):
    other = make.make_member(loan.fund)
    for person in (make.manager_of(other), make.treasurer_of(loan.fund)):
        assert visitor(person).get(reverse("loan-payoff", args=[loan.pk])).status_code == 404


def test_a_loan_that_is_not_paid_out_has_none(visitor):
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(100_000))
    make.make_committee(fund)
    loan = make.make_agreed_loan(make.make_member(fund))
    manager = visitor(make.manager_of(loan.membership))
    assert manager.get(reverse("loan-payoff", args=[loan.pk])).status_code == 404
    assert reverse("loan-payoff", args=[loan.pk]) not in manager.text(reverse("loan", args=[loan.pk]))
