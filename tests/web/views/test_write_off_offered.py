"""The write-off on the page of a loan in default: offered once it is possible, and until then said why not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from lending.services.call_mutual_guarantee import call_mutual_guarantee
from tests import factories as make
from tests import starts
from tests.lending.services.default_stories import call_in
from tests.lending.services.loan_stories import at_noon
from tests.lending.services.sponsor_stories import call_sponsor, guarantee_of, make_sponsored_loan, prepare_call

pytestmark = pytest.mark.django_db
OFFER, NOT_YET = "Préparer le passage en perte", "Il ne peut pas encore être passé en perte."
DAY = date(2026, 3, 20)


def page_of(visitor, loan) -> str:
    return visitor(make.treasurer_of(loan.fund)).text(reverse("loan", args=[loan.pk]))


def test_nothing_stands_in_its_way(visitor, kept):
    loan = kept(starts.active_loan)
    call_in(loan)
    page = page_of(visitor, loan)
    assert OFFER in page
    assert NOT_YET not in page
    # Nobody but a treasurer is offered it, or told why not.
    assert OFFER not in visitor(make.manager_of(loan.membership)).text(reverse("loan", args=[loan.pk]))


def test_the_guarantee_fund_pays_first(visitor):
    fund = make.make_fund(guarantee_rate=Decimal("0.02"))
    loan = make.make_active_loan(make.make_member(fund), disbursed_on=date(2026, 1, 15))
    call_in(loan)
    page = page_of(visitor, loan)
    assert f"{NOT_YET} La caisse de garantie couvre" in page or f"{NOT_YET} Le fonds de garantie couvre" in page
    assert OFFER not in page
    call_mutual_guarantee(loan=loan, called_on=DAY, acting_person=make.treasurer_of(fund), now=at_noon(DAY))
    page = page_of(visitor, loan)
    assert OFFER in page
    assert NOT_YET not in page


def test_the_sponsors_are_called_and_have_their_time(visitor, kept):
    loan, (sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000))
    call_in(loan)
    page = page_of(visitor, loan)
    assert "Parrain A" in page.split(NOT_YET)[1]
    assert OFFER not in page
    today = timezone.localdate()
    call_sponsor(guarantee_of(loan, sponsor), today, pay_by=today + timedelta(days=10))
    page = page_of(visitor, loan)
    assert "pour payer" in page.split(NOT_YET)[1]
    assert OFFER not in page


def test_its_day_let_go_by_it_is_offered(visitor, kept):
    loan, (sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000))
    call_in(loan)
    call_sponsor(guarantee_of(loan, sponsor), DAY)
    assert OFFER in page_of(visitor, loan)


def test_while_another_act_is_prepared_neither_is_said(visitor, kept):
    loan, (sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000))
    call_in(loan)
    prepare_call(guarantee_of(loan, sponsor), DAY)
    page = page_of(visitor, loan)
    assert OFFER not in page
    assert NOT_YET not in page
