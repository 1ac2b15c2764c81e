"""Agreeing what was adopted: the same as was voted, in time, by another hand, lent by whoever can."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from ledger.selectors.reservations import open_reservations
from lending.domain.fund_errors import DateInFuture, DecisionExpired, FourHands, NotAllowed, NotWhatWasVoted, WrongState
from lending.models import Event, Loan, LoanRequest, OutboxMessage, Placement
from lending.selectors.clock import database_now
from lending.selectors.fund_accounts import fund_position
from lending.services.agree_loan import agree_loan
from lending.services.lapse_request import lapse_request
from lending.services.lend_tranche import shares_of_tranche
from lending.services.withdraw_placement import give_notice
from tests import starts
from tests.factories import (
    eur,
    make_approved_request,
    make_committee,
    make_fund,
    make_member,
    make_office,
    make_person,
    make_placement,
    manager_of,
    treasurer_of,
)
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import breaches, holds

START = date(2026, 1, 15)


def agree(request: LoanRequest, **changes: Any) -> Loan:
    known = {"agreed_on": START, "acting_person": treasurer_of(request.fund, 2), "now": database_now()}
    return agree_loan(request=request, **{**known, **changes})


def legs_of(loan: Loan) -> list[tuple[str, str]]:
    return [(leg.membership.tail, f"{leg.amount.amount}") for leg in loan.participations.select_related("membership")]


@pytest.mark.django_db
@pytest.mark.parametrize("custody", ["fund", "members"])
def test_each_lenders_part_is_fixed_and_set_aside(custody: str) -> None:
    fund = make_fund(custody=custody)
    for placed in (60_000, 40_000):
        make_member(fund, placed=eur(placed))
    treasurer_of(fund, 3)
    loan = agree(make_approved_request(make_member(fund)))
    assert (loan.state, loan.reference, legs_of(loan)) == (
        "agreed",
        "P2026-001",
        [("001", "6000.00"), ("002", "4000.00")],
    )
    held = holds(loan)
    assert (held["4551-001"], held["4551-002"]) == ("60000.00", "40000.00")
    assert [(one.debit, one.credit, one.amount, one.expires_on) for one in open_reservations(book=fund.book)] == [
        ("4551-001", "4552-001", eur("6000.00"), loan.decision.expires_on + timedelta(days=1)),
        ("4551-002", "4552-002", eur("4000.00"), loan.decision.expires_on + timedelta(days=1)),
    ]
    assert [share.reservation for share in shares_of_tranche(loan.tranches.get())] == [
        one.place for one in open_reservations(book=fund.book, source=f"loan:{loan.id}")
    ]
    position = fund_position(fund)
    assert (position.available, position.reserved, position.placements) == (eur(90_000), eur(10_000), eur(100_000))
    assert breaches() == []
    assert Event.objects.get(kind="agree_loan").after["legs"] == [
        {"lender": "001", "amount": "6000.00 EUR"},
        {"lender": "002", "amount": "4000.00 EUR"},
    ]
    asked = OutboxMessage.objects.filter(template="agreement_to_accept")
    assert sorted(message.context["for"] for message in asked) == sorted(
        [loan.membership.cooperative.name, fund.name, fund.name]
        + [leg.membership.cooperative.name for leg in loan.participations.all() if custody == "members"]
    )
    assert not OutboxMessage.objects.filter(template="loan_to_pay_out").exists()


@pytest.mark.django_db
def test_a_request_is_agreed_once(kept: Kept) -> None:
    request = kept(starts.approved_request)
    agree(request)
    with pytest.raises(WrongState) as refusal:
        agree(request)
    assert refusal.value.values["state"] == "agreed"


@pytest.mark.django_db
def test_cash_under_notice_and_beyond_a_lenders_ceiling_is_not_lent() -> None:
    fund = make_fund()
    asked_back, limited, free = (make_member(fund) for _ in range(3))
    placement = make_placement(asked_back, eur(10_000), notice_days=90)
    make_placement(limited, eur(10_000), ceiling_per_borrower=eur(1_000))
    make_placement(limited, eur(500))
    make_placement(free, eur(10_000))
    now = database_now()
    give_notice(
        placement=placement, amount=eur(6_000), requested_on=now.date(), acting_person=treasurer_of(fund), now=now
    )
    loan = agree(make_approved_request(make_member(fund), amount=eur(12_500)))
    assert legs_of(loan) == [("001", "3142.86"), ("002", "1500.00"), ("003", "7857.14")]
    assert breaches() == []


@pytest.mark.django_db
def test_a_lenders_ceiling_counts_what_it_lends_that_borrower_already() -> None:
    fund = make_fund()
    limited, free = make_member(fund), make_member(fund)
    make_placement(limited, eur(10_000), ceiling_per_borrower=eur(1_000))
    make_placement(free, eur(10_000))
    borrower = make_member(fund)
    first, second = (agree(make_approved_request(borrower, amount=eur(3_000))) for _ in range(2))
    assert (legs_of(first), legs_of(second)) == ([("001", "1000.00"), ("002", "2000.00")], [("002", "3000.00")])


@pytest.mark.django_db
def test_who_asked_or_voted_or_works_for_the_borrower_does_not_agree() -> None:
    fund = make_fund()
    borrower = make_member(fund)
    people = make_committee(fund, 5)
    request = make_approved_request(borrower)
    voter, asker = people[2], manager_of(borrower)
    for person in (voter, asker):
        make_office(fund, "treasurer", person=person)
    with pytest.raises(FourHands, match=r"voted on it"):
        agree(request, acting_person=voter)
    with pytest.raises(FourHands, match=r"asked for it"):
        agree(request, acting_person=asker)
    with pytest.raises(NotAllowed):
        agree(request, acting_person=make_person())
    assert not Loan.objects.exists()


@pytest.mark.django_db
def test_an_expired_decision_is_agreed_neither_late_nor_dated_back(kept: Kept) -> None:
    request = kept(starts.approved_request)
    late: datetime = database_now() + timedelta(days=91)
    with pytest.raises(DecisionExpired):
        agree(request, agreed_on=late.date(), now=late)
    with pytest.raises(DecisionExpired):
        agree(request, now=late)
    with pytest.raises(DateInFuture):
        agree(request, agreed_on=late.date())


@pytest.mark.django_db
def test_what_lapsed_is_not_agreed(kept: Kept) -> None:
    request = kept(starts.approved_request)
    late: datetime = database_now() + timedelta(days=91)
    assert lapse_request(request_id=request.pk, today=late.date(), now=late)
    with pytest.raises(WrongState):
        agree(request)


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount + 1",
        "purpose = 'Autre chose'",
        """terms = jsonb_set(terms, '{annual_rate}', '"0.01"')""",
    ],
)
def test_a_version_changed_behind_the_vote_is_not_agreed(committed_db: str, change: str) -> None:
    request = make_approved_request(make_member(make_fund()))
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lending_requestversion DISABLE TRIGGER keeps_rows")
        cursor.execute(f"UPDATE lending_requestversion SET {change}")
    with pytest.raises(NotWhatWasVoted):
        agree(request)
    assert not Loan.objects.exists()


@pytest.mark.django_db
def test_placements_that_went_since_the_vote_are_said_and_nothing_is_set_aside() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(12_000))
    request = make_approved_request(make_member(fund))
    now = database_now()
    give_notice(
        placement=Placement.objects.get(), amount=eur(4_000), requested_on=now.date(),
        acting_person=treasurer_of(fund), now=now,
    )  # fmt: skip
    with pytest.raises(Exception, match=r"8,?000") as refusal:
        agree(request)
    assert refusal.value.values["possible"] == eur(8_000)
    assert not Loan.objects.exists()
    assert breaches() == []
