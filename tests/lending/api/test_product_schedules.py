"""How the loans of a product fall due, count days and round, over HTTP."""

import pytest

from lending.models import LoanProduct
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_treasurer_offers_a_product_by_another_schedule(caller):
    fund = make.make_fund()
    product = make.make_product(fund)
    treasurer = caller(make.treasurer_of(fund))
    asked = {
        "every_count": 3, "every_unit": "months", "day_count": "ACT/365F", "business_day": "modified_following",
        "calendar": "FR", "rounding": {"mode": "half_even", "interest": "cumulative", "instalment": "10"},
        "name": "Prêt trimestriel", "max_instalments": 8,
    }  # fmt: skip
    answer = treasurer.act(f"products/{product.pk}/schedule", asked)
    assert answer.status_code == 201
    found = answer.json()
    assert {name: found[name] for name in (*asked, "version")} == {
        **asked, "rounding": {**asked["rounding"], "instalment": "10.00"}, "version": 2,
    }  # fmt: skip
    kept = treasurer.act(f"products/{found['id']}/schedule", {"every_count": 6}).json()
    assert (kept["version"], kept["every_count"], kept["day_count"]) == (3, 6, "ACT/365F")


def test_every_wrong_field_is_named_with_the_values_that_exist(caller):
    fund = make.make_fund()
    product = make.make_product(fund)
    treasurer = caller(make.treasurer_of(fund))
    wrong = treasurer.act(
        f"products/{product.pk}/schedule",
        {"every_count": 0, "every_unit": "moons", "day_count": 7, "calendar": "US", "rounding": {"mode": "down"}},
    )
    errors = {each["field"]: each["detail"] for each in wrong.json()["errors"]}
    assert (wrong.status_code, set(errors)) == (
        400, {"every_count", "every_unit", "day_count", "calendar", "rounding.mode"},
    )  # fmt: skip
    assert "days, weeks, months, years" in errors["every_unit"]
    assert "ACT/ACT-AFB" in errors["day_count"]
    assert "half_even" in errors["rounding.mode"]
    met = treasurer.act(f"products/{product.pk}/schedule", {"every_unit": "days", "business_day": "following"})
    assert (met.status_code, [each["field"] for each in met.json()["errors"]]) == (400, ["business_day"])
    assert LoanProduct.objects.get(pk=product.pk).is_offered


def test_one_more_loan_is_offered_once_under_a_key_and_withdrawn(caller):
    fund = make.make_fund()
    treasurer = caller(make.treasurer_of(fund))
    asked = {
        "name": "Prêt à la semaine", "repayment": "equal_principal", "annual_rate": "0.04", "min_amount": "500.00",
        "max_amount": "5000.00", "max_instalments": 26, "every_unit": "weeks",
    }  # fmt: skip
    answer = treasurer.act(f"funds/{fund.pk}/products", asked)
    assert (answer.status_code, answer.json()["code"], answer.json()["every_unit"]) == (
        201, "pret-a-la-semaine", "weeks",
    )  # fmt: skip
    again = treasurer.act(f"funds/{fund.pk}/products", asked)
    assert (again.status_code, again.json()["code"]) == (409, "product-exists")
    wrong = treasurer.act(f"funds/{fund.pk}/products", {**asked, "repayment": "never", "name": ""})
    assert [each["field"] for each in wrong.json()["errors"]] == ["name", "repayment"]
    assert treasurer.act(f"products/{answer.json()['id']}/withdrawal", {}).status_code == 201
    assert treasurer.read("products").json()["results"] == []


def test_another_funds_product_is_not_found(caller):
    product = make.make_product(make.make_fund())
    stranger = caller(make.treasurer_of(make.make_fund()))
    for address in (f"products/{product.pk}/schedule", f"products/{product.pk}/withdrawal"):
        assert stranger.act(address, {"every_count": 3}).status_code == 404
    assert stranger.act(f"funds/{product.fund_id}/products", {}).status_code in (400, 404)
    assert LoanProduct.objects.count() == 1
