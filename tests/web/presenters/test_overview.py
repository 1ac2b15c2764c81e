"""Loans that are late, one line each, said late before the worker has marked them."""

from datetime import date

import pytest
from django.urls import reverse

from lending.models import Loan
from lending.selectors.overview import fund_overview
from tests import factories as make
from web.presenters.overview import late_loans

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan():
    return make.make_active_loan(make.make_member(make.make_fund(), name="Atelier du lot 2"))


def test_a_loan_is_one_line_with_all_that_is_late_of_it(loan):
    found = late_loans(fund_overview(loan.fund, on=date(2026, 3, 20)).overdue)
    assert [(one.loan, one.dues, one.since, one.unpaid) for one in found] == [
        (loan, 2, date(2026, 2, 15), make.eur("6700.02"))
    ]
    assert late_loans(fund_overview(loan.fund, on=date(2026, 2, 15)).overdue) == []


def test_a_late_loan_is_said_late_before_the_worker_has_marked_it(visitor, loan):
    assert loan.state == Loan.State.ACTIVE
    treasurer = visitor(make.treasurer_of(loan.fund))
    page = treasurer.text(reverse("loan", args=[loan.pk]))
    assert "Remboursements en retard" in page
    assert "Accorder une remise" in page
    assert "3 échéances depuis le 15 février 2026" in treasurer.text(reverse("fund"))
