"""An addendum puts a voted change in writing; the change takes effect once every party has accepted it."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections
from uuid6 import uuid7

from lending.domain.addendum_errors import (
    AddendumClosed,
    AddendumMissing,
    AddendumNotAccepted,
    AddendumOutdated,
    AddendumThere,
)
from lending.domain.agreement_errors import ReauthenticationNeeded
from lending.domain.canonical import sha256_of
from lending.domain.change_errors import AlreadyApplied, LoanMoved, NotAChange
from lending.domain.fund_errors import FourHands, NotAllowed, WrongState
from lending.domain.reauthentication import Reauthentication
from lending.models import Acceptance, Agreement, Loan, LoanRequest, OutboxMessage, ScheduleVersion
from lending.selectors.addenda import addendum_of, amendments_of
from lending.selectors.agreements import agreements_to_accept, signatories_of
from lending.selectors.clock import database_now
from lending.services.accept_agreement import accept_agreement
from lending.services.ask_change import ask_change
from lending.services.draw_up_addendum import draw_up_addendum
from lending.services.keep_signed_copy import confirm_signed_copy, keep_signed_copy
from lending.services.lapse_request import lapse_request
from tests.factories import accept_whole, decide, make_consultation, manager_of, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.change_stories import (
    HOLIDAY,
    RESCHEDULE,
    accept,
    adopt,
    ask,
    draw_up,
    make_loan,
    open_vote,
    put_in_force,
    wish,
)
from tests.lending.services.loan_stories import breaches, pay
from tests.lending.services.transfer_stories import make_buyer, transfer

SCAN = b"%PDF-1.7\n" + b"\x00" * 100 + b"\n%%EOF\n"


@pytest.fixture
def loan(kept: Kept) -> Loan:
    return kept(make_loan)


def sign(addendum: Agreement, party_place: int) -> Acceptance:
    party = addendum.parties.get(place=party_place)
    now = database_now()
    return accept_agreement(
        agreement=addendum, party_id=party.pk, sha256=addendum.sha256,
        proof=Reauthentication(at=now, method="password"), acting_person=signatories_of(party)[0], now=now,
    )  # fmt: skip


def test_it_says_what_was_voted_what_it_amends_and_what_it_costs_now(loan: Loan) -> None:
    request = adopt(loan, RESCHEDULE)
    addendum = draw_up(request)
    said = json.loads(addendum.content)
    assert addendum.sha256 == sha256_of(said)
    assert (addendum.number, addendum.kind, addendum.loan) == (2, "addendum", loan)
    assert (said["format"], said["number"], said["effective_on"]) == ("loan-addendum/1", 2, "2026-03-01")
    (amended,) = said["loans"]
    assert amended["contract_sha256"] == loan.agreements.get(number=1).sha256
    assert (amended["reference"], amended["outstanding"], amended["instalments_ahead"]) == (
        loan.reference, "10000.00", 2,
    )  # fmt: skip
    assert said["request"]["purpose"] == "Le lot 2 est en retard"
    assert said["request"]["sha256"] == request.current.sha256
    # Interest that is late keeps its own line; all the principal is repaid anew.
    assert [(row["due_on"], row["principal"], row["interest"], row["outstanding"]) for row in said["instalments"]] == [
        ("2026-03-15", "0.00", "25.00", "10000.00"),
        ("2026-03-15", "2493.76", "20.84", "7506.24"),
        ("2026-04-15", "2495.83", "18.77", "5010.41"),
        ("2026-05-15", "2502.07", "12.53", "2508.34"),
        ("2026-06-15", "2508.34", "6.27", "0.00"),
    ]  # fmt: skip
    assert said["before"] == {"principal": "10000.00", "interest": "50.04", "proportional": "0.0300"}
    # Of what was outstanding since 15 February and is drawn anew on 1 March: reckoned by days, not by equal periods.
    assert said["cost"]["proportional"] == "0.0298"
    assert [(lender["leg"], lender["amount"]) for lender in said["lenders"]] == [(1, "6000.00"), (2, "4000.00")]
    assert [party.side for party in addendum.parties.order_by("place")] == ["borrower", "fund"]


def test_nothing_changes_before_everybody_has_accepted(loan: Loan) -> None:
    request = adopt(loan, RESCHEDULE)
    with pytest.raises(AddendumMissing):
        put_in_force(request, is_accepted=False)
    addendum = draw_up(request)
    with pytest.raises(AddendumNotAccepted):
        put_in_force(request, is_accepted=False)
    sign(addendum, 1)
    with pytest.raises(AddendumNotAccepted) as refused:
        put_in_force(request, is_accepted=False)
    assert refused.value.values["missing"] == loan.fund.name
    assert ScheduleVersion.objects.filter(loan=loan).count() == 1
    treasurer_of(loan.fund, 2)
    sign(addendum, 2)
    put_in_force(request, is_accepted=False)
    assert ScheduleVersion.objects.filter(loan=loan).count() == 2
    assert breaches() == []


def test_the_addendum_signed_on_paper_is_confirmed_by_another_treasurer(loan: Loan) -> None:
    request = adopt(loan, HOLIDAY)
    addendum = draw_up(request)
    copy = keep_signed_copy(
        agreement=addendum, file_name="avenant.pdf", content=SCAN, acting_person=treasurer_of(loan.fund, 1),
        now=database_now(),
    )  # fmt: skip
    with pytest.raises(FourHands):
        confirm_signed_copy(copy=copy, acting_person=treasurer_of(loan.fund, 1), now=database_now())
    confirm_signed_copy(copy=copy, acting_person=treasurer_of(loan.fund, 2), now=database_now())
    put_in_force(request, is_accepted=False)
    assert [one.way for one in Acceptance.objects.filter(agreement=addendum)] == ["paper", "paper"]


def test_who_draws_it_up_or_asked_for_the_change_does_not_sign_it_for_the_fund(loan: Loan) -> None:
    fund, now = loan.fund, database_now()
    asked = ask_change(loan=loan, wish=wish(HOLIDAY), purpose="Le lot 2", acting_person=treasurer_of(fund, 2), now=now)
    request = decide(open_vote(asked))
    addendum = draw_up(request)
    fund_party = addendum.parties.get(side="fund")
    for person in (treasurer_of(fund, 1), treasurer_of(fund, 2)):
        assert person not in signatories_of(fund_party)
        with pytest.raises(FourHands):
            accept_agreement(
                agreement=addendum, party_id=fund_party.pk, sha256=addendum.sha256,
                proof=Reauthentication(at=now, method="password"), acting_person=person, now=database_now(),
            )  # fmt: skip
    assert signatories_of(fund_party) == [treasurer_of(fund, 3)]
    with pytest.raises(ReauthenticationNeeded):
        accept_agreement(
            agreement=addendum, party_id=fund_party.pk, sha256=addendum.sha256, proof=None,
            acting_person=treasurer_of(fund, 3), now=database_now(),
        )  # fmt: skip


def test_it_is_drawn_up_once_by_a_treasurer_of_what_was_adopted(loan: Loan) -> None:
    fund, submitted = loan.fund, ask(loan, RESCHEDULE)
    known = {"acting_person": treasurer_of(fund), "now": database_now()}
    with pytest.raises(WrongState):
        draw_up_addendum(request=submitted, **known)
    with pytest.raises(NotAChange):
        draw_up_addendum(request=loan.request_version.request, **known)
    request = decide(open_vote(submitted))
    known["now"] = database_now()
    with pytest.raises(NotAllowed):
        draw_up_addendum(request=request, acting_person=manager_of(loan.membership), now=database_now())
    draw_up(request)
    with pytest.raises(AddendumThere):
        draw_up(request)
    accept_whole(addendum_of(request))
    put_in_force(request)
    with pytest.raises(AlreadyApplied):
        draw_up(request)


def test_nothing_is_written_of_a_loan_that_has_moved(loan: Loan) -> None:
    request = adopt(loan, RESCHEDULE)
    pay(loan, "100.00", date(2026, 3, 1))
    with pytest.raises(LoanMoved):
        draw_up(request)
    assert addendum_of(request) is None


def test_it_is_accepted_until_it_is_in_force_or_its_decision_has_lapsed(loan: Loan) -> None:
    request = adopt(loan, RESCHEDULE)
    addendum = draw_up(request)
    assert [party.agreement for party in agreements_to_accept(loan.membership)] == [addendum]
    later = database_now() + timedelta(days=200)
    assert lapse_request(request_id=request.pk, today=later.date(), now=later)
    with pytest.raises(AddendumClosed):
        sign(addendum, 1)
    assert not agreements_to_accept(loan.membership).exists()


def test_a_lender_that_came_since_makes_another_addendum(kept: Kept) -> None:
    loan = kept(make_loan, custody="members")
    request = adopt(loan, RESCHEDULE)
    first = accept(request)
    assert [party.side for party in first.parties.order_by("place")] == ["borrower", "fund", "lender", "lender"]
    transfer(loan, make_buyer(loan), "1000.00", date(2026, 3, 1))
    with pytest.raises((AddendumOutdated, LoanMoved)) as refused:
        put_in_force(request, is_accepted=False)
    assert refused.type is AddendumOutdated
    second = draw_up(request)
    assert (second.number, second.parties.filter(side="lender").count()) == (4, 3)
    with pytest.raises(AddendumNotAccepted):
        put_in_force(request, is_accepted=False)
    with pytest.raises(AddendumClosed):
        sign(first, 1)
    accept_whole(second)
    put_in_force(request, is_accepted=False)
    assert breaches() == []


def test_everybody_is_asked_and_told_and_the_treasurers_put_it_in_force(loan: Loan) -> None:
    accept(adopt(loan, RESCHEDULE))
    told = set(OutboxMessage.objects.values_list("template", flat=True))
    assert {"addendum_to_accept", "addendum_receipt", "change_to_apply"} <= told


def test_the_page_of_a_loan_lists_what_came_after_its_contract(loan: Loan) -> None:
    request = adopt(loan, HOLIDAY)
    addendum = accept(request)
    put_in_force(request)
    assert list(amendments_of(loan)) == [addendum]


def without_services(request: LoanRequest, loan: Loan, **said: bool) -> None:
    """A version of the schedule by its row alone, as who writes to the database past the program would."""
    decision = request.current.consultations.get().decision
    ScheduleVersion.objects.create(
        fund=loan.fund, loan=loan, version=9, reason="reschedule", effective_on=date(2026, 3, 1), decision=decision,
        **said,
    )  # fmt: skip


def test_the_database_puts_nothing_in_force_under_an_addendum_that_is_not_accepted(committed_db: str) -> None:
    """With its positive control: without the trigger, the same statement passes."""
    loan = make_loan()
    request = adopt(loan, RESCHEDULE)
    treasurer_of(loan.fund, 2)
    with pytest.raises(IntegrityError, match="once its addendum is accepted"):
        without_services(request, loan)
    addendum = draw_up(request)
    sign(addendum, 1)
    with pytest.raises(IntegrityError, match="once its addendum is accepted"):
        without_services(request, loan)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lending_scheduleversion DISABLE TRIGGER needs_addendum")
    without_services(request, loan)


def test_the_database_knows_an_accepted_addendum(committed_db: str) -> None:
    """And refuses a version that says it needs none."""
    loan = make_loan()
    request = adopt(loan, RESCHEDULE)
    accept(request)
    with pytest.raises(IntegrityError, match="once its addendum is accepted"):
        without_services(request, loan, needs_addendum=False)
    without_services(request, loan)


def test_the_database_opens_no_running_loan_without_an_addendum(committed_db: str) -> None:
    """With its positive control: a loan that runs from its first row on takes over others, by an addendum."""
    loan = make_loan()

    def attack() -> None:
        copied = Loan.objects.get(pk=loan.pk)
        request = decide(make_consultation(loan.membership))
        copied.pk, copied.number, copied.decision = uuid7(), 99, request.current.consultations.get().decision
        copied.request_version = request.current
        copied.save(force_insert=True)

    with pytest.raises(IntegrityError, match="runs from its first day"):
        attack()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lending_loan DISABLE TRIGGER needs_addendum")
    attack()
