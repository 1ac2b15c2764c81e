"""Planning other rates on a page: who may, what is shown, and what the committee reads."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lending.selectors.clock import database_now
from lending.services.open_consultation import open_consultation
from tests import factories as make
from tests.lending.services.test_plan_rates import handed_in, lending_fund, paid_out, planned

pytestmark = pytest.mark.django_db


def test_rates_are_planned_on_a_page_and_read_in_the_file(visitor):
    fund = make.make_fund()
    make.committee_of(fund)
    make.make_member(fund, placed=make.eur(100_000))
    request = make.make_submitted_request(make.make_member(fund))
    address = reverse("request-rates", args=[request.pk])
    treasurer = visitor(make.treasurer_of(fund))
    assert address in treasurer.get(reverse("request", args=[request.pk])).content.decode()
    wrong = treasurer.act(address, on_1="2026-03-15", rate_1="", on_2="", rate_2="", on_3="", rate_3="")
    assert "rate_1" in wrong.context["form"].errors
    answer = treasurer.act(address, on_1="2026-03-15", rate_1="6", on_2="", rate_2="", on_3="", rate_3="")
    assert "3,00 %, puis 6,00 % à partir du 15 mars 2026" in treasurer.text(answer.url)
    assert 'value="2026-03-15"' in treasurer.get(address).content.decode()
    vote = open_consultation(
        request=request, closes_at=database_now() + timedelta(days=3), acting_person=make.treasurer_of(fund),
        now=database_now(),
    )  # fmt: skip
    seat = vote.seats.filter(recusal__isnull=True).first()
    page = visitor(seat.person).text(reverse("consultation", args=[vote.pk]))
    assert "puis 6,00 % à partir du 15 mars 2026" in page


def test_the_page_of_the_loan_says_every_rate_with_its_day(visitor):
    loan = paid_out(planned(handed_in(lending_fund())))
    said = "3,00 %, puis 6,00 % à partir du 15 mars 2026"
    assert said in visitor(make.manager_of(loan.membership)).text(reverse("loan", args=[loan.pk]))
