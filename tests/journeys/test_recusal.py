"""Who may not vote: the borrower's seat, another by its own word; what quorum and minutes make of it."""

from datetime import date, timedelta

import pytest

from lending.models import Fund
from lending.selectors.clock import database_now
from tests.journeys.people import declare_what_law_asks, manager, member, open_fund, seat, treasurer


@pytest.fixture
def fund(db: None, custody: str) -> Fund:
    fund = open_fund(custody=custody, early_close=True, may_change_vote=False)
    placed = {"membership": str(member(fund, 9).pk), "amount": "100000.00", "placed_on": "2026-01-05"}
    treasurer(1).done("placements", placed)
    declare_what_law_asks(fund, borrower=3, lenders=(9,), on=date(2026, 2, 1))
    return fund


def test_recused_seats_leave_the_quorum_and_stand_in_the_minutes(fund: Fund) -> None:
    vote = consultation(fund)
    assert read_turnout(vote) == {"eligible": 4, "voted": 0, "recused": 1}
    seat(5).done(f"consultations/{vote}/recusals", {"reason": "Fournisseur de l’emprunteur"})
    assert read_turnout(vote) == {"eligible": 3, "voted": 0, "recused": 2}
    status, problem = seat(5).refused(f"consultations/{vote}/ballots", {"choice": "for"})
    assert (status, problem["code"]) == (403, "seat-recused")
    for number, choice in ((1, "for"), (2, "against"), (4, "for")):
        seat(number).done(f"consultations/{vote}/ballots", {"choice": choice})
    decision = treasurer(1).done(f"consultations/{vote}/close")
    assert decision["outcome"] == "adopted"

    minutes = treasurer(1).read(f"consultations/{vote}/minutes.json")
    names = [each["person"] for each in minutes["seats"]]
    assert sorted(names) == ["Siège 1", "Siège 2", "Siège 3", "Siège 4", "Siège 5"]
    status, problem = seat(4).refused(f"consultations/{vote}/ballots", {"choice": "against"})
    assert (status, problem["code"], problem["time_zone"]) == (409, "closed-consultation", "Europe/Paris")


def consultation(fund: Fund) -> str:
    """A vote on a request of Atelier 3, whose seat is recused by itself."""
    asked = {
        "membership": str(member(fund, 3).pk),
        "product": str(fund.products.get(code="tresorerie-courte").pk),
        "amount": "15000",
        "instalments": 6,
        "start_on": "2026-02-01",
        "purpose": "Payer la TVA",
    }
    request = manager(3).done("loan-requests", asked)["id"]
    manager(3).done(f"loan-requests/{request}/submit")
    closes_at = (database_now() + timedelta(days=1)).isoformat()
    return str(treasurer(1).done(f"loan-requests/{request}/consultations", {"closes_at": closes_at})["id"])


def read_turnout(vote: str) -> dict[str, int]:
    return dict(treasurer(1).read(f"consultations/{vote}")["turnout"])
