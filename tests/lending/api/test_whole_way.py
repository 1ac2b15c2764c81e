"""A loan from placement to last repayment, all of it over HTTP."""

from datetime import timedelta

import pytest

from lending.models import Office
from lending.selectors.clock import database_now
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_loan_goes_the_whole_way_over_http(caller):
    fund = make.make_fund()
    lender, borrower = make.make_member(fund), make.make_member(fund)
    committee = make.make_committee(fund)
    product = make.make_product(fund)
    first, second, third = (caller(make.treasurer_of(fund, number)) for number in (1, 2, 3))
    cooperative = caller(make.manager_of(borrower))

    placement = first.act(
        "placements", {"membership": str(lender.id), "amount": "40 000,00", "placed_on": "2026-01-05"}
    )
    assert placement.status_code == 201, placement.json()
    assert placement.json()["amount"] == "40000.00"

    asked = {
        "membership": str(borrower.id),
        "product": str(product.id),
        "amount": "10000",
        "instalments": 3,
        "start_on": "2026-01-15",
        "purpose": "Payer la TVA",
    }
    draft = cooperative.act("loan-requests", asked)
    assert draft.status_code == 201, draft.json()
    request = draft.json()["id"]
    amended = cooperative.patch(f"/api/v1/loan-requests/{request}", {"purpose": "Payer la TVA de janvier"})
    assert (amended.status_code, amended.json()["current"]["version"]) == (200, 2), amended.json()
    assert cooperative.read(f"loan-requests/{request}/eligibility").json()["passed"] is True
    assert cooperative.act(f"loan-requests/{request}/submit").json()["state"] == "submitted"

    closes_at = database_now() + timedelta(days=3)
    opened = first.act(f"loan-requests/{request}/consultations", {"closes_at": closes_at.isoformat()})
    assert opened.status_code == 201, opened.json()
    consultation = opened.json()["id"]
    for person in committee:
        receipt = caller(person).act(f"consultations/{consultation}/ballots", {"choice": "for"})
        assert receipt.status_code == 201, receipt.json()
    checked = caller(committee[0]).read("verify", consultation=consultation, **_receipt(receipt))
    assert checked.json()["stands"] is True
    decision = first.act(f"consultations/{consultation}/close")
    assert (decision.status_code, decision.json()["outcome"]) == (201, "adopted")

    agreed = second.act(f"loan-requests/{request}/agreement", {"agreed_on": "2026-01-14"})
    assert agreed.status_code == 201, agreed.json()
    loan = agreed.json()["id"]
    refused = third.act(f"loans/{loan}/disbursement", {"disbursed_on": "2026-01-15"})
    assert (refused.status_code, refused.json()["code"]) == (409, "agreement-not-accepted")
    contract = cooperative.read(f"loans/{loan}/agreements").json()["results"][0]
    for client, party in zip((cooperative, first), contract["parties"], strict=True):
        said = {"party": party["id"], "sha256": contract["sha256"], "password": make.PASSWORD}
        accepted = client.act(f"agreements/{contract['id']}/acceptances", said)
        assert accepted.status_code == 201, accepted.json()
    paid_out = third.act(f"loans/{loan}/disbursement", {"disbursed_on": "2026-01-15"})
    assert paid_out.status_code == 201, paid_out.json()
    assert [(row["due_on"], row["principal"], row["interest"]) for row in paid_out.json()["schedule"]] == [
        ("2026-02-15", "3325.01", "25.00"),
        ("2026-03-15", "3333.32", "16.69"),
        ("2026-04-15", "3341.67", "8.35"),
    ]

    first_repayment = first.act(
        f"loans/{loan}/repayments", {"amount": "3350.01", "received_on": "2026-02-15", "reference": "VIR-1"}
    )
    assert first_repayment.status_code == 201, first_repayment.json()
    assert first_repayment.json()["allocations"] == [
        {"instalment_number": 1, "principal": "3325.01", "interest": "25.00", "costs": "0.00"}
    ]
    reversed_ = first.act(
        f"repayments/{first_repayment.json()['id']}/reversal", {"reason": "rejet", "reversed_on": "2026-02-20"}
    )
    assert (reversed_.status_code, reversed_.json()["reversed_on"]) == (201, "2026-02-20"), reversed_.json()
    again = first.act(f"loans/{loan}/repayments", {"amount": "3350.01", "received_on": "2026-02-21"})
    assert again.status_code == 201, again.json()
    payoff = first.read(f"loans/{loan}/payoff", on="2026-03-15").json()
    assert payoff["total"] == "6691.68", payoff
    early = first.act(f"loans/{loan}/early-repayment", {"received_on": "2026-03-15"})
    assert (early.status_code, early.json()["amount"]) == (201, "6691.68"), early.json()
    assert cooperative.read(f"loans/{loan}").json()["state"] == "closed"

    auditor = caller(make.make_office(fund, Office.Kind.AUDITOR))
    kinds = [event["kind"] for event in auditor.read("events", subject=loan).json()["results"]]
    assert kinds == [
        "repay_loan", "repay_loan", "reverse_repayment", "repay_loan", "disburse_loan", "agreement_accepted",
        "accept_agreement", "accept_agreement", "draw_up_agreement", "agree_loan",
    ]  # fmt: skip


def _receipt(answer):
    return {name: answer.json()[name] for name in ("height", "sha256")}
