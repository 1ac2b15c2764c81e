"""Who one is, the funds one knows, their members and their trail."""

import pytest

from lending.models import Office
from lending.selectors.clock import database_now
from lending.services.repay_loan import repay_loan
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


def test_one_is_told_who_one_is(caller):
    fund = make.make_fund()
    member = make.make_member(fund)
    person = make.manager_of(member)
    make.make_office(fund, Office.Kind.COMMITTEE, person=person, cooperative=member.cooperative)
    assert caller(person).read("me").json() == {
        "id": str(person.pk),
        "name": person.name,
        "email": person.email,
        "language": "fr",
        "roles": [{"cooperative": str(member.cooperative_id), "kind": "manager"}],
        "offices": [{"fund": str(fund.pk), "kind": "committee", "cooperative": str(member.cooperative_id)}],
    }


def test_a_fund_is_told_with_its_currency_and_its_zone(caller):
    fund = make.make_fund("lyon", name="Caisse de Lyon (démonstration)")
    answer = caller(make.treasurer_of(fund)).read(f"funds/{fund.pk}")
    assert answer.json() == {
        "id": str(fund.pk), "slug": "lyon", "name": "Caisse de Lyon (démonstration)", "currency": "EUR",
        "time_zone": "Europe/Paris", "custody": "fund", "is_demo": False,
    }  # fmt: skip


def test_a_fund_at_a_glance_adds_up(caller, kept):
    loan = kept(starts.active_loan)
    fund = loan.fund
    due = loan.schedules.get().instalments.order_by("number")[0]
    treasurer = make.treasurer_of(fund)
    repay_loan(
        loan=loan, amount=due.principal + due.interest, received_on=due.due_on, acting_person=treasurer,
        now=database_now(),
    )  # fmt: skip
    found = caller(treasurer).read(f"funds/{fund.pk}/overview").json()
    assert found["position"] == {
        "cash": "93350.01", "available": "93350.01", "reserved": "0.00", "lent": "6674.99", "placements": "100025.00",
        "interest_due": "0.00", "loans": "6674.99", "loan_interest": "0.00",
    }  # fmt: skip
    assert (found["currency"], found["loans_to_pay_out"], found["open_consultations"]) == ("EUR", 0, 0)
    assert [(row["number"], row["unpaid"]) for row in found["overdue"]] == [(2, "3350.01"), (3, "3350.02")]


def test_a_member_sees_its_fund_and_not_how_it_stands(caller):
    member = make.make_member(make.make_fund())
    client = caller(make.manager_of(member))
    assert [row["id"] for row in client.read("funds").json()["results"]] == [str(member.fund_id)]
    answer = client.read(f"funds/{member.fund_id}/overview")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_members_know_each_other_by_what_is_public(caller):
    fund = make.make_fund()
    one, other = make.make_member(fund), make.make_member(fund)
    client = caller(make.manager_of(one))
    rows = client.read("cooperatives").json()["results"]
    assert {row["id"] for row in rows} == {str(one.cooperative_id), str(other.cooperative_id)}
    assert set(rows[0]) == {"id", "name", "siren", "street", "postal_code", "city"}
    assert [row["id"] for row in client.read("memberships").json()["results"]] == [str(one.pk)]


def test_the_trail_tells_who_did_what_and_what_changed(caller, kept):
    loan = kept(starts.active_loan)
    rows = caller(make.treasurer_of(loan.fund)).read("events", subject=loan.pk).json()["results"]
    assert [(row["kind"], row["person"]) for row in rows] == [
        ("disburse_loan", loan.disbursed_by.name),
        ("agreement_accepted", None),
        ("accept_agreement", make.treasurer_of(loan.fund).name),
        ("accept_agreement", make.manager_of(loan.membership).name),
        ("draw_up_agreement", loan.agreed_by.name),
        ("agree_loan", loan.agreed_by.name),
    ]
    assert (rows[0]["before"], rows[0]["after"]["state"]) == ({"state": "agreed"}, "active")


def test_what_is_offered_is_told_with_its_terms(caller):
    fund = make.make_fund()
    product = make.make_product(fund, code="court")
    make.make_product(fund, code="ancien", is_offered=False)
    rows = caller(make.manager_of(make.make_member(fund))).read("products").json()["results"]
    assert [(row["id"], row["code"], row["annual_rate"]) for row in rows] == [(str(product.pk), "court", "0.03")]


def test_instants_are_told_in_the_zone_of_the_fund(caller):
    fund = make.make_fund()
    fund.time_zone = "Indian/Reunion"
    fund.save()
    consultation = make.make_consultation(make.make_member(fund))
    shown = caller(make.treasurer_of(fund)).read(f"consultations/{consultation.pk}").json()
    assert shown["closes_at"].endswith("+04:00")


def test_ceilings_spreading_and_an_offer_are_changed_by_those_who_may_with_a_reason(caller):
    fund = make.make_fund()
    treasurer = caller(make.treasurer_of(fund))
    limits = {
        "max_per_borrower": "60000.00", "max_share_of_fund": "0.2", "liquidity_reserve": "0.00",
        "decision_valid_days": 60, "reason": "General meeting of 12 May",
    }  # fmt: skip
    answer = treasurer.act(f"funds/{fund.pk}/limits", limits)
    assert (answer.status_code, answer.json()) == (
        201,
        {"fund": str(fund.pk), "version": 2, "max_per_borrower": "60000.00", "max_share_of_fund": "0.2000",
         "liquidity_reserve": "0.00", "decision_valid_days": 60},
    )  # fmt: skip
    wrong = treasurer.act(f"funds/{fund.pk}/limits", {**limits, "max_share_of_fund": "2", "decision_valid_days": 0})
    assert [error["field"] for error in wrong.json()["errors"]] == ["max_share_of_fund", "decision_valid_days"]
    negative = treasurer.act(f"funds/{fund.pk}/limits", {**limits, "liquidity_reserve": "-1.00"})
    assert [error["field"] for error in negative.json()["errors"]] == ["liquidity_reserve"]
    spread = treasurer.act(f"funds/{fund.pk}/spreading", {"method": "fewest_legs", "reason": "Fewer contracts"})
    assert spread.json()["funding_method"] == "fewest_legs"
    product = make.make_product(fund)
    offer = {"annual_rate": "0.04", "min_amount": "500.00", "max_amount": "400.00", "max_instalments": 24}
    refused = treasurer.act(f"products/{product.pk}/offer", offer)
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (400, ["max_amount"])
    offered = treasurer.act(f"products/{product.pk}/offer", {**offer, "max_amount": "4000.00"}).json()
    assert (offered["version"], offered["annual_rate"], offered["max_amount"]) == (2, "0.04", "4000.00")
    auditor = caller(make.make_office(fund, Office.Kind.AUDITOR))
    assert auditor.act(f"funds/{fund.pk}/limits", limits).json()["code"] == "not-allowed"
    assert auditor.act(f"funds/{fund.pk}/spreading", {"reason": "x"}).json()["code"] == "not-allowed"
