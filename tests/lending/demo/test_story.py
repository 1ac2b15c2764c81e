"""The demonstration fund: what it posts and prints equals the published schedules, to the cent."""

import json
from pathlib import Path

import pytest

from ledger.models import Account
from ledger.selectors.balances import balance
from ledger.selectors.lines import account_lines
from ledger.selectors.verification import all_checks
from lending.demo.products import REPLAYS
from lending.demo.story import Story
from lending.models import Consultation, Fund, Loan, LoanRequest, Office
from lending.selectors.clock import database_now
from lending.selectors.instalments import instalments_of
from lending.services.load_demo import load_demo

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parents[2] / "cases" / "schedules.json").read_text())["cases"]
}


@pytest.fixture
def demo(db: None) -> Fund:
    assert load_demo(now=database_now())
    return Fund.objects.get(slug="demo")


def published(case: str) -> list[dict[str, str]]:
    """What the source gives of each row: due date, principal, interest; it may leave some out."""
    known = ("due_on", "principal", "interest")
    return [{name: row[name] for name in known if name in row} for row in CASES[case]["rows"]]


def stored(loan: Loan, *, like: list[dict[str, str]]) -> list[dict[str, str]]:
    rows = [
        {"due_on": row.due_on.isoformat(), "principal": str(row.principal.amount), "interest": str(row.interest.amount)}
        for row in instalments_of(loan)
    ]
    return [{name: row[name] for name in wanted} for row, wanted in zip(rows, like, strict=True)]


def test_the_demonstration_replays_published_schedules_to_the_cent(demo: Fund) -> None:
    for replay in REPLAYS:
        loan = Loan.objects.get(fund=demo, request_version__product__code=replay.case.lower())
        expected = published(replay.case)
        assert stored(loan, like=expected) == expected
        received = [(row.interest.amount, row.principal.amount) for row in loan.repayments.order_by("received_on")]
        assert received == [(row.interest.amount, row.principal.amount) for row in instalments_of(loan)]
        assert loan.state == Loan.State.CLOSED
        for code in (f"2748-{loan.number}", f"27684-{loan.number}"):
            assert balance(book="demo", code=code).amount == 0
    assert [(check.name, breach) for check in all_checks() for breach in check.find()] == []
    nobody_lends_what_is_not_placed_yet(demo)
    the_fund_has_people_and_work_at_every_stage(demo)
    assert not load_demo(now=database_now())


def nobody_lends_what_is_not_placed_yet(demo: Fund) -> None:
    """Floors hold as things are written down; a story that is told afterwards holds them on each of its days too."""
    for account in Account.objects.filter(book__code="demo", parent__code="4551"):
        lines = account_lines(book="demo", codes=[account.code])
        assert [line for line in lines if line.balance.amount < 0] == [], account.code


def the_fund_has_people_and_work_at_every_stage(demo: Fund) -> None:
    assert demo.is_demo
    assert demo.memberships.count() == 9
    offices = Office.objects.filter(fund=demo)
    assert offices.filter(kind__in=["chair", "committee"]).count() == 5
    assert offices.filter(kind="treasurer").count() == 3
    assert set(LoanRequest.objects.filter(fund=demo).values_list("state", flat=True)) == {
        "approved",
        "draft",
        "in_vote",
        "submitted",
    }
    assert set(Loan.objects.filter(fund=demo).values_list("state", flat=True)) == {
        "active",
        "agreed",
        "closed",
        "in_arrears",
    }
    vote = Consultation.objects.get(fund=demo, state="open")
    assert [seat.cooperative.name for seat in vote.seats.filter(recusal__isnull=False)] == [
        "Atelier de démonstration 3"
    ]


def test_half_a_demonstration_never_stays(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Story, *, today: object) -> None:
        raise RuntimeError("the machine went off")

    monkeypatch.setattr(Story, "play", fail)
    with pytest.raises(RuntimeError):
        load_demo(now=database_now())
    assert not Fund.objects.filter(slug="demo").exists()
