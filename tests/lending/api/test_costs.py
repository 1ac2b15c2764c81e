"""Late interest, waivers and contracts over HTTP."""

import pytest

from tests import factories as make
from tests.lending.services.loan_stories import make_story

pytestmark = pytest.mark.django_db


def test_late_interest_is_read_charged_waived_and_the_rest_is_paid(caller, kept):
    loan = kept(make_story, terms={"late_rate": "0.10", "late_grace_days": 5})
    treasurer = caller(make.treasurer_of(loan.fund))
    shown = treasurer.read(f"loans/{loan.pk}/late-interest?on=2026-03-17").json()
    assert (shown["total"], shown["instalments"][0]["segments"][0]["days"]) == ("22.77", 25)
    charged = treasurer.act(f"loans/{loan.pk}/charges", {"charged_on": "2026-03-17"})
    assert (charged.status_code, charged.json()["parts"]) == (201, {"1": "22.77"})
    again = treasurer.act(f"loans/{loan.pk}/charges", {"charged_on": "2026-03-17"})
    assert (again.status_code, again.json()["code"]) == (409, "nothing-to-charge")
    asked = {"part": "costs", "amount": "20.00", "reason": "Geste", "waived_on": "2026-03-17"}
    waived = treasurer.act(f"loans/{loan.pk}/waivers", asked).json()
    assert (waived["kind"], waived["costs"], waived["reason"]) == ("waiver", "20.00", "Geste")
    paid = treasurer.act(
        f"loans/{loan.pk}/repayments", {"amount": "100.00", "received_on": "2026-03-17", "named": [1]}
    ).json()
    assert (paid["costs"], paid["named"]) == ("2.77", [1])
    row = treasurer.read(f"loans/{loan.pk}").json()["schedule"][0]
    assert (row["costs"], row["paid_costs"]) == ("22.77", "22.77")
    wrong = treasurer.act(f"loans/{loan.pk}/waivers", {"part": "principal", "amount": "x"})
    assert [each["field"] for each in wrong.json()["errors"]] == ["part", "amount", "reason"]


def test_a_treasurer_offers_a_product_on_another_contract(caller):
    fund = make.make_fund()
    product = make.make_product(fund)
    treasurer = caller(make.treasurer_of(fund))
    asked = {"late_rate": "0.08", "late_grace_days": 10, "allocation": ["principal", "interest", "costs"]}
    answer = treasurer.act(f"products/{product.pk}/contract", asked)
    assert (answer.status_code, answer.json()["late_rate"], answer.json()["version"]) == (201, "0.080000", 2)
    wrong = treasurer.act(f"products/{answer.json()['id']}/contract", {"allocation": ["costs"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "allocation")
