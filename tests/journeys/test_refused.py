"""A request that is too large, then one that the committee rejects: reasons that help, and nothing in the books."""

from datetime import date, timedelta

import pytest

from ledger.models import Entry
from lending.models import Fund
from lending.selectors.clock import database_now
from tests.journeys.people import declare_what_law_asks, manager, member, open_fund, seat, treasurer


@pytest.fixture
def fund(db: None, custody: str) -> Fund:
    fund = open_fund(
        "parcours", "--max-per-borrower", "20000", custody=custody, early_close=True, may_change_vote=False
    )
    placed = {"membership": str(member(fund, 1).pk), "amount": "100000.00", "placed_on": "2026-01-05"}
    treasurer(1).done("placements", placed)
    declare_what_law_asks(fund, borrower=3, lenders=(1,), on=date(2026, 2, 1))
    return fund


def test_a_refusal_says_the_rule_the_figures_and_what_is_possible(fund: Fund) -> None:
    borrower, before = manager(3), Entry.objects.count()
    owed = {"membership": str(member(fund, 3).pk), "product": str(fund.products.get(code="capital-constant").pk)}
    asked = {**owed, "amount": "20000", "instalments": 6, "start_on": "2026-02-01", "purpose": "Payer des stocks"}
    first = borrower.done("loan-requests", asked)["id"]
    borrower.done(f"loan-requests/{first}/submit")
    decide(first, "for")
    second = borrower.done("loan-requests", {**asked, "amount": "5 000,00"})["id"]

    status, problem = borrower.refused(f"loan-requests/{second}/submit")
    assert (status, problem["code"]) == (409, "rules-not-met")
    assert problem["rules"] == ["borrower_ceiling"]
    assert "€20,000.00" in problem["detail"]
    assert borrower.read(f"loan-requests/{second}")["state"] == "draft"
    assert Entry.objects.count() == before


def test_a_rejected_request_says_so_plainly_and_cannot_be_paid(fund: Fund) -> None:
    borrower, before = manager(3), Entry.objects.count()
    asked = {
        "membership": str(member(fund, 3).pk),
        "product": str(fund.products.get(code="capital-constant").pk),
        "amount": "8000",
        "instalments": 6,
        "start_on": "2026-02-01",
        "purpose": "Payer des stocks",
    }
    request = borrower.done("loan-requests", asked)["id"]
    borrower.done(f"loan-requests/{request}/submit")
    decide(request, "against")
    assert borrower.read(f"loan-requests/{request}")["state"] == "rejected"
    status, problem = treasurer(2).refused(f"loan-requests/{request}/agreement", {"agreed_on": "2026-02-01"})
    assert (status, problem["code"]) == (409, "wrong-state")
    assert Entry.objects.count() == before


def decide(request: str, choice: str) -> None:
    """Everybody who may votes alike, and the vote closes."""
    closes_at = (database_now() + timedelta(days=1)).isoformat()
    vote = treasurer(1).done(f"loan-requests/{request}/consultations", {"closes_at": closes_at})["id"]
    for number in (1, 2, 4, 5):
        seat(number).done(f"consultations/{vote}/ballots", {"choice": choice})
    treasurer(1).done(f"consultations/{vote}/close")
