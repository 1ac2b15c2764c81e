"""How late loans are over HTTP, on any day."""

from datetime import date

import pytest

from lending.services.repay_loan import repay_loan
from tests import factories as make
from tests import starts
from tests.lending.services.loan_stories import at_noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept):
    """10 000 € since 15 January, nothing paid."""
    return kept(starts.active_loan)


def test_a_loan_tells_how_late_it_was_on_a_day(caller, loan):
    client = caller(make.treasurer_of(loan.fund))
    assert client.read(f"loans/{loan.pk}/arrears", on="2026-03-20").json() == {
        "days_past_due": 33, "age_band": "31-60", "overdue": "6700.02",
        "by_band": {
            "not_due": "3350.02", "days_1_30": "3350.01", "days_31_60": "3350.01", "days_61_90": "0.00",
            "over_90": "0.00",
        },
        "outstanding": "10000.00",
    }  # fmt: skip
    assert client.read(f"loans/{loan.pk}/arrears", on="2026-02-30").status_code == 400


def test_a_fund_tells_what_is_late_by_age_to_those_who_serve_it(caller, loan):
    address = f"funds/{loan.fund.pk}/arrears"
    found = caller(make.treasurer_of(loan.fund)).read(address, on="2026-03-20").json()
    assert {name: found[name] for name in ("on", "overdue", "outstanding", "at_risk", "par30")} == {
        "on": "2026-03-20", "overdue": "6700.02", "outstanding": "10000.00", "at_risk": "10000.00", "par30": "1.000000",
    }  # fmt: skip
    assert [(one["reference"], one["days_past_due"]) for one in found["loans"]] == [(loan.reference, 33)]
    assert caller(make.manager_of(loan.membership)).read(address).status_code == 403


def test_the_list_says_each_age_and_is_cut_down_to_one(caller, loan):
    client = caller(make.treasurer_of(loan.fund))

    def listed(**query: str) -> list[tuple[int, str]]:
        answer = client.read("loans", on="2026-03-20", **query)
        return [(one["days_past_due"], one["age_band"]) for one in answer.json()["results"]]

    assert listed() == listed(age_band="31-60") == [(33, "31-60")]
    assert listed(age_band="1-30") == listed(age_band="not_due") == []
    day = date(2026, 2, 20)
    repay_loan(
        loan=loan, amount=make.eur("3350.01"), received_on=day, acting_person=make.treasurer_of(loan.fund),
        now=at_noon(day),
    )  # fmt: skip
    assert listed() == [(5, "1-30")]
