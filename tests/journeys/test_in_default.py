"""A loan whose lender has handed its part over is called in, guaranteed, written off and partly recovered; over HTTP.

10 000 € over four times thirty days at 3.6 %, a euro a day on all of it, lent 6 000 / 4 000 by Ateliers 1 and 2. Forty
days have run and nothing was paid: 30.00 € of interest fell due on the 30th day, 7.50 € have run on 7 500 € since.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from lending.models import Fund
from lending.selectors.clock import database_now
from tests.factories import make_product
from tests.journeys.people import (
    accept_all,
    command,
    declare_what_law_asks,
    manager,
    member,
    open_fund,
    seat,
    treasurer,
)

LENT = timedelta(days=40)


@pytest.fixture
def fund(db: None, custody: str) -> Fund:
    """What each borrower puts into the mutual guarantee fund is 2 % of its loan."""
    fund = open_fund("parcours", "--guarantee-rate", "0.02", custody=custody, early_close=True, may_change_vote=False)
    make_product(
        fund, "trente-jours", repayment="equal_principal", annual_rate=Decimal("0.036"), every_count=30,
        every_unit="days", day_count="ACT/360",
    )  # fmt: skip
    for number, amount in ((1, "60000.00"), (2, "40000.00")):
        placed = {"membership": str(member(fund, number).pk), "amount": amount, "placed_on": "2026-01-01"}
        treasurer(1).done("placements", placed)
    declare_what_law_asks(fund, borrower=3, lenders=(1, 2, 9), on=(database_now() - LENT).date())
    return fund


def test_what_is_lost_and_comes_back_is_whose_part_it_was(fund: Fund) -> None:
    loan, today = paid_out(fund), database_now().date()
    hand_over(fund, loan)
    # The seller keeps what it has earned: 60 % of 30.00 € and of 7.50 €.
    assert parts(loan) == {"1": ("0.00", "22.50"), "2": ("4000.00", "15.00"), "9": ("6000.00", "0.00")}

    act = treasurer(1).done(f"loans/{loan}/calling-in", {"reason": "Plus de paiement", "notice_on": f"{today}"})
    assert treasurer(2).done(f"prepared-acts/{act['id']}/confirmation")["state"] == "defaulted"
    status, problem = treasurer(1).refused(f"loans/{loan}/write-off", {"reason": "Liquidation"})
    assert (status, problem["code"]) == (409, "guarantee-not-called")
    paid = treasurer(1).done(f"loans/{loan}/guarantee-payment")
    assert (paid["amount"], paid["principal"]) == ("200.00", "200.00")
    assert parts(loan) == {"1": ("0.00", "22.50"), "2": ("3920.00", "15.00"), "9": ("5880.00", "0.00")}

    act = treasurer(1).done(f"loans/{loan}/write-off", {"reason": "Liquidation"})
    assert treasurer(2).done(f"prepared-acts/{act['id']}/confirmation")["state"] == "written_off"
    assert losses(loan) == {"1": ("0.00", "22.50"), "2": ("3920.00", "15.00"), "9": ("5880.00", "0.00")}
    came = treasurer(1).done(f"loans/{loan}/recoveries", {"amount": "1000.00"})
    assert (came["principal"], came["interest"]) == ("1000.00", "0.00")
    came = treasurer(1).done(f"loans/{loan}/recoveries", {"amount": "8837.50"})
    assert (came["principal"], came["interest"]) == ("8800.00", "37.50")
    status, problem = treasurer(1).refused(f"loans/{loan}/recoveries", {"amount": "0.01"})
    assert (status, problem["code"]) == (409, "more-than-lost")
    # Each has at the fund what it placed, and the interest that it earned until the part was handed over.
    assert {number: placements(fund, number) for number in (1, 2, 9)} == {
        1: ("60022.50", "0.00"), 2: ("40015.00", "0.00"), 9: ("20000.00", "0.00"),
    }  # fmt: skip
    assert "fund-equation" in command("verify_ledger")


def paid_out(fund: Fund) -> str:
    """Asked, voted, agreed, accepted and paid out forty days ago."""
    borrower, start = manager(3), (database_now() - LENT).date().isoformat()
    asked = {
        "membership": str(member(fund, 3).pk), "product": str(fund.products.get(code="trente-jours").pk),
        "amount": "10000.00", "instalments": 4, "start_on": start, "purpose": "Payer la TVA",
    }  # fmt: skip
    request = borrower.done("loan-requests", asked)["id"]
    borrower.done(f"loan-requests/{request}/submit")
    closes_at = (database_now() + timedelta(days=2)).isoformat()
    vote = treasurer(1).done(f"loan-requests/{request}/consultations", {"closes_at": closes_at})["id"]
    for number in (1, 2, 4, 5):
        seat(number).done(f"consultations/{vote}/ballots", {"choice": "for"})
    assert treasurer(1).done(f"consultations/{vote}/close")["outcome"] == "adopted"
    loan = str(treasurer(2).done(f"loan-requests/{request}/agreement", {"agreed_on": start})["id"])
    accept_all(fund, loan, borrower=3, lenders=(1, 2))
    treasurer(3).done(f"loans/{loan}/disbursement", {"disbursed_on": start})
    return loan


def hand_over(fund: Fund, loan: str) -> None:
    """All that Atelier 1 has lent goes to Atelier 9, which has placed enough."""
    placed = {"membership": str(member(fund, 9).pk), "amount": "20000.00", "placed_on": "2026-01-01"}
    treasurer(1).done("placements", placed)
    part = manager(1).read("participations", loan=loan)["results"][0]["id"]
    offered = {"buyer": str(member(fund, 9).pk), "amount": "6000.00", "reason": "Besoin de trésorerie"}
    transfer = manager(1).done(f"participations/{part}/transfers", offered)["id"]
    manager(9).done(f"transfers/{transfer}/acceptance")
    assert treasurer(1).done(f"transfers/{transfer}/booking")["state"] == "booked"


def parts(loan: str) -> dict[str, tuple[str, str]]:
    """Outstanding and interest due of each lender, by the end of its number."""
    told = treasurer(1).read(f"loans/{loan}/participations")["results"]
    return {each["lender"][-1]: (each["outstanding"], each["interest_due"]) for each in told}


def losses(loan: str) -> dict[str, tuple[str, str]]:
    """Principal and interest that each lender has lost."""
    told = treasurer(1).read(f"loans/{loan}/participations")["results"]
    return {each["lender"][-1]: (each["lost"], each["interest_lost"]) for each in told}


def placements(fund: Fund, number: int) -> tuple[str, str]:
    """What a lender has available, and has lent."""
    told = manager(number).read(f"memberships/{member(fund, number).pk}/account")
    return told["available"], told["lent"]
