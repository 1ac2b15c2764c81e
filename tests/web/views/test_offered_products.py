"""A treasurer sets how the loans of the fund fall due, offers one more, and offers one no more."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from lending.models import Fund, LoanProduct, Office
from members.models import Person
from tests.factories import (
    eur,
    make_active_loan,
    make_fund,
    make_member,
    make_office,
    make_product,
    manager_of,
    treasurer_of,
)
from web.forms.product_simulator import taken_along

pytestmark = pytest.mark.django_db
SCHEDULE = {
    "every_count": "3", "every_unit": "months", "day_count": "30E/360", "business_day": "modified_following",
    "calendar": "FR", "mode": "half_even", "interest": "cumulative", "instalment": "10,00",
}  # fmt: skip
NEW = {
    "name": "Prêt à la semaine", "name_en": "Weekly loan", "repayment": "equal_principal", "annual_rate": "4",
    "min_amount": "500", "max_amount": "5 000", "max_instalments": "26",
}  # fmt: skip


@pytest.fixture
def fund() -> Fund:
    fund = make_fund()
    make_product(fund, "constant")
    return fund


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(client: Client, page: str, *ids: object, **typed: object) -> str:
    answer = client.post(reverse(page, args=list(ids)), {"key": f"k-{page}", **typed}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_a_schedule_is_changed_and_told_in_words(fund: Fund) -> None:
    client, product = client_of(treasurer_of(fund)), fund.products.get()
    form = client.get(reverse("settings-schedule", args=[product.pk])).content.decode()
    for told in (
        "Échéancier",
        "mois de 30 jours, règle européenne des obligations (30E/360)",
        "semaines",
        "part d’année",
    ):
        assert told in form.replace("\xa0", " ")
    page = sent(
        client, "settings-schedule", product.pk, name="Prêt trimestriel", name_en="", max_instalments="8", **SCHEDULE
    )
    after = LoanProduct.objects.get(fund=fund, is_offered=True)
    assert (after.version, after.name, after.every_count, after.day_count, after.business_day, after.calendar) == (
        2, "Prêt trimestriel", 3, "30E/360", "modified_following", "FR",
    )  # fmt: skip
    assert after.max_instalments == 8
    assert after.rounding == {"mode": "half_even", "interest": "cumulative", "instalment": "10.00"}
    for told in ("tous les trimestres", "règle européenne des obligations", "jours fériés français", "pair"):
        assert told in page
    again = client.get(reverse("settings-schedule", args=[after.pk])).content.decode()
    assert 'value="10,00"' in again


def test_what_no_loan_can_follow_is_said_beside_its_field(fund: Fund) -> None:
    client, product = client_of(treasurer_of(fund)), fund.products.get()
    daily = {**SCHEDULE, "every_count": "1", "every_unit": "days", "name": "x", "max_instalments": "24"}
    page = sent(client, "settings-schedule", product.pk, **daily)
    assert "choisissez des périodes plus longues" in page
    page = sent(client, "settings-schedule", product.pk, **{**daily, "day_count": "ACT/366", "every_unit": "moons"})
    assert page.count('class="errorlist"') >= 2
    assert LoanProduct.objects.get(fund=fund).version == 1


def test_one_more_loan_is_offered_and_withdrawn(fund: Fund) -> None:
    client = client_of(treasurer_of(fund))
    weekly = {**SCHEDULE, "every_count": "1", "every_unit": "weeks", "instalment": ""}
    page = sent(client, "settings-new-product", **{**NEW, "max_amount": "400"}, **weekly)
    assert fund.products.count() == 1  # the largest amount is below the smallest
    page = sent(client, "settings-new-product", **NEW, **weekly)
    made = fund.products.get(code="pret-a-la-semaine")
    assert (made.every_unit, made.annual_rate, made.max_amount, made.max_instalments, made.repayment) == (
        "weeks", Decimal("0.04"), eur(5000), 26, "equal_principal",
    )  # fmt: skip
    assert "toutes les semaines" in page
    confirm = client.get(reverse("settings-withdraw-product", args=[made.pk])).content.decode()
    assert "Prêt à la semaine" in confirm
    sent(client, "settings-withdraw-product", made.pk)
    assert not fund.products.get(code="pret-a-la-semaine").is_offered


@pytest.mark.parametrize("kind", [Office.Kind.AUDITOR, Office.Kind.ADMINISTRATOR])
def test_who_is_no_treasurer_reads_all_the_same(fund: Fund, kind: str) -> None:
    client, product = client_of(make_office(fund, kind)), fund.products.get()
    assert reverse("settings-new-product") not in client.get(reverse("settings")).content.decode()
    for address in (
        reverse("settings-schedule", args=[product.pk]), reverse("settings-new-product"),
        reverse("settings-withdraw-product", args=[product.pk]),
    ):  # fmt: skip
        assert client.get(address).status_code == 404
        assert client.post(address, {"key": "k", **NEW, **SCHEDULE}).status_code == 404
    assert LoanProduct.objects.get(fund=fund).is_offered


def test_a_request_counts_in_the_periods_of_the_loan_chosen(fund: Fund) -> None:
    quarterly = make_product(fund, name="Prêt <b>trimestriel</b>", every_count=3, max_instalments=8)
    weekly = make_product(fund, name="Avance", repayment="bullet", every_unit="weeks", max_instalments=12)
    client = client_of(manager_of(make_member(fund)))
    page = client.get(reverse("request-new"), {"product": quarterly.pk}).content.decode().replace("\xa0", " ")
    assert "une échéance tous les trimestres, 8 au plus" in page
    assert "<b>trimestriel" not in page
    chosen = client.get(reverse("request-periods"), {"product": weekly.pk}).content.decode().replace("\xa0", " ")
    assert chosen.strip() == "Avance : remboursé en une fois, au bout d’autant de périodes de 1 semaine, 12 au plus."
    elsewhere = make_product(make_fund())
    for wrong in (elsewhere.pk, "x", ""):
        assert client.get(reverse("request-periods"), {"product": wrong}).status_code == 404


def test_the_simulator_follows_a_loan_on_offer_and_hands_it_to_the_request(fund: Fund) -> None:
    weekly = make_product(
        fund, name="Prêt à la semaine", every_unit="weeks", day_count="ACT/360", annual_rate=Decimal("0.036"),
        max_instalments=20,
    )  # fmt: skip
    client = client_of(manager_of(make_member(fund)))
    asked = {"product": weekly.pk, "amount": "10 000", "instalments": "4", "start_on": "2026-01-05"}
    page = client.get(reverse("simulate"), asked).content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert "une échéance toutes les semaines, 20 au plus" in page
    assert "02/02/2026" in page  # four weeks later
    assert "7,00" in page  # 10 000 × 3.6 % × 7/360
    assert f"instalments=4&amp;product={weekly.pk}" in page
    too_many = client.get(reverse("simulate"), {**asked, "instalments": "21"}).content.decode()
    assert "20 au plus." in too_many
    assert 'id="id_instalments_error"' in too_many
    free = client.get(reverse("simulate"), {**asked, "product": ""}).content.decode()
    assert 'name="months"' in free
    stranger = Client().get(reverse("simulate"), asked).content.decode()
    assert 'name="months"' in stranger
    assert "Prêt à la semaine" not in stranger


@pytest.mark.parametrize(
    ("every", "months", "instalments"),
    [
        ({"every_count": 3}, "12", 4),
        ({"every_unit": "years"}, "24", 2),
        ({"every_count": 3}, "10", None),       # no whole number of quarters: another loan is chosen
        ({"every_unit": "weeks"}, "12", None),
        ({}, "x", None),
    ],
)  # fmt: skip
def test_months_simulated_become_periods_of_the_loan(
    fund: Fund, every: dict[str, object], months: str, instalments: int | None
) -> None:
    product = make_product(fund, repayment="equal_principal", **every)
    taken = taken_along({"repayment": "equal_principal", "months": months}, fund)
    assert taken["product"] == (product.pk if instalments else None)
    assert taken["instalments"] == (instalments or months)


def test_a_request_and_a_loan_tell_their_schedule_in_words(fund: Fund) -> None:
    product = make_product(fund, every_count=3, day_count="ACT/365F", business_day="following", calendar="FR")
    make_member(fund, placed=eur(50_000))
    borrower = make_member(fund)
    loan = make_active_loan(borrower, product=product)
    client = client_of(manager_of(borrower))
    for address in (
        reverse("request", args=[loan.request_version.request_id]), reverse("loan", args=[loan.pk]),
    ):  # fmt: skip
        page = client.get(address).content.decode()
        assert "jours écoulés sur 365 (ACT/365F)" in page
        assert "le jour ouvré suivant (jours fériés français)" in page
    assert "3, tous les trimestres" in client.get(
        reverse("request", args=[loan.request_version.request_id])
    ).content.decode()  # fmt: skip
