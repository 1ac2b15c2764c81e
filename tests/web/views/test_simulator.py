"""The simulator's page, for anyone."""

import re

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db

ASKED = {
    "amount": "10 000,00",
    "months": "3",
    "start_on": "2026-01-15",
    "repayment": "interest_only",
    "annual_rate": "4",
    "fee": "50",
}


def test_the_page_shows_an_example_before_anything_is_asked(visitor):
    page = visitor().text("/simuler/")
    assert "Simuler un prêt" in page
    assert "15 131,52" in page


def test_a_published_example_gives_its_published_rates(visitor):
    page = visitor().text("/simuler/", **ASKED)
    assert "6,02 %" in page
    assert "6,19 %" in page
    assert "149,99 €" in page
    assert "15/04/2026" in page


def test_a_wrong_field_is_said_beside_the_field_and_nothing_is_calculated(visitor):
    page = visitor().text("/simuler/", **{**ASKED, "amount": "1,365"})
    assert 'id="id_amount_error"' in page
    assert 'aria-invalid="true"' in page
    assert "Pas encore de résultat" in page


def test_in_place_only_the_form_and_its_result_come_back(visitor):
    answer = visitor().get("/simuler/", ASKED, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert 'id="simulator"' in answer.content.decode()


def test_english_is_spoken_too(visitor):
    page = visitor(language="en").text("/simuler/", **ASKED)
    assert "Cost of the loan" in page
    assert "6.02%" in page


def test_it_changes_nothing_so_nothing_can_be_posted(visitor):
    assert visitor().post("/simuler/", ASKED).status_code == 405


def test_the_period_that_the_proportional_rate_comes_from_stands_beside_it(visitor):
    page = visitor().text("/simuler/", **ASKED)
    assert "pour 1 mois" in page


def test_what_a_manager_simulated_goes_along_to_the_request(visitor):
    fund = make.make_fund()
    make.make_product(fund, "constant")
    bullet = make.make_product(fund, "en-une-fois", repayment="bullet", name="Avance")
    manager = visitor(make.manager_of(make.make_member(fund)))
    typed = {"amount": "7 500,50", "months": "5", "start_on": "2026-03-02", "repayment": "bullet", "annual_rate": "3",
             "rhythm": "1", "day_count": "equal_periods", "fee": ""}  # fmt: skip
    page = manager.text(reverse("simulate"), **typed)
    assert "Demander ce prêt" in page
    link = re.search(r'href="([^"]*nouvelle[^"]*)"', page)[1].replace("&amp;", "&")
    form = manager.text(link)
    for told in ('value="7500,50"', 'value="5"', 'value="2026-03-02"', f'value="{bullet.pk}" selected'):
        assert told in form
    assert "Demander ce prêt" not in visitor().text(reverse("simulate"), **typed)
