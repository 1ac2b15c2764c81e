"""A loan in trouble: its manager asks for another schedule, the committee votes, a treasurer applies it; over HTTP."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lending.models import Fund
from lending.selectors.clock import database_now
from tests.factories import make_product
from tests.journeys.people import (
    Program,
    accept,
    accept_all,
    command,
    declare_what_law_asks,
    manager,
    member,
    open_fund,
    seat,
    treasurer,
)

QUICK = {"early_close": True, "may_change_vote": False}
ASKED = {
    "kind": "reschedule", "on": "2026-03-01", "past_dues": "brought_in", "instalments": 4,
    "first_due_on": "2026-04-15", "purpose": "Le lot 2 a deux mois de retard",
}  # fmt: skip


@pytest.fixture
def fund(db: None, custody: str) -> Fund:
    fund = open_fund(custody=custody, **QUICK)
    make_product(fund, "constant")
    for number, amount in ((1, "60000.00"), (2, "40000.00")):
        placed = {"membership": str(member(fund, number).pk), "amount": amount, "placed_on": "2026-01-01"}
        treasurer(1).done("placements", placed)
    declare_what_law_asks(fund, borrower=3, lenders=(1, 2), on=date(2026, 1, 15))
    return fund


def test_a_loan_is_rescheduled_from_the_request_to_the_last_cent(fund: Fund) -> None:
    loan, borrower = paid_out(fund), manager(3)
    simulated = borrower.done(f"loans/{loan}/change-simulation", without(ASKED, "purpose"))
    assert (simulated["old_interest"], simulated["new_interest"], simulated["difference"]) == (
        "50.04",
        "108.72",
        "58.68",
    )
    assert simulated["lenders"][0]["difference"] == "35.22"
    assert borrower.read("loan-requests")["results"][0]["kind"] == "new_loan"  # nothing is kept of it
    request = borrower.done(f"loans/{loan}/changes", ASKED)
    assert (request["kind"], request["state"]) == ("reschedule", "draft")
    request = request["id"]
    borrower.done(f"loan-requests/{request}/submit")
    vote = opened(request)
    the_committee_reads_old_and_new(vote)
    decided(vote)
    status, problem = treasurer(1).refused(f"loan-requests/{request}/application")
    assert (status, problem["code"]) == (403, "four-hands")
    status, problem = treasurer(2).refused(f"loan-requests/{request}/agreement")
    assert (status, problem["code"]) == (409, "not-a-change")
    status, problem = treasurer(2).refused(f"loan-requests/{request}/application")
    assert (status, problem["code"]) == (409, "addendum-missing")
    addendum = treasurer(1).done(f"loan-requests/{request}/addendum")
    assert (addendum["kind"], addendum["number"], addendum["is_accepted"]) == ("addendum", 2, False)
    lenders = ["gerance.atelier1@demo.example", "gerance.atelier2@demo.example"]
    others = ["tresorerie2@fund.example", *(lenders if fund.custody == Fund.Custody.MEMBERS else ())]
    accept(loan, email="gerance.atelier3@demo.example", number=2)
    status, problem = treasurer(2).refused(f"loan-requests/{request}/application")
    assert (status, problem["code"]) == (409, "addendum-not-accepted")
    for email in others:
        accept(loan, email=email, number=2)
    kept = borrower.read(f"loans/{loan}/agreements")["results"]
    assert [(each["number"], each["kind"], each["is_accepted"]) for each in kept] == [
        (2, "addendum", True), (1, "contract", True),
    ]  # fmt: skip
    assert borrower.read(f"agreements/{addendum['id']}/contract.json")["effective_on"] == "2026-03-01"
    applied = treasurer(2).done(f"loan-requests/{request}/application")
    assert [row["due_on"] for row in applied["schedule"]] == [
        "2026-04-15", "2026-04-15", "2026-05-15", "2026-06-15", "2026-07-15",
    ]  # fmt: skip
    versions = borrower.read(f"loans/{loan}/schedules")["results"]
    assert [(each["version"], each["reason"]) for each in versions] == [(2, "reschedule"), (1, "disbursement")]
    minutes = treasurer(2).read(f"consultations/{vote}/minutes.json")
    assert minutes["request"]["changes"]["loans"] == ["P2026-001"]
    # The interest of 15 February is paid with the first new instalment.
    for row in applied["schedule"][1:]:
        deferred = Decimal("25.00") if row["due_on"] == "2026-04-15" else Decimal(0)
        amount = Decimal(row["principal"]) + Decimal(row["interest"]) + deferred
        treasurer(1).done(f"loans/{loan}/repayments", {"amount": f"{amount}", "received_on": row["due_on"]})
    assert borrower.read(f"loans/{loan}")["state"] == "closed"
    assert "schedules-repay-the-loan" in command("verify_ledger")


def test_what_was_voted_is_not_applied_once_the_borrower_has_paid(fund: Fund) -> None:
    loan, borrower = paid_out(fund), manager(3)
    request = borrower.done(f"loans/{loan}/changes", ASKED)["id"]
    borrower.done(f"loan-requests/{request}/submit")
    decided(opened(request))
    treasurer(1).done(f"loans/{loan}/repayments", {"amount": "3350.01", "received_on": "2026-03-02"})
    status, problem = treasurer(2).refused(f"loan-requests/{request}/application")
    assert (status, problem["code"]) == (409, "loan-moved")
    again = borrower.done(f"loans/{loan}/changes", {**ASKED, "on": "2026-03-02"})
    assert again["current"]["amount"] == "6674.99"


def test_wrong_wishes_name_their_fields(fund: Fund) -> None:
    loan = paid_out(fund)
    status, problem = manager(3).refused(f"loans/{loan}/changes", {**ASKED, "first_due_on": "2026-02-01"})
    assert (status, problem["code"]) == (400, "wrong-terms")
    assert [error["field"] for error in problem["errors"]] == ["first_due_on"]
    assert manager(5).act(f"loans/{loan}/changes", ASKED).status_code == 404


def paid_out(fund: Fund) -> str:
    """10 000 € over three months, lent 6 000 / 4 000; the instalment of 2026-02-15 is not paid."""
    borrower = manager(3)
    asked = {
        "membership": str(member(fund, 3).pk), "product": str(fund.products.get(code="constant").pk),
        "amount": "10000.00", "instalments": 3, "start_on": "2026-01-15", "purpose": "Payer la TVA",
    }  # fmt: skip
    request = borrower.done("loan-requests", asked)["id"]
    borrower.done(f"loan-requests/{request}/submit")
    decided(opened(request))
    loan = treasurer(2).done(f"loan-requests/{request}/agreement", {"agreed_on": "2026-01-15"})["id"]
    accept_all(fund, loan, borrower=3, lenders=(1, 2))
    treasurer(3).done(f"loans/{loan}/disbursement", {"disbursed_on": "2026-01-15"})
    return str(loan)


def opened(request: str) -> str:
    closes_at = (database_now() + timedelta(days=2)).isoformat()
    return str(treasurer(1).done(f"loan-requests/{request}/consultations", {"closes_at": closes_at})["id"])


def decided(vote: str) -> None:
    for number in (1, 2, 4, 5):
        seat(number).done(f"consultations/{vote}/ballots", {"choice": "for"})
    assert treasurer(1).done(f"consultations/{vote}/close")["outcome"] == "adopted"


def the_committee_reads_old_and_new(vote: str) -> None:
    reader: Program = seat(1)
    change = reader.read(f"consultations/{vote}/file")["change"]
    assert [(row["due_on"], row["total"]) for row in change["old"]] == [
        ("2026-02-15", "3350.01"), ("2026-03-15", "3350.01"), ("2026-04-15", "3350.02"),
    ]  # fmt: skip
    assert change["new"][0] == {
        "due_on": "2026-04-15", "principal": "0.00", "interest": "25.00", "total": "25.00", "is_past": False,
        "deferred_from": "2026-02-15",
    }  # fmt: skip
    assert change["loans"][0]["past_principal"] == "3325.01"


def without(asked: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in asked.items() if key != name}
