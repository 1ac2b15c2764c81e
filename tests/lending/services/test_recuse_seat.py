"""Stepping back from a vote: by the clock, for good, and the ballot cast before is void."""

from datetime import timedelta

import pytest

from lending.domain.committee_errors import ClosedConsultation
from lending.domain.fund_errors import NoSeat, SeatRecused
from lending.models import Consultation, Event, Recusal, Seat
from lending.selectors.clock import database_now
from lending.services.cast_ballot import cast_ballot
from lending.services.close_consultation import close_consultation
from lending.services.recuse_seat import recuse_seat
from tests.factories import make_person, vote
from tests.lending.services.loan_stories import breaches
from tests.lending.services.vote_stories import make_voting_fund, open_vote, wait_for_close

pytestmark = pytest.mark.django_db


def seats_of(consultation: Consultation) -> list[Seat]:
    return list(consultation.seats.order_by("person__name", "id"))


def recuse(consultation: Consultation, seat: Seat) -> Recusal:
    return recuse_seat(
        consultation=consultation, acting_person=seat.person, reason="Client principal", now=database_now()
    )


def test_a_ballot_cast_before_is_void_and_the_log_keeps_both() -> None:
    consultation = open_vote(make_voting_fund(seats=3))
    first, *_ = seats_of(consultation)
    vote(consultation, against=1)
    recuse(consultation, first)
    assert list(consultation.log.order_by("height").values_list("type", flat=True)) == [
        "opened", "seats", "ballot", "ballot", "ballot", "recusal",
    ]  # fmt: skip
    wait_for_close(consultation)
    decision = close_consultation(consultation=consultation, now=database_now())
    counts = decision.counts["counts"]
    assert (decision.outcome, counts["votes_for"], counts["against"]) == ("adopted", 2, 0)
    assert breaches() == []
    event = Event.objects.get(kind="recuse_seat")
    assert event.after == {"seat": str(first.pk), "reason": "Client principal"}


def test_a_recused_seat_votes_no_more_and_is_recused_once() -> None:
    consultation = open_vote(make_voting_fund(), lasts=timedelta(days=3))
    seat = seats_of(consultation)[0]
    recuse(consultation, seat)
    with pytest.raises(SeatRecused):
        cast_ballot(consultation=consultation, acting_person=seat.person, choice="for")
    with pytest.raises(SeatRecused):
        recuse(consultation, seat)


def test_after_the_close_nobody_steps_back() -> None:
    consultation = open_vote(make_voting_fund(seats=1))
    vote(consultation)
    wait_for_close(consultation)
    with pytest.raises(ClosedConsultation):
        recuse(consultation, seats_of(consultation)[0])
    assert not Recusal.objects.exists()


def test_who_has_no_seat_has_nothing_to_step_back_from() -> None:
    consultation = open_vote(make_voting_fund(), lasts=timedelta(days=3))
    with pytest.raises(NoSeat):
        recuse_seat(consultation=consultation, acting_person=make_person(), reason="", now=database_now())


def test_when_everybody_steps_back_there_is_no_quorum() -> None:
    consultation = open_vote(make_voting_fund(seats=2))
    for seat in seats_of(consultation):
        recuse(consultation, seat)
    wait_for_close(consultation)
    assert close_consultation(consultation=consultation, now=database_now()).outcome == "no_quorum"
    assert breaches() == []
