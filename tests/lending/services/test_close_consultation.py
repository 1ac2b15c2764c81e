"""Counting a vote: by the clock, by a pure function, and what follows from it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from lending.domain.committee_errors import ClosedConsultation
from lending.domain.fund_errors import NotAllowed, NotClosedYet, WrongState
from lending.domain.recount import recount
from lending.domain.state_errors import MoveNotAllowed
from lending.models import Consultation, Decision, Event, LoanRequest, OutboxMessage
from lending.selectors.clock import database_now
from lending.selectors.consultations import due_to_close, is_closed, turnout
from lending.services.agree_loan import agree_loan
from lending.services.cast_ballot import cast_ballot
from lending.services.close_consultation import close_consultation, close_early
from lending.services.open_consultation import open_consultation
from lending.services.submit_request import withdraw_request
from tests.factories import QUICK_RULE, make_person, manager_of, start_of, treasurer_of, vote
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import breaches
from tests.lending.services.vote_stories import SOON, make_voting_fund, open_vote, wait_for_close

pytestmark = pytest.mark.django_db


def state_of(consultation: Consultation) -> tuple[str, str]:
    """Of the consultation, and of its request."""
    found = Consultation.objects.select_related("request_version__request").get(pk=consultation.pk)
    return found.state, found.request_version.request.state


def ballots(consultation: Consultation, *choices: str) -> None:
    """The first seats vote, the others do not."""
    seats = consultation.seats.filter(recusal__isnull=True).order_by("person__name", "id")
    for seat, choice in zip(seats, choices, strict=False):
        cast_ballot(consultation=consultation, acting_person=seat.person, choice=choice)


# By what was cast.
Votes = dict[tuple[str, ...], Consultation]
# Five seats, a quorum of one half, a strict majority of those for and against; a tie rejects.
ALL_FOR, ALL_AGAINST = ("for",) * 5, ("against",) * 5
OUTCOMES = [
    (("for", "for", "for", "against", "abstain"), "adopted", "approved"),
    (("for", "for", "against"), "adopted", "approved"),
    (("for", "against", "abstain"), "rejected", "rejected"),
    (("against", "against", "against"), "rejected", "rejected"),
    (("abstain", "abstain", "abstain"), "rejected", "rejected"),
    (("for", "for"), "no_quorum", "under_review"),
    ((), "no_quorum", "under_review"),
]


def make_ended_votes() -> Votes:
    """Votes by what was cast, each in a fund of its own, whose time is over and which nobody has counted."""
    votes = {}
    for choices in (ALL_FOR, ALL_AGAINST, *(choices for choices, _outcome, _after in OUTCOMES)):
        votes[choices] = open_vote(make_voting_fund())
        ballots(votes[choices], *choices)
    for consultation in votes.values():
        wait_for_close(consultation)
    return votes


@pytest.fixture
def ended(kept: Kept) -> Votes:
    return kept(make_ended_votes)


@pytest.mark.parametrize(("choices", "outcome", "after"), OUTCOMES)
def test_the_outcome_follows_from_ballots_and_rule(
    ended: Votes, choices: tuple[str, ...], outcome: str, after: str
) -> None:
    consultation = ended[choices]
    decision = close_consultation(consultation=consultation, now=database_now())
    assert decision.outcome == outcome
    assert state_of(consultation) == (outcome, after)
    assert str(recount(list(consultation.log.order_by("height"))).result) == outcome
    assert decision.request_sha256 == consultation.request_version.sha256
    assert breaches() == []


def test_before_the_close_nothing_is_counted_and_only_turnout_shows() -> None:
    consultation = open_vote(make_voting_fund(), lasts=timedelta(days=3))
    ballots(consultation, "for", "against")
    with pytest.raises(NotClosedYet) as refusal:
        close_consultation(consultation=consultation, now=database_now())
    assert refusal.value.values == {"closes_at": consultation.closes_at}
    seen = turnout(consultation)
    assert (seen.eligible, seen.voted, seen.recused) == (5, 2, 0)
    assert not Decision.objects.exists()
    hidden = [*Event.objects.values_list("after", flat=True), *OutboxMessage.objects.values_list("context", flat=True)]
    assert not [values for values in hidden if {"for", "against"} & set(map(str, values.values()))]


def test_a_vote_is_closed_by_the_clock_whoever_counts_it_and_counted_once() -> None:
    consultation = open_vote(make_voting_fund())
    vote(consultation)
    wait_for_close(consultation)
    assert is_closed(consultation, now=database_now())
    assert state_of(consultation) == ("open", "in_vote")
    seat = consultation.seats.first()
    with pytest.raises(ClosedConsultation) as refusal:
        cast_ballot(consultation=consultation, acting_person=seat.person, choice="against")
    assert refusal.value.values == {"closed_at": consultation.closes_at}
    assert list(due_to_close(now=database_now())) == [consultation]
    close_consultation(consultation=consultation, now=database_now())
    assert list(due_to_close(now=database_now())) == []
    again = close_consultation(consultation=consultation, now=database_now())
    assert again == Decision.objects.get()
    assert Event.objects.filter(kind="decide_request").count() == 1


def test_where_no_worker_ever_ran_a_treasurer_agrees_what_was_adopted(ended: Votes) -> None:
    consultation = ended[ALL_FOR]
    request = consultation.request_version.request
    loan = agree_loan(
        request=request, agreed_on=start_of(request), acting_person=treasurer_of(request.fund, 2), now=database_now()
    )
    assert state_of(consultation) == ("adopted", "approved")
    assert loan.decision == Decision.objects.get()
    assert breaches() == []


def test_where_no_worker_ever_ran_what_was_refused_is_not_agreed(ended: Votes) -> None:
    consultation = ended[ALL_AGAINST]
    request = consultation.request_version.request
    with pytest.raises(WrongState) as refusal:
        agree_loan(
            request=request, agreed_on=start_of(request), acting_person=treasurer_of(request.fund, 2),
            now=database_now(),
        )  # fmt: skip
    assert refusal.value.values["state"] == "rejected"


def test_where_no_worker_ever_ran_a_borrower_does_not_take_back_what_was_refused(ended: Votes) -> None:
    consultation = ended[ALL_AGAINST]
    request = consultation.request_version.request
    with pytest.raises(ClosedConsultation):
        withdraw_request(request=request, acting_person=manager_of(request.membership), now=database_now())
    assert close_consultation(consultation=consultation, now=database_now()).outcome == "rejected"


def test_a_missed_quorum_leads_to_a_second_consultation_even_if_nobody_counted_the_first(kept: Kept) -> None:
    fund = kept(make_voting_fund)
    first = open_vote(fund)
    ballots(first, "for")
    wait_for_close(first)
    now = database_now()
    request = LoanRequest.objects.get()
    second = open_consultation(request=request, closes_at=now + SOON, acting_person=treasurer_of(fund), now=now)
    assert state_of(first) == ("no_quorum", "in_vote")
    vote(second)
    wait_for_close(second)
    close_consultation(consultation=second, now=database_now())
    assert state_of(second) == ("adopted", "approved")
    assert breaches() == []


def test_where_the_rule_has_no_second_consultation_a_missed_quorum_is_the_last_word() -> None:
    consultation = open_vote(make_voting_fund(second_consultation=False))
    wait_for_close(consultation)
    close_consultation(consultation=consultation, now=database_now())
    assert state_of(consultation) == ("no_quorum", "rejected")


def test_a_decision_expires_by_the_close_and_not_by_when_it_was_counted(ended: Votes) -> None:
    consultation = ended[ALL_FOR]
    decision = close_consultation(consultation=consultation, now=database_now() + timedelta(days=40))
    closed_on = consultation.closes_at.astimezone(ZoneInfo("Europe/Paris")).date()
    assert decision.expires_on == closed_on + timedelta(days=90)


def test_an_early_close_says_who_asked_for_it() -> None:
    consultation = open_vote(make_voting_fund(**QUICK_RULE), lasts=timedelta(days=3))
    treasurer = treasurer_of(consultation.fund)
    ballots(consultation, "for", "for")
    with pytest.raises(NotClosedYet):
        close_early(consultation=consultation, acting_person=treasurer, now=database_now())
    with pytest.raises(NotAllowed):
        close_early(consultation=consultation, acting_person=make_person(), now=database_now())
    seats = consultation.seats.filter(ballots__isnull=True).order_by("person__name")
    cast_ballot(consultation=consultation, acting_person=seats[0].person, choice="for")
    close_early(consultation=consultation, acting_person=treasurer, now=database_now())
    assert state_of(consultation) == ("adopted", "approved")
    assert Event.objects.get(kind="decide_request").person == treasurer
    with pytest.raises(ClosedConsultation):
        cast_ballot(consultation=consultation, acting_person=seats[1].person, choice="against")


def test_where_the_rule_has_no_early_close_even_a_full_vote_waits_for_its_time() -> None:
    consultation = open_vote(make_voting_fund(may_change_vote=False), lasts=timedelta(days=3))
    vote(consultation)
    with pytest.raises(NotClosedYet):
        close_early(consultation=consultation, acting_person=treasurer_of(consultation.fund), now=database_now())


def test_borrower_and_committee_are_told_once_with_the_head_of_the_chain() -> None:
    consultation = open_vote(make_voting_fund(**QUICK_RULE), lasts=timedelta(days=3))
    vote(consultation)
    decision = close_early(consultation=consultation, acting_person=treasurer_of(consultation.fund), now=database_now())
    told = OutboxMessage.objects.filter(template="consultation_decided")
    assert told.count() == 6
    assert {message.context["head"] for message in told} == {decision.log_head}
    event = Event.objects.get(kind="decide_request")
    assert (event.before, event.after["state"], event.after["outcome"]) == (
        {"state": "in_vote"},
        "approved",
        "adopted",
    )


def test_a_vote_under_way_is_not_opened_again() -> None:
    consultation = open_vote(make_voting_fund(), lasts=timedelta(days=3))
    now = database_now()
    with pytest.raises(MoveNotAllowed):
        open_consultation(
            request=consultation.request_version.request, closes_at=now + SOON,
            acting_person=treasurer_of(consultation.fund), now=now,
        )  # fmt: skip
    assert Consultation.objects.count() == 1
