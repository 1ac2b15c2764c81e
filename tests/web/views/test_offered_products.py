"""A treasurer sets how the loans of the fund fall due, offers one more, and offers one no more."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from lending.models import Fund, LoanProduct, Office
from members.models import Person
from tests.factories import eur, make_fund, make_office, make_product, treasurer_of

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
    page = sent(client, "settings-schedule", product.pk, name="Prêt trimestriel", name_en="", **SCHEDULE)
    after = LoanProduct.objects.get(fund=fund, is_offered=True)
    assert (after.version, after.name, after.every_count, after.day_count, after.business_day, after.calendar) == (
        2, "Prêt trimestriel", 3, "30E/360", "modified_following", "FR",
    )  # fmt: skip
    assert after.rounding == {"mode": "half_even", "interest": "cumulative", "instalment": "10.00"}
    for told in ("tous les trimestres", "règle européenne des obligations", "jours fériés français", "pair"):
        assert told in page
    again = client.get(reverse("settings-schedule", args=[after.pk])).content.decode()
    assert 'value="10,00"' in again


def test_what_no_loan_can_follow_is_said_beside_its_field(fund: Fund) -> None:
    client, product = client_of(treasurer_of(fund)), fund.products.get()
    daily = {**SCHEDULE, "every_count": "1", "every_unit": "days", "name": "x"}
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
