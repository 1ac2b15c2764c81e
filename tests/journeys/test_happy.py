"""One loan, from the members' file to the last cent back, over HTTP alone; then books that strangers' tools accept."""

import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from lending.models import Fund, LegShare
from lending.selectors.clock import database_now
from tests.factories import make_product
from tests.journeys.people import (
    MEMBERS,
    accept_all,
    auditor,
    command,
    declare_what_law_asks,
    manager,
    member,
    open_fund,
    seat,
    treasurer,
)

CASES = json.loads((Path(__file__).parents[1] / "cases" / "schedules.json").read_text())["cases"]
LC_10 = next(case for case in CASES if case["id"] == "LC-10")
QUICK = {"early_close": True, "may_change_vote": False}

# Between members the law allows less than three years: five instalments of the six.
SHORTER = [
    {"due_on": "2018-01-01", "principal": "11000.00", "interest": "2750.00", "total": "13750.00"},
    {"due_on": "2018-07-01", "principal": "11000.00", "interest": "2200.00", "total": "13200.00"},
    {"due_on": "2019-01-01", "principal": "11000.00", "interest": "1650.00", "total": "12650.00"},
    {"due_on": "2019-07-01", "principal": "11000.00", "interest": "1100.00", "total": "12100.00"},
    {"due_on": "2020-01-01", "principal": "11000.00", "interest": "550.00", "total": "11550.00"},
]
ROWS = {"fund": LC_10["rows"], "members": SHORTER}

# 250 000 € are placed, 48 %, 32 % and 20 % of them: the lenders' parts of 55 000 € are 26 400, 17 600 and 11 000 €.
# What each lender gets back of each receipt, in cents: interest first, then principal; every row sums to the receipt.
SHARED = {"fund": [
    #  received on    interest of A, B, C      principal of A, B, C
    ("2018-01-01", (132000, 88000, 55000), (440000, 293334, 183333)),
    ("2018-07-01", (110000, 73333, 45834), (440000, 293333, 183334)),
    ("2019-01-01", (88000, 58666, 36667), (440000, 293334, 183333)),
    ("2019-07-01", (66000, 44000, 27500), (440000, 293333, 183334)),
    ("2020-01-01", (44000, 29334, 18333), (440001, 293333, 183333)),
    ("2020-07-01", (22000, 14666, 9167), (439999, 293333, 183333)),
], "members": [
    ("2018-01-01", (132000, 88000, 55000), (528000, 352000, 220000)),
    ("2018-07-01", (105600, 70400, 44000), (528000, 352000, 220000)),
    ("2019-01-01", (79200, 52800, 33000), (528000, 352000, 220000)),
    ("2019-07-01", (52800, 35200, 22000), (528000, 352000, 220000)),
    ("2020-01-01", (26400, 17600, 11000), (528000, 352000, 220000)),
]}  # fmt: skip
# 120 000 € placed, and 48 % of the interest: 9 625 €, or 8 250 €.
LENDER_HAS = {"fund": "124620.00", "members": "123960.00"}
LENDERS = (1, 2, 9)


@pytest.fixture
def fund(db: None, custody: str) -> Fund:
    """A fund where three members have placed 250 000 €, and that lends as the published schedule does."""
    fund = open_fund(custody=custody, **QUICK)
    make_product(fund, "lc-10", repayment="equal_principal", annual_rate="0.10", every_count=6)
    for number, amount in ((1, "120 000,00"), (2, "80000.00"), (9, "50000.00")):
        placed = {"membership": str(member(fund, number).pk), "amount": amount, "placed_on": "2017-06-01"}
        treasurer(1).done("placements", placed)
    declare_what_law_asks(fund, borrower=3, lenders=LENDERS, on=date(2017, 7, 1))
    return fund


def test_the_members_file_is_read_before_it_is_written(db: None) -> None:
    command("create_fund", "parcours", "Caisse du parcours")
    assert "9" in command("import_members", str(MEMBERS), "--fund", "parcours")
    fund = Fund.objects.get(slug="parcours")
    assert fund.memberships.count() == 0
    command("import_members", str(MEMBERS), "--fund", "parcours", "--apply")
    command("import_members", str(MEMBERS), "--fund", "parcours", "--apply")
    assert fund.memberships.count() == 9


def test_a_loan_goes_from_placement_to_its_last_cent(fund: Fund, tmp_path: Path) -> None:
    loan = vote_and_pay_out(fund)
    schedule = treasurer(1).read(f"loans/{loan}/schedule.json")
    rows = [
        {"due_on": row["due_on"], "principal": row["principal"], "interest": row["interest"]}
        for row in schedule["instalments"]
    ]
    published = [{name: row[name] for name in ("due_on", "principal", "interest")} for row in ROWS[fund.custody]]
    assert rows == published
    for row in ROWS[fund.custody]:
        paid = {"amount": row["total"], "received_on": row["due_on"], "reference": f"VIR {row['due_on']}"}
        treasurer(1).done(f"loans/{loan}/repayments", paid)
    assert shared(loan) == SHARED[fund.custody]
    assert manager(3).read(f"loans/{loan}")["state"] == "closed"
    the_lender_reads_its_statement(fund)
    strangers_accept_the_books(tmp_path)


def vote_and_pay_out(fund: Fund) -> str:
    """The borrower asks, four seats of five vote, two treasurers agree and pay out,
    after the borrower and a third one have accepted the contract. The loan's id.
    """
    borrower = manager(3)
    asked = {
        "membership": str(member(fund, 3).pk),
        "product": str(fund.products.get(code="lc-10").pk),
        "amount": "55 000,00",
        "instalments": len(ROWS[fund.custody]),
        "start_on": "2017-07-01",
        "purpose": "Acheter une machine",
    }
    request = borrower.done("loan-requests", asked)["id"]
    borrower.done(f"loan-requests/{request}/submit")
    closes_at = database_now() + timedelta(days=2)
    vote = treasurer(1).done(f"loan-requests/{request}/consultations", {"closes_at": closes_at.isoformat()})["id"]
    status, _ = seat(3).refused(f"consultations/{vote}/ballots", {"choice": "for"})
    assert status == 403  # the borrower's seat is recused
    for number, choice in ((1, "for"), (2, "for"), (4, "abstain"), (5, "for")):
        seat(number).done(f"consultations/{vote}/ballots", {"choice": choice})
    assert treasurer(1).done(f"consultations/{vote}/close")["outcome"] == "adopted"
    agreed = treasurer(2).done(f"loan-requests/{request}/agreement", {"agreed_on": "2017-07-01"})["id"]
    status, problem = treasurer(2).refused(f"loans/{agreed}/disbursement", {"disbursed_on": "2017-07-01"})
    assert (status, problem["code"]) == (403, "four-hands")
    status, problem = treasurer(3).refused(f"loans/{agreed}/disbursement", {"disbursed_on": "2017-07-01"})
    assert (status, problem["code"]) == (409, "agreement-not-accepted")
    assert "Atelier de démonstration 3, Caisse du parcours" in problem["detail"]
    # Between members each lender lends its part itself: it accepts the contract, and pays the borrower.
    receipts = accept_all(fund, agreed, borrower=3, lenders=LENDERS)
    payments_are_named(fund, agreed)
    assert len({receipt["sha256"] for receipt in receipts}) == 1
    treasurer(3).done(f"loans/{agreed}/disbursement", {"disbursed_on": "2017-07-01"})
    return str(agreed)


def payments_are_named(fund: Fund, loan: str) -> None:
    """One payment from the fund, or one from each lender: each from its own account to the borrower's."""
    told = treasurer(3).read(f"loans/{loan}/payments")
    iban = {number: member(fund, number).cooperative.iban for number in (1, 2, 3, 9)}
    assert {payment["payee_iban"] for payment in told["payments"]} == {iban[3]}
    assert (told["total"], [(payment["payer_iban"], payment["amount"]) for payment in told["payments"]]) == (
        "55000.00",
        [("", "55000.00")]
        if fund.custody == "fund"
        else [(iban[1], "26400.00"), (iban[2], "17600.00"), (iban[9], "11000.00")],
    )


def shared(loan: str) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """Each receipt: its day, and each lender's interest and principal in cents."""
    found: dict[str, list[LegShare]] = {}
    shares = LegShare.objects.filter(repayment__loan=loan).select_related("repayment", "participation")
    for share in shares.order_by("repayment__received_on", "participation__leg"):
        found.setdefault(share.repayment.received_on.isoformat(), []).append(share)
    return [
        (
            day,
            tuple(int(share.interest.amount * 100) for share in legs),
            tuple(int(share.principal.amount * 100) for share in legs),
        )
        for day, legs in found.items()
    ]


def the_lender_reads_its_statement(fund: Fund) -> None:
    """Opening, movements and closing are the same in JSON, in CSV and in the books."""
    lender, place = manager(1), f"memberships/{member(fund, 1).pk}"
    period = {"start": "2017-01-01", "end": "2020-12-31"}
    section = lender.read(f"{place}/statement.json", **period)["sections"][0]
    assert (section["opening"], section["closing"]) == ("0.00", LENDER_HAS[fund.custody])
    assert LENDER_HAS[fund.custody] in lender.text(f"{place}/statement.csv", profile="machine", **period)
    pdf = lender.get(f"/api/v1/{place}/statement.pdf", period)
    assert b"".join(pdf.streaming_content if pdf.streaming else [pdf.content]).startswith(b"%PDF-")
    assert lender.get(f"/api/v1/memberships/{member(fund, 2).pk}/statement.json", period).status_code == 404
    assert auditor().read(f"{place}/statement.json", **period)["sections"][0]["closing"] == LENDER_HAS[fund.custody]


def strangers_accept_the_books(folder: Path) -> None:
    """`verify_ledger` says that all adds up; bean-check and hledger say so without us."""
    assert "fund-equation" in command("verify_ledger")
    beancount = folder / "parcours.beancount"
    beancount.write_text(command("export_journal", "--book", "parcours", "--format", "beancount"))
    check = [str(Path(sys.executable).with_name("bean-check")), str(beancount)]
    assert subprocess.run(check, capture_output=True, text=True, check=False).stderr == ""
    if shutil.which("hledger"):
        journal = folder / "parcours.journal"
        journal.write_text(command("export_journal", "--book", "parcours", "--format", "hledger"))
        subprocess.run(["hledger", "-f", str(journal), "check", "-s", "ordereddates", "accounts"], check=True)
