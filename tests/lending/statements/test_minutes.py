"""The minutes: drawn up from the log, every seat once, and refused when the log and the decision disagree."""

import pytest

from lending.domain.ballots import Choice
from lending.domain.presence import Presence
from lending.models import Consultation, Decision, LogEntry, Office, Seat
from lending.selectors.clock import database_now
from lending.services.cast_ballot import cast_ballot
from lending.services.close_consultation import close_early, count
from lending.services.consultation_log import append_log, head_of
from lending.services.recuse_seat import recuse_seat
from lending.statements.errors import MinutesContradictLog, MinutesNotPossible
from lending.statements.minutes import minutes
from tests.factories import (
    decide,
    make_committee,
    make_consultation,
    make_fund,
    make_member,
    make_office,
    make_person,
    treasurer_of,
    vote,
)

NAMES = ("Aline", "Bruno", "Chloé", "David", "Emma", "Farid", "Gaëlle")


@pytest.fixture
def borrower(db):
    return make_borrower()


def make_borrower():
    return make_member(make_fund(), name="Atelier de démonstration 3")


@pytest.fixture
def seven_seats(kept):
    return kept(make_seven_seats)


def make_seven_seats():
    """A committee of seven; Aline chairs, Gaëlle sits for the borrower."""
    borrower = make_borrower()
    for name in NAMES:
        member = borrower if name == "Gaëlle" else make_member(borrower.fund, name=f"Atelier de {name}")
        kind = Office.Kind.CHAIR if name == "Aline" else Office.Kind.COMMITTEE
        make_office(borrower.fund, kind, person=make_person(name), cooperative=member.cooperative)
    return make_consultation(borrower)


def cast(consultation, name, choice, reason=""):
    person = consultation.seats.get(person__name=name).person
    return cast_ballot(consultation=consultation, acting_person=person, choice=choice, reason=reason)


def write_decision(consultation, **changes):
    """A decision as the close writes it, but for `changes`; `logged` changes the outcome of the log's last entry."""
    outcome = count(consultation).to_dict()
    entry = append_log(
        consultation=consultation,
        kind="closed",
        at=database_now(),
        actor="system",
        payload={"outcome": changes.pop("logged", outcome), "request_sha256": consultation.request_sha256},
    )
    known = {
        "fund": consultation.fund,
        "consultation": consultation,
        "outcome": outcome["result"],
        "counts": outcome,
        "request_sha256": consultation.request_sha256,
        "log_head": entry.sha256,
        "decided_at": database_now(),
        "expires_on": database_now().date(),
    }
    return Decision.objects.create(**{**known, **changes})


def closed_early(consultation):
    close_early(consultation=consultation, acting_person=treasurer_of(consultation.fund), now=database_now())
    return minutes(consultation=Consultation.objects.get(pk=consultation.pk))


def test_every_seat_is_in_the_minutes_exactly_once(seven_seats):
    for name in ("Aline", "Bruno", "Chloé"):
        cast(seven_seats, name, "for")
    cast(seven_seats, "David", "against", "Le carnet de commandes est vide.")
    cast(seven_seats, "Emma", "abstain")
    drawn_up = closed_early(seven_seats)
    assert [
        (seat.person, seat.cooperative, seat.is_chair, seat.presence, seat.choice, seat.reason)
        for seat in drawn_up.seats
    ] == [
        ("Aline", "Atelier de Aline", True, Presence.PRESENT, Choice.FOR, ""),
        ("Bruno", "Atelier de Bruno", False, Presence.PRESENT, Choice.FOR, ""),
        ("Chloé", "Atelier de Chloé", False, Presence.PRESENT, Choice.FOR, ""),
        ("David", "Atelier de David", False, Presence.PRESENT, Choice.AGAINST, "Le carnet de commandes est vide."),
        ("Emma", "Atelier de Emma", False, Presence.PRESENT, Choice.ABSTAIN, ""),
        ("Farid", "Atelier de Farid", False, Presence.ABSENT, None, ""),
        ("Gaëlle", "Atelier de démonstration 3", False, Presence.RECUSED, None, ""),
    ]
    assert [(seat.person, seat.recusal_kind, seat.recusal_reason) for seat in drawn_up.recused] == [
        ("Gaëlle", "automatic", "cooperative of the borrower")
    ]
    assert [seat.person for seat in drawn_up.dissent] == ["David"]
    assert (drawn_up.entry_count, drawn_up.head_height) == (9, 8)
    assert drawn_up.head == drawn_up.decision.log_head


def test_the_instant_of_a_vote_is_the_one_of_its_log_entry(seven_seats):
    receipts = {name: cast(seven_seats, name, "for") for name in NAMES[:4]}
    told = {seat.person: seat.cast_at for seat in closed_early(seven_seats).seats}
    assert {name: told[name] for name in receipts} == {name: receipt.cast_at for name, receipt in receipts.items()}


def test_only_the_last_of_a_seats_votes_is_minuted(db):
    borrower = make_member(make_fund(rule={"may_change_vote": True}))
    make_committee(borrower.fund, 3)
    consultation = make_consultation(borrower)
    vote(consultation, against=3)
    changed = consultation.seats.order_by("person__name")[0]
    for choice in ("for", "abstain", "for"):
        cast_ballot(consultation=consultation, acting_person=changed.person, choice=choice)
    write_decision(consultation)
    drawn_up = minutes(consultation=consultation)
    assert {seat.person: seat.choice for seat in drawn_up.seats if seat.choice is Choice.FOR} == {
        changed.person.name: Choice.FOR
    }
    assert len(drawn_up.seats) == 3
    assert str(drawn_up.outcome.result) == "rejected"


def test_a_vote_of_who_was_recused_afterwards_is_not_minuted(seven_seats):
    for name in NAMES[:6]:
        cast(seven_seats, name, "for")
    farid = seven_seats.seats.get(person__name="Farid").person
    recuse_seat(consultation=seven_seats, acting_person=farid, reason="Client de l'emprunteur", now=database_now())
    seat = {seat.person: seat for seat in closed_early(seven_seats).seats}["Farid"]
    assert (seat.presence, seat.choice, seat.recusal_kind, seat.recusal_reason) == (
        Presence.RECUSED,
        None,
        "declared",
        "Client de l'emprunteur",
    )


def test_an_open_vote_has_no_minutes(seven_seats):
    with pytest.raises(MinutesNotPossible) as refused:
        minutes(consultation=seven_seats)
    assert refused.value.values == {"request": "D2026-001 v1", "state": "open"}


@pytest.mark.parametrize("item_count", [3, 5])
def test_minutes_take_as_many_queries_however_many_seats(item_count, borrower, django_assert_num_queries):
    make_committee(borrower.fund, item_count)
    consultation = make_consultation(borrower)
    decide(consultation)
    consultation = Consultation.objects.select_related("request_version").get(pk=consultation.pk)
    with django_assert_num_queries(3):
        assert len(minutes(consultation=consultation).seats) == item_count


# What somebody who can write to the tables might leave behind: each is found, and nothing is printed.


@pytest.fixture
def voted(kept):
    return kept(make_voted)


def make_voted():
    seven_seats = make_seven_seats()
    for name in NAMES[:6]:
        cast(seven_seats, name, "against" if name == "David" else "for")
    return seven_seats


def counts_with(consultation, **changes):
    outcome = count(consultation).to_dict()
    return {**outcome, "counts": {**outcome["counts"], **changes}}


def test_minutes_of_an_honest_decision_are_drawn_up(voted):
    write_decision(voted)
    assert str(minutes(consultation=voted).outcome.result) == "adopted"


@pytest.mark.parametrize(
    ("what", "forged"),
    [
        ("outcome", lambda vote: {"outcome": "rejected"}),
        ("counts", lambda vote: {"counts": counts_with(vote, votes_for=6, against=0)}),
        ("outcome in the log", lambda vote: {"logged": counts_with(vote, against=0)}),
        ("hash of the request", lambda vote: {"request_sha256": "0" * 64}),
        ("log", lambda vote: {"log_head": "0" * 64}),
    ],
)
def test_a_decision_that_the_log_does_not_bear_out_is_not_printed(what, forged, voted):
    write_decision(voted, **forged(voted))
    with pytest.raises(MinutesContradictLog) as refused:
        minutes(consultation=voted)
    assert refused.value.values["what"] == what


def test_a_ballot_slipped_into_the_log_is_found(voted):
    head = head_of(voted)
    LogEntry.objects.create(
        fund=voted.fund,
        consultation=voted,
        height=head.height + 1,
        parent=head.sha256,
        type="ballot",
        at=head.at,
        actor=head.actor,
        payload={**head.payload, "choice": "against"},
        salt=head.salt,
        payload_sha256=head.payload_sha256,
        sha256=head.sha256,
    )
    write_decision(voted)
    with pytest.raises(MinutesContradictLog) as refused:
        minutes(consultation=voted)
    assert refused.value.values["what"] == "log"


def test_a_seat_added_beside_the_log_is_found(voted):
    Seat.objects.create(
        fund=voted.fund,
        consultation=voted,
        person=make_person("Hugo"),
        cooperative=voted.request_version.request.membership.cooperative,
    )
    write_decision(voted, outcome="adopted", counts=_without_hugo(voted), logged=_without_hugo(voted))
    with pytest.raises(MinutesContradictLog) as refused:
        minutes(consultation=voted)
    assert refused.value.values["what"] == "seats"


def _without_hugo(consultation):
    """The outcome of the seven, as the log tells it."""
    outcome = count(consultation).to_dict()
    outcome["counts"]["absent"] -= 1
    outcome["quorum"]["base"] -= 1
    outcome["quorum"]["required"] = 3
    return outcome
