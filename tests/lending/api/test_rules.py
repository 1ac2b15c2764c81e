"""Rules over HTTP: declared, chosen, red, put to the vote, agreed; and red at the agreement blocks."""

from datetime import timedelta
from typing import Any

import pytest

from lending.models import AccountsDeclaration, FundPolicy, Loan, Office
from lending.selectors.clock import database_now
from tests import factories as make
from tests.lending.services.french_stories import make_borrower, make_french_fund, make_lender

pytestmark = pytest.mark.django_db
WHY = "The public client pays on 15 March"
ACCOUNTS = {
    "closing_on": "2025-12-31", "document": "Liasse fiscale 2025", "accounts_certified": True,
    "lending_is_ancillary": True, "size": "sme", "equity": "300 000,00", "share_capital": "100000.00",
    "ebitda": "-1 500,00", "net_treasury": "200000.00", "turnover": "2000000.00", "lent_elsewhere": "0",
}  # fmt: skip


@pytest.fixture
def fund(kept):
    return kept(make_strict_fund)


def make_strict_fund():
    """One borrower may owe 8 000 € at most, and asks for 10 000 €."""
    fund = make.make_fund(max_per_borrower=make.eur(8_000))
    make.make_committee(fund)
    make.make_member(fund, placed=make.eur(100_000))
    return fund


def drafted(fund) -> Any:
    return make.make_draft(make.make_member(fund))


def closes_at() -> str:
    return (database_now() + timedelta(days=2)).isoformat()


def test_red_is_put_to_the_vote_voted_and_agreed(caller, fund) -> None:
    draft = drafted(fund)
    borrower, treasurer = caller(make.manager_of(draft.membership)), caller(make.treasurer_of(fund))
    address = f"loan-requests/{draft.pk}"
    before = borrower.read(f"{address}/eligibility").json()
    assert (before["stage"], before["passed"], before["possible"]) == ("submission", False, "8000.00")
    refused = borrower.act(f"{address}/submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "rules-not-met")
    assert refused.json()["overridable"] == ["borrower_ceiling"]
    submitted = borrower.act(f"{address}/submit", {"exception_reason": WHY})
    assert (submitted.status_code, submitted.json()["exception_reason"]) == (200, WHY)

    assert treasurer.act(f"{address}/consultations", {"closes_at": closes_at()}).status_code == 409
    asked = {"closes_at": closes_at(), "overrides": [{"rule": "borrower_ceiling", "reason": WHY}]}
    opened = treasurer.act(f"{address}/consultations", asked)
    assert opened.status_code == 201, opened.json()
    vote = opened.json()["id"]
    assert [(one["rule"], one["reason"]) for one in opened.json()["overrides"]] == [("borrower_ceiling", WHY)]

    for person in make.committee_of(fund):
        assert caller(person).act(f"consultations/{vote}/ballots", {"choice": "for"}).status_code == 201
    decided = treasurer.act(f"consultations/{vote}/close").json()
    assert (decided["outcome"], decided["overrides"][0]["limit"]) == ("adopted", 8_000_00)
    agreed = caller(make.treasurer_of(fund, 2)).act(f"{address}/agreement", {"agreed_on": "2026-01-15"})
    assert agreed.status_code == 201, agreed.json()
    make.accept_contract(Loan.objects.get())
    paid = caller(make.treasurer_of(fund, 3)).act(
        f"loans/{agreed.json()['id']}/disbursement", {"disbursed_on": "2026-01-15"}
    )
    assert paid.status_code == 201, paid.json()

    kept = treasurer.read(f"{address}/checks", page_size=200).json()["results"]
    red = {(one["stage"], one["rule"], one["overridden_by"]) for one in kept if not one["passed"]}
    assert red == {
        ("submission", "borrower_ceiling", None), ("opening", "borrower_ceiling", None),
        ("agreement", "borrower_ceiling", decided["id"]), ("disbursement", "borrower_ceiling", decided["id"]),
    }  # fmt: skip
    minutes = treasurer.read(f"consultations/{vote}/minutes.json").json()
    assert [one["rule"] for one in minutes["overrides"]] == ["borrower_ceiling"]
    assert caller(make.treasurer_of(fund)).read(f"consultations/{vote}/minutes.pdf").content.startswith(b"%PDF-")


def test_red_at_the_agreement_blocks_and_says_the_way_out(caller, fund) -> None:
    FundPolicy.objects.create(
        fund=fund, version=2, max_per_borrower=make.eur(20_000), max_share_of_fund=1, liquidity_reserve=make.eur(0)
    )
    request = make.make_approved_request(make.make_member(fund))
    FundPolicy.objects.create(
        fund=fund, version=3, max_per_borrower=make.eur(9_000), max_share_of_fund=1, liquidity_reserve=make.eur(0)
    )
    treasurer = caller(make.treasurer_of(fund, 2))
    refused = treasurer.act(f"loan-requests/{request.pk}/agreement", {"agreed_on": "2026-01-15"})
    assert refused.status_code == 409
    problem = refused.json()
    assert (problem["code"], problem["rules"], problem["possible"]["amount"]) == (
        "rules-not-met", ["borrower_ceiling"], "9000.00",
    )  # fmt: skip
    assert "At most €9,000.00 can be asked" in problem["detail"]
    now = treasurer.read(f"loan-requests/{request.pk}/eligibility").json()
    assert (now["stage"], now["passed"]) == ("agreement", False)


def test_without_the_new_ceiling_the_same_agreement_is_drawn_up(caller, fund) -> None:
    """Positive control."""
    FundPolicy.objects.create(
        fund=fund, version=2, max_per_borrower=make.eur(20_000), max_share_of_fund=1, liquidity_reserve=make.eur(0)
    )
    request = make.make_approved_request(make.make_member(fund))
    agreed = caller(make.treasurer_of(fund, 2)).act(
        f"loan-requests/{request.pk}/agreement", {"agreed_on": "2026-01-15"}
    )
    assert agreed.status_code == 201


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ([{"rule": "borrower_ceiling", "reason": "x"}, {"rule": "luck", "reason": "x"}], "override-not-needed"),
        ([{"rule": "liquidity_reserve", "reason": "x"}], "override-not-needed"),
    ],
)
def test_what_cannot_be_put_to_the_vote_is_refused_by_name(caller, fund, overrides, code) -> None:
    draft = drafted(fund)
    caller(make.manager_of(draft.membership)).act(f"loan-requests/{draft.pk}/submit", {"exception_reason": WHY})
    answer = caller(make.treasurer_of(fund)).act(
        f"loan-requests/{draft.pk}/consultations", {"closes_at": closes_at(), "overrides": overrides}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_member_declares_its_accounts_and_its_links_and_a_stranger_sees_neither(caller) -> None:
    fund = make_french_fund()
    lender, borrower = make.make_member(fund), make.make_member(fund)
    own = caller(make.manager_of(lender))
    declared = own.act(f"memberships/{lender.pk}/declarations", ACCOUNTS)
    assert declared.status_code == 201, declared.json()
    assert (declared.json()["ebitda"], declared.json()["equity"]) == ("-1500.00", "300000.00")
    linked = own.act(
        f"memberships/{lender.pk}/economic-links",
        {"borrower": str(borrower.pk), "nature": "client", "document": "Orders of 2025", "bought": "500000.00"},
    )
    assert linked.status_code == 201, linked.json()
    assert (
        caller(make.treasurer_of(fund)).read(f"memberships/{lender.pk}/declarations").json()["results"][0]["size"]
        == "sme"
    )
    for address in ("declarations", "economic-links"):
        other = caller(make.manager_of(borrower)).read(f"memberships/{lender.pk}/{address}")
        assert other.status_code == 404
    auditor = make.make_office(fund, Office.Kind.AUDITOR)
    assert caller(auditor).read(f"memberships/{lender.pk}/declarations").status_code == 200
    assert caller(auditor).act(f"memberships/{lender.pk}/declarations", ACCOUNTS).status_code == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"size": "huge"}, "size"),
        ({"equity": "1,365"}, "equity"),
        ({"closing_on": "2025-02-30"}, "closing_on"),
        ({"document": ""}, "document"),
        ({"accounts_certified": "perhaps"}, "accounts_certified"),
    ],
)
def test_a_wrong_declaration_names_its_field(caller, change, field) -> None:
    member = make.make_member(make_french_fund())
    answer = caller(make.manager_of(member)).act(f"memberships/{member.pk}/declarations", {**ACCOUNTS, **change})
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [field])
    assert AccountsDeclaration.objects.count() == 0


def test_share_capital_below_zero_and_a_closing_to_come_are_refused(caller) -> None:
    member = make.make_member(make_french_fund())
    own = caller(make.manager_of(member))
    codes = [
        own.act(f"memberships/{member.pk}/declarations", {**ACCOUNTS, **change}).json()["code"]
        for change in ({"share_capital": "-1"}, {"closing_on": "2199-12-31"})
    ]
    assert codes == ["wrong-amount", "date-in-future"]


def test_the_borrower_sees_nothing_that_lenders_have_declared(caller) -> None:
    fund = make_french_fund()
    borrower = make_borrower(fund)
    make_lender(fund, borrower)
    make.make_member(fund, placed=make.eur(10_000))
    request = make.make_submitted_request(borrower)
    address = f"loan-requests/{request.pk}"
    own = caller(make.manager_of(borrower)).read(f"{address}/eligibility").json()
    assert (own["passed"], own["kept_out"]) == (True, [])
    assert {one["lender"] for one in own["verdicts"]} == {None}
    checks = caller(make.manager_of(borrower)).read(f"{address}/checks", page_size=200).json()["results"]
    assert {one["lender"] for one in checks} == {None}
    full = caller(make.treasurer_of(fund)).read(f"{address}/eligibility").json()
    assert len([one for one in full["verdicts"] if one["lender"]]) == 12
    assert {one["rule"] for one in full["kept_out"]} >= {"economic_link", "accounts_certified"}


def test_who_may_choose_reads_and_chooses_the_rules(caller) -> None:
    fund = make.make_fund(custody="members", is_french=True)
    member = make.make_member(fund)
    own = {
        "code": "own_turnover", "measure": "borrower_exposure", "bound": "at_most", "share": "1/10",
        "share_of": "turnover_minor", "source": "general meeting",
    }  # fmt: skip
    chosen = {
        "sets": ["fr-l511-6-3bis"], "settings": {"lender_borrower_share": "0.05"}, "own": [own], "reason": "Counsel",
    }  # fmt: skip
    treasurer = caller(make.treasurer_of(fund))
    assert len(treasurer.read(f"funds/{fund.pk}/rules").json()["rules"]) == 14
    assert caller(make.manager_of(member)).act(f"funds/{fund.pk}/rules", chosen).status_code == 403
    answer = treasurer.act(f"funds/{fund.pk}/rules", chosen)
    assert (answer.status_code, len(answer.json()["rules"])) == (201, 15)
    wrong = treasurer.act(f"funds/{fund.pk}/rules", {**chosen, "settings": {"luck": "1"}, "own": [{"code": 1}]})
    assert (wrong.status_code, wrong.json()["names"]) == (400, "settings.luck, own.0")
