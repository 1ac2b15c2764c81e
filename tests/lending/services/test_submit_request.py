"""Handing a request to the fund, or taking it back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lending.domain.fund_errors import NotAllowed, NotOffered, RulesNotMet
from lending.domain.state_errors import MoveNotAllowed
from lending.models import Consultation, EligibilityCheck, Event, LoanProduct, LoanRequest, OutboxMessage
from lending.selectors.clock import database_now
from lending.services.submit_request import submit_request, withdraw_request
from tests import starts
from tests.factories import (
    eur,
    make_active_loan,
    make_approved_request,
    make_consultation,
    make_draft,
    make_fund,
    make_member,
    make_person,
    make_placement,
    manager_of,
    treasurer_of,
)
from tests.fixtures.kept import Kept
from tests.lending.services.french_stories import make_borrower, make_french_fund, make_lender

pytestmark = pytest.mark.django_db


def submit(request: LoanRequest) -> LoanRequest:
    return submit_request(request=request, acting_person=manager_of(request.membership), now=database_now())


def refusal_of(request: LoanRequest) -> tuple[list[str], object]:
    """The rules that fail, and what would be possible; nothing is written."""
    with pytest.raises(RulesNotMet) as refusal:
        submit(request)
    assert LoanRequest.objects.get(pk=request.pk).state == "draft"
    assert not EligibilityCheck.objects.filter(request_version__request=request).exists()
    return refusal.value.values["rules"], refusal.value.values["possible"]


def test_a_request_within_every_ceiling_is_submitted_with_its_verdicts_and_told_to_each_treasurer_once() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(50_000))
    treasurer_of(fund, 3)
    request = submit(make_draft(make_member(fund)))
    assert (request.state, request.submitted_by) == ("submitted", manager_of(request.membership))
    checks = EligibilityCheck.objects.filter(request_version=request.current, stage="submission")
    assert set(checks.values_list("rule", "passed")) == {
        ("product_minimum", True),
        ("product_maximum", True),
        ("product_instalments", True),
        ("borrower_ceiling", True),
        ("borrower_share", True),
        ("liquidity_reserve", True),
        ("lenders_capacity", True),
    }
    assert OutboxMessage.objects.filter(template="request_submitted").count() == 3
    with pytest.raises(MoveNotAllowed):
        submit(request)
    assert OutboxMessage.objects.filter(template="request_submitted").count() == 3
    event = Event.objects.get(kind="submit_request")
    assert (event.before, event.after) == ({"state": "draft"}, {"state": "submitted"})


def test_the_ceiling_per_borrower_counts_what_it_owes_what_is_agreed_and_what_is_approved() -> None:
    fund = make_fund(max_per_borrower=eur(25_000))
    make_member(fund, placed=eur(100_000))
    borrower = make_member(fund)
    make_active_loan(borrower, amount=eur(10_000))
    make_approved_request(borrower, amount=eur(6_000))
    assert refusal_of(make_draft(borrower, amount=eur("9000.01"))) == (["borrower_ceiling"], eur(9_000))
    assert submit(make_draft(borrower, amount=eur(9_000))).state == "submitted"


def test_linked_cooperatives_count_as_one_borrower_their_approved_requests_included() -> None:
    fund = make_fund(max_per_borrower=eur(25_000))
    make_member(fund, placed=eur(100_000))
    linked, borrower = make_member(fund), make_member(fund)
    make_active_loan(linked, amount=eur(10_000))
    make_approved_request(linked, amount=eur(6_000))
    alone = make_draft(borrower, amount=eur(10_000))
    together = make_draft(borrower, amount=eur(10_000), links=[str(linked.cooperative_id)])
    assert submit(alone).state == "submitted"
    assert refusal_of(together) == (["borrower_ceiling"], eur(9_000))


def test_the_share_of_the_fund_for_one_borrower() -> None:
    fund = make_fund(max_share_of_fund=Decimal("0.25"))
    make_member(fund, placed=eur("33333.33"))
    borrower = make_member(fund)
    assert refusal_of(make_draft(borrower, amount=eur("8333.34"))) == (["borrower_share"], eur("8333.33"))
    assert submit(make_draft(borrower, amount=eur("8333.33"))).state == "submitted"


def test_the_cash_a_fund_keeps_counts_what_is_approved_for_anyone() -> None:
    fund = make_fund(liquidity_reserve=eur(5_000))
    make_member(fund, placed=eur(30_000))
    make_approved_request(make_member(fund), amount=eur(12_000))
    borrower = make_member(fund)
    assert refusal_of(make_draft(borrower, amount=eur(14_000))) == (["liquidity_reserve"], eur(13_000))


def test_a_borrowers_own_cash_funds_nothing_of_its_loan() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(8_000))
    borrower = make_member(fund, placed=eur(50_000))
    assert refusal_of(make_draft(borrower)) == (["lenders_capacity"], eur(8_000))


def test_a_lenders_own_ceiling_is_shown_before_the_vote_and_not_after_it() -> None:
    fund = make_fund()
    lender = make_member(fund)
    make_placement(lender, eur(50_000), ceiling_per_borrower=eur(6_000))
    assert refusal_of(make_draft(make_member(fund))) == (["lenders_capacity"], eur(6_000))


def test_over_several_ceilings_each_is_said_and_the_lowest_is_possible() -> None:
    fund = make_fund(max_per_borrower=eur(9_000), liquidity_reserve=eur(5_000))
    make_member(fund, placed=eur(12_000))
    rules, possible = refusal_of(make_draft(make_member(fund)))
    assert rules == ["borrower_ceiling", "liquidity_reserve"]
    assert possible == eur(7_000)


def test_nothing_is_possible_in_a_fund_without_placements() -> None:
    fund = make_fund()
    request = make_draft(make_member(fund))
    assert refusal_of(request)[1] == eur(0)


def test_members_who_hold_their_cash_lend_for_less_than_three_years() -> None:
    fund = make_french_fund()
    borrower = make_borrower(fund)
    make_lender(fund, borrower)
    assert refusal_of(make_draft(borrower, instalments=36))[0] == ["legal_term"]
    assert submit(make_draft(borrower, instalments=35)).state == "submitted"


def test_a_loan_taken_off_the_list_since_the_draft_is_not_submitted() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(50_000))
    request = make_draft(make_member(fund))
    LoanProduct.objects.update(is_offered=False)
    with pytest.raises(NotOffered):
        submit(request)


def test_only_the_cooperatives_people_submit_or_take_back() -> None:
    request = make_draft(make_member(make_fund()))
    for act in (submit_request, withdraw_request):
        with pytest.raises(NotAllowed):
            act(request=request, acting_person=make_person(), now=database_now())


def test_a_request_taken_back_during_its_vote_ends_the_vote_without_outcome() -> None:
    consultation = make_consultation(make_member(make_fund()), lasts=timedelta(days=3))
    request = consultation.request_version.request
    withdraw_request(request=request, acting_person=manager_of(request.membership), now=database_now())
    assert Consultation.objects.get().state == "withdrawn"
    assert consultation.log.order_by("height").last().type == "withdrawn"
    event = Event.objects.get(kind="withdraw_request")
    assert (event.before, event.after) == ({"state": "in_vote"}, {"state": "withdrawn"})


def test_what_is_decided_is_not_taken_back(kept: Kept) -> None:
    request = kept(starts.approved_request)
    with pytest.raises(MoveNotAllowed):
        withdraw_request(request=request, acting_person=manager_of(request.membership), now=database_now())
