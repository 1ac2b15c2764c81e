"""Casting a ballot: who may, until when, and what the voter keeps."""

from datetime import timedelta

import pytest

from lending.domain.committee_errors import UnknownChoice
from lending.domain.fund_errors import AlreadyVoted, NoSeat, SeatRecused, WrongState
from lending.models import Ballot, Consultation, Event
from lending.selectors.clock import database_now
from lending.selectors.receipts import check_receipt
from lending.services.cast_ballot import cast_ballot
from lending.services.close_consultation import close_consultation
from lending.services.submit_request import withdraw_request
from tests.factories import make_committee, make_consultation, make_fund, make_member, make_person, manager_of, vote
from tests.lending.services.vote_stories import make_voting_fund, open_vote, wait_for_close

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=3)


@pytest.fixture
def consultation() -> Consultation:
    return open_vote(make_voting_fund(), lasts=DAYS)


def first_seat(consultation: Consultation):
    return consultation.seats.filter(recusal__isnull=True).order_by("person__name", "id")[0]


def test_a_voter_keeps_a_receipt_that_stands_in_the_log_and_says_nothing_of_the_choice(
    consultation: Consultation,
) -> None:
    receipt = cast_ballot(consultation=consultation, acting_person=first_seat(consultation).person, choice="for")
    assert check_receipt(consultation, height=receipt.height, sha256=receipt.sha256).stands
    assert set(receipt.__dataclass_fields__) == {"height", "sha256", "cast_at"}
    event = Event.objects.get(kind="cast_ballot")
    assert event.after == {"seat": str(first_seat(consultation).pk), "height": receipt.height}


def test_the_last_ballot_of_a_seat_counts() -> None:
    consultation = open_vote(make_voting_fund(seats=1))
    for choice in ("against", "abstain", "for"):
        vote(consultation, **{choice: 1})
    wait_for_close(consultation)
    decision = close_consultation(consultation=consultation, now=database_now())
    assert (decision.outcome, decision.counts["counts"]["votes_for"]) == ("adopted", 1)
    assert Ballot.objects.count() == 3


def test_where_the_rule_says_so_a_vote_does_not_change() -> None:
    consultation = open_vote(make_voting_fund(may_change_vote=False), lasts=DAYS)
    person = first_seat(consultation).person
    receipt = cast_ballot(consultation=consultation, acting_person=person, choice="for")
    with pytest.raises(AlreadyVoted) as refusal:
        cast_ballot(consultation=consultation, acting_person=person, choice="against")
    assert refusal.value.values == {"cast_at": receipt.cast_at}


@pytest.mark.parametrize("choice", ["", "FOR", "maybe", "pour"])
def test_what_is_no_vote_is_refused_because_nobody_could_count_it(consultation: Consultation, choice: str) -> None:
    with pytest.raises(UnknownChoice):
        cast_ballot(consultation=consultation, acting_person=first_seat(consultation).person, choice=choice)
    assert not Ballot.objects.exists()


def test_who_has_no_seat_does_not_vote(consultation: Consultation) -> None:
    with pytest.raises(NoSeat):
        cast_ballot(consultation=consultation, acting_person=make_person(), choice="for")


def test_the_borrowers_seat_does_not_vote() -> None:
    fund = make_fund()
    borrower = make_member(fund)
    people = make_committee(fund, 5, members=[borrower])
    consultation = make_consultation(borrower)
    with pytest.raises(SeatRecused, match="cooperative of the borrower"):
        cast_ballot(consultation=consultation, acting_person=people[0], choice="for")


def test_a_request_taken_back_is_voted_on_no_more(consultation: Consultation) -> None:
    request = consultation.request_version.request
    person = first_seat(consultation).person
    cast_ballot(consultation=consultation, acting_person=person, choice="for")
    withdraw_request(request=request, acting_person=manager_of(request.membership), now=database_now())
    with pytest.raises(WrongState) as refusal:
        cast_ballot(consultation=consultation, acting_person=person, choice="against")
    assert refusal.value.values["state"] == "withdrawn"
    with pytest.raises(WrongState):
        close_consultation(consultation=consultation, now=database_now())
