"""Many hands at one instant, with real connections and real commits."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from uuid6 import uuid7

from lending.domain.committee_errors import ClosedConsultation
from lending.domain.fund_errors import BookingRefused, NotClosedYet
from lending.models import (
    Ballot,
    Consultation,
    Decision,
    Fund,
    Loan,
    LoanRequest,
    Membership,
    Placement,
    RequestVersion,
)
from lending.selectors.amounts import as_money
from lending.selectors.clock import database_now
from lending.selectors.fund_accounts import fund_position
from lending.services.agree_loan import agree_loan
from lending.services.bookkeeping.entries import LegAmount
from lending.services.bookkeeping.loans import Held, book_reservation
from lending.services.cast_ballot import cast_ballot
from lending.services.close_consultation import close_consultation
from lending.services.disburse_loan import disburse_loan
from lending.services.do_once import Answer, do_once
from lending.services.place_treasury import place_treasury
from lending.services.propose_funding import propose_funding
from lending.services.withdraw_placement import give_notice, pay_withdrawal
from tests.factories import (
    accept_contract,
    eur,
    make_approved_request,
    make_committee,
    make_consultation,
    make_draft,
    make_fund,
    make_member,
    make_product,
    treasurer_of,
)
from tests.fixtures.concurrency import RunTogether

RACERS, COVERED = 50, 10


@pytest.fixture
def approved(committed_db: str) -> list[LoanRequest]:
    """Fifty approved requests of 1 000 € each, and a fund that holds 10 000 €: the rest was withdrawn since."""
    fund = make_fund()
    make_committee(fund, 1)
    make_product(fund)
    for _ in range(2):
        make_member(fund, placed=eur(25_000))
    borrowers = [make_member(fund) for _ in range(5)]
    requests = [
        make_approved_request(borrowers[number % 5], amount=eur(1_000), instalments=1) for number in range(RACERS)
    ]
    treasurer = treasurer_of(fund)
    for placement in Placement.objects.filter(fund=fund):
        today = database_now().date()
        notice = give_notice(
            placement=placement, amount=eur(20_000), requested_on=today, acting_person=treasurer, now=database_now()
        )
        pay_withdrawal(withdrawal=notice, paid_on=today, acting_person=treasurer, now=database_now())
    treasurer_of(fund, 3)
    return requests


def test_fifty_payments_race_for_a_fund_that_covers_ten(approved: list[LoanRequest], run_together: RunTogether) -> None:
    def agree_and_pay(request: LoanRequest) -> Loan:
        now = database_now()
        loan = agree_loan(request=request, agreed_on=now.date(), acting_person=treasurer_of(request.fund, 2), now=now)
        accept_contract(loan)
        return disburse_loan(loan=loan, disbursed_on=now.date(), acting_person=treasurer_of(request.fund, 3), now=now)

    results = run_together([lambda request=request: agree_and_pay(request) for request in approved])
    refused = [type(result).__name__ for result in results if not isinstance(result, Loan)]
    assert len(results) - len(refused) == COVERED, refused
    assert set(refused) <= {"InsufficientFunding", "BookingRefused", "RulesNotMet"}
    position = fund_position(approved[0].fund)
    assert (position.cash, position.available, position.lent) == (eur(0), eur(0), eur(10_000))
    assert Loan.objects.filter(state=Loan.State.ACTIVE).count() == COVERED


@pytest.mark.parametrize(("has_floors", "passed"), [(True, COVERED), (False, RACERS)])
def test_the_floor_is_what_holds_when_everybody_has_read_before_anybody_writes(
    committed_db: str, run_together: RunTogether, has_floors: bool, passed: int
) -> None:
    """Without the fund's lock, each sees 10 000 € available. Positive control: without floors all of them book."""
    fund = make_fund()
    make_product(fund)
    for _ in range(2):
        make_member(fund, placed=eur(5_000))
    borrower = make_member(fund)
    versions = [make_draft(borrower, amount=eur(1_000)).current for _ in range(RACERS)]
    if not has_floors:
        _remove_floors(fund)
    all_have_read = threading.Barrier(RACERS)

    def reserve(version: RequestVersion) -> list[Any]:
        parts = propose_funding(version).parts
        all_have_read.wait(timeout=60)
        loan = Loan(id=uuid7(), fund=fund, number=1, membership=borrower, agreed_on=database_now().date())
        nothing = as_money(0, "EUR")
        lenders = Membership.objects.select_related("cooperative", "fund").in_bulk([part.lender.id for part in parts])
        lapses = loan.agreed_on + timedelta(days=90)
        held = [
            Held(LegAmount(lenders[part.lender.id], as_money(part.amount, "EUR"), nothing), lapses) for part in parts
        ]
        return book_reservation(loan=loan, held=held, on=loan.agreed_on, key=f"agree:{loan.id}")

    results = run_together([lambda version=version: reserve(version) for version in versions])
    assert sum(isinstance(result, list) for result in results) == passed
    assert {type(result) for result in results if not isinstance(result, list)} <= {BookingRefused}


def test_one_key_used_fifty_times_at_once_has_one_effect_and_one_answer(
    committed_db: str, run_together: RunTogether
) -> None:
    act = _placement_act()
    answers = run_together([lambda: do_once(**act, now=database_now())] * RACERS)
    assert all(isinstance(answer, Answer) for answer in answers), answers
    assert Placement.objects.count() == 1
    assert {(answer.status, str(answer.body)) for answer in answers} == {(201, str(answers[0].body))}
    assert sorted(answer.is_replay for answer in answers) == [False] + [True] * (RACERS - 1)


def test_without_its_unique_index_a_key_would_have_several_effects(
    committed_db: str, run_together: RunTogether
) -> None:
    """Positive control."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lending_idempotentrequest DROP CONSTRAINT idempotency_key_is_used_once")
    act = _placement_act()
    run_together([lambda: do_once(**act, now=database_now())] * RACERS)
    assert Placement.objects.count() > 1


def test_ballots_that_race_the_close_count_exactly_when_the_database_clock_was_before_it(
    committed_db: str, run_together: RunTogether
) -> None:
    fund = make_fund(rule={"may_change_vote": True})
    people = make_committee(fund, 6)
    make_member(fund, placed=eur(50_000))
    consultation = make_consultation(make_member(fund), lasts=timedelta(seconds=2))
    attempts: list[tuple[str, Any, Any, Any]] = []

    def vote_until_closed(person: object) -> None:
        for choice in ["for", "against", "abstain"] * 2_000:
            before = database_now()
            try:
                receipt = cast_ballot(consultation=consultation, acting_person=person, choice=choice)
            except ClosedConsultation:
                attempts.append(("refused", before, database_now(), None))
                return
            attempts.append(("accepted", before, database_now(), receipt.cast_at))

    def close_until_closed() -> Decision:
        while True:
            try:
                return close_consultation(consultation=consultation, now=database_now())
            except NotClosedYet:
                continue

    acts = [lambda person=person: vote_until_closed(person) for person in people]
    results = run_together([*acts, close_until_closed, close_until_closed])
    decisions = [result for result in results if isinstance(result, Decision)]
    closes_at = consultation.closes_at
    assert len({decision.pk for decision in decisions}) == 1
    assert sum(kind == "refused" for kind, *_ in attempts) == len(people)
    for kind, before, after, cast_at in attempts:
        if kind == "accepted":
            assert before <= cast_at < closes_at
        else:
            assert after >= closes_at
    assert decisions[0].counts["counts"]["absent"] == 0
    last = [Ballot.objects.filter(seat__person=person).order_by("cast_at").last().choice for person in people]
    counts = decisions[0].counts["counts"]
    assert (counts["votes_for"], counts["against"], counts["abstain"]) == tuple(
        last.count(choice) for choice in ("for", "against", "abstain")
    )


@pytest.mark.parametrize("has_trigger", [True, False])
def test_a_ballot_written_past_the_service_after_the_close_is_refused_by_the_database(
    committed_db: str, has_trigger: bool
) -> None:
    """Positive control: without the trigger the row goes in."""
    fund = make_fund()
    make_committee(fund, 3)
    consultation = make_consultation(make_member(fund), lasts=timedelta(milliseconds=200))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.25)")
    if not has_trigger:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TRIGGER in_time ON lending_ballot")
    seat = consultation.seats.filter(recusal__isnull=True)[0]
    ballot = Ballot(fund=fund, seat=seat, choice="for", cast_by=seat.person, cast_at=consultation.opens_at)
    if has_trigger:
        with pytest.raises(Exception, match="the consultation closed at"):
            ballot.save(force_insert=True)
    else:
        ballot.save(force_insert=True)
    assert Ballot.objects.count() == (0 if has_trigger else 1)
    assert Consultation.objects.get().state == "open"


def _placement_act() -> dict[str, Any]:
    fund = make_fund()
    member, treasurer = make_member(fund), treasurer_of(fund)

    def act() -> tuple[int, Any]:
        placement = place_treasury(
            membership=member,
            amount=eur(1_000),
            placed_on=database_now().date(),
            acting_person=treasurer,
            now=database_now(),
        )
        return 201, {"id": str(placement.pk)}

    return {"person": treasurer, "key": "k-1", "request": {"amount": "1000.00"}, "act": act}


def _remove_floors(fund: Fund) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT ledger_set_floor(%s, a.code, NULL) FROM ledger_account a JOIN ledger_book k ON k.id = a.book_id"
            " WHERE k.code = %s",
            [fund.book, fund.book],
        )
