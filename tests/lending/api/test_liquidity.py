"""A fund's cash to come over HTTP."""

from datetime import date

import pytest
from django.utils import timezone

from lending.domain.dates import add_months
from lending.models import Office
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(kept):
    return kept(make_lending_fund, timezone.localdate())


def make_lending_fund(today):
    """100 000 € placed; 1 000 € lent since this day, back at once with interest in one month."""
    fund = make.make_fund()
    make.make_member(fund, name="Atelier qui place", placed=make.eur(100_000))
    borrower = make.make_member(fund)
    make.make_active_loan(borrower, amount=make.eur(1_000), start_on=today, instalments=1)
    return fund


def test_the_forecast_its_low_point_and_its_ratios_are_told(caller, fund):
    found = caller(make.treasurer_of(fund)).read(f"funds/{fund.pk}/liquidity", months=2).json()
    today = timezone.localdate()
    assert (found["on"], found["late_rate"], found["late_days"]) == (today.isoformat(), "0", 30)
    assert [{name: one[name] for name in one if name not in ("start", "end")} for one in found["months"]] == [
        {
            "opening": "99000.00", "principal": "0.00", "interest": "0.00", "drawdowns": "0.00", "notices": "0.00",
            "closing": "99000.00",
        },
        {
            "opening": "99000.00", "principal": "1000.00", "interest": "2.50", "drawdowns": "0.00", "notices": "0.00",
            "closing": "100002.50",
        },
    ]  # fmt: skip
    assert found["months"][1]["start"] == add_months(today, 1).isoformat()
    assert found["low_point"] == {"on": today.isoformat(), "cash": "99000.00"}
    due_on = fund.loans.get().schedules.get().instalments.get().due_on
    assert found["ratios"] == {
        "outstanding": "1000.00", "at_risk": "0.00", "par30": "0.000000", "largest_borrower": "1.000000",
        "largest_five_borrowers": "1.000000", "herfindahl": "1.000000",
        "average_remaining_days": f"{(due_on - today).days}.0",
    }  # fmt: skip
    assert [(one["cooperative"], one["interest"], one["rate"]) for one in found["yields"]] == [
        ("Atelier qui place", "0.00", "0.000000")
    ]


def test_late_payers_are_chosen(caller, fund):
    client = caller(make.treasurer_of(fund))
    found = client.read(f"funds/{fund.pk}/liquidity", months=3, late_rate="0.25", late_days=40).json()
    assert [(one["principal"], one["interest"]) for one in found["months"]] == [
        ("0.00", "0.00"), ("750.00", "1.87"), ("250.00", "0.63"),
    ]  # fmt: skip


def test_twelve_months_unless_said_otherwise(caller, fund):
    found = caller(make.treasurer_of(fund)).read(f"funds/{fund.pk}/liquidity").json()
    assert len(found["months"]) == 12
    assert date.fromisoformat(found["months"][-1]["end"]) < add_months(timezone.localdate(), 12)


@pytest.mark.parametrize("query", [{"months": 0}, {"months": 37}, {"late_rate": "2"}, {"late_days": -1}])
def test_what_makes_no_sense_is_refused_by_name(caller, fund, query):
    answer = caller(make.treasurer_of(fund)).read(f"funds/{fund.pk}/liquidity", **query)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, list(query))


def test_it_is_for_those_who_keep_or_audit_the_books(caller, fund):
    people = {
        "auditor": make.make_office(fund, Office.Kind.AUDITOR),
        "committee": make.committee_of(fund)[0],
        "member": make.manager_of(make.make_member(fund)),
    }
    answers = {name: caller(person).read(f"funds/{fund.pk}/liquidity").status_code for name, person in people.items()}
    assert answers == {"auditor": 200, "committee": 403, "member": 403}
