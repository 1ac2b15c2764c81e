"""What stays true of every committee, every rule and every vote; each with a count broken on purpose."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.domain.ballots import Ballot, Choice, Electorate, effective_ballots
from lending.domain.outcome import Result
from lending.domain.presence import Presence, attendance, quorum
from lending.domain.tally import may_close_early, tally
from lending.domain.voting_rule import QuorumBase, RecusalEffect, VotingRule
from tests.lending.domain.committees import Case, cases, read, rules, with_ballots
from tests.lending.domain.controls import assert_refutes

# --- 1. Effective ballots ≤ eligible seats; at most one effective ballot a seat.


def ballots_stay_within_seats(count, case):
    counts = case.outcome(count).counts
    eligible = len(case.seats) - len(case.recused)
    assert counts.cast <= eligible
    assert counts.cast == len({b.seat for b in case.ballots if not {b.seat, b.holder} & case.recused})
    assert counts.cast + counts.absent == eligible


def every_ballot_counts(ballots, **electorate):
    """Broken: a changed vote is counted beside the one it replaces."""
    outcome = tally(ballots, **electorate)
    return replace(outcome, counts=replace(outcome.counts, votes_for=sum(b.choice == Choice.FOR for b in ballots)))


@given(cases())
def test_effective_ballots_are_at_most_one_a_seat(case):
    ballots_stay_within_seats(tally, case)


def test_counting_every_ballot_would_be_seen():
    assert_refutes(ballots_stay_within_seats, every_ballot_counts, cases())


# --- 2. The outcome is a pure function: order does not matter. (Recounting from the log: test_recount.py.)


def order_does_not_matter(count, case):
    assert case.outcome(count) == with_ballots(case, case.ballots[::-1]).outcome(count)
    assert case.outcome(count) == with_ballots(case, sorted(case.ballots, key=lambda b: b.choice)).outcome(count)


def first_come_wins_a_tie(ballots, **electorate):
    """Broken: a tie is settled by whichever choice came first."""
    outcome = tally(ballots, **electorate)
    return replace(outcome, result=Result(ADOPTS[ballots[0].choice])) if outcome.is_tie and ballots else outcome


ADOPTS = {Choice.FOR: "adopted", Choice.AGAINST: "rejected", Choice.ABSTAIN: "rejected"}


@given(cases())
def test_the_order_of_ballots_does_not_matter(case):
    order_does_not_matter(tally, case)


def test_a_tie_settled_by_order_would_be_seen():
    assert_refutes(order_does_not_matter, first_come_wins_a_tie, cases(seats_max=3))


def test_no_order_of_a_small_vote_matters():
    case = read("FFAA0")

    assert {with_ballots(case, order).outcome().result for order in permutations(case.ballots)} == {Result.REJECTED}


# --- 4. A recused seat casts nothing and holds no proxy; the quorum's base follows the rule exactly.


def recused_seats_do_nothing(count, case):
    without = [b for b in case.ballots if not {b.seat, b.holder} & case.recused]
    outcome, clean = case.outcome(count), with_ballots(case, without).outcome(count)
    assert replace(outcome, counts=replace(outcome.counts, void=0)) == clean
    assert outcome.counts.void == len(case.ballots) - len(without)
    took_part = clean.counts.cast if case.rule.quorum_counts_proxies else clean.counts.cast - clean.counts.represented
    held = len(case.seats)
    if case.rule.quorum_base is QuorumBase.STATUTORY:
        held = max(held, case.rule.statutory_seats)
    assert (outcome.quorum.base, outcome.quorum.present) == {
        RecusalEffect.EXCLUDED: (held - len(case.recused), took_part),
        RecusalEffect.IN_BASE_ABSENT: (held, took_part),
        RecusalEffect.IN_BASE_PRESENT: (held, took_part + len(case.recused)),
    }[case.rule.recusal_effect]


def recusal_comes_too_late(ballots, *, seats, recused, rule, chair):
    """Broken: a recused seat that voted first keeps its ballot."""
    voted = {ballot.seat for ballot in ballots}
    return tally(ballots, seats=seats, recused=set(recused) - voted, rule=rule, chair=chair)


def recused_always_leave_the_base(ballots, *, rule, **electorate):
    """Broken: whatever the rule says, recused seats leave the quorum."""
    return tally(ballots, rule=replace(rule, recusal_effect=RecusalEffect.EXCLUDED), **electorate)


@given(cases())
def test_a_recused_seat_does_nothing_but_what_the_rule_says_to_the_quorum(case):
    recused_seats_do_nothing(tally, case)


@pytest.mark.parametrize("mutant", [recusal_comes_too_late, recused_always_leave_the_base])
def test_a_wrong_recusal_would_be_seen(mutant):
    assert_refutes(recused_seats_do_nothing, mutant, cases())


# --- 6. Replaying every change of vote = replaying the last ballots only.


def last_ballots_are_enough(count, case):
    electorate = Electorate(frozenset(case.seats), case.recused, case.chair)
    last = effective_ballots(case.ballots, electorate=electorate).values()
    outcome = case.outcome(count)
    assert (
        with_ballots(case, last).outcome(count).to_dict()
        == replace(outcome, counts=replace(outcome.counts, void=0)).to_dict()
    )


def first_ballots_count(ballots, **electorate):
    """Broken: a vote cannot really be changed."""
    return tally([replace(b, order=-b.order) for b in ballots], **electorate)


@given(cases())
def test_the_last_ballots_alone_give_the_same_outcome(case):
    last_ballots_are_enough(tally, case)


def last_in_person_wins(count, case):
    changed = with_ballots(case, (replace(b, holder=None) for b in case.ballots))
    last = {b.seat: b.choice for b in sorted(changed.ballots, key=lambda b: b.order) if b.seat not in case.recused}
    assert changed.outcome(count).counts.votes_for == list(last.values()).count(Choice.FOR)


@given(cases())
def test_a_changed_vote_is_the_last_one(case):
    last_in_person_wins(tally, case)


def test_keeping_first_ballots_would_be_seen():
    assert_refutes(last_in_person_wins, first_ballots_count, cases())


# --- 7. Turning AGAINST into FOR, or adding a FOR, never un-adopts.


def one_more_for_never_unadopts(count, case):
    if case.outcome(count).result is not Result.ADOPTED:
        return
    for seat in set(case.seats) - case.recused:
        kept = [ballot for ballot in case.ballots if ballot.seat != seat]
        said_for = Ballot(seat=seat, choice=Choice.FOR, order=99)
        assert with_ballots(case, [*kept, said_for]).outcome(count).result is Result.ADOPTED


def majority_of_the_absent(ballots, *, rule, **electorate):
    """Broken: one vote less than the rule asks is enough, but never all of them."""
    outcome = tally(ballots, rule=rule, **electorate)
    adopts = outcome.counts.votes_for < outcome.counts.eligible and outcome.result is Result.ADOPTED
    return replace(outcome, result=Result.ADOPTED if adopts else Result.REJECTED)


@settings(max_examples=400)
@given(cases(revotes=False))
def test_one_more_for_never_unadopts(case):
    one_more_for_never_unadopts(tally, case)


def test_a_count_that_dislikes_for_would_be_seen():
    assert_refutes(one_more_for_never_unadopts, majority_of_the_absent, cases(revotes=False))


def test_one_more_against_may_help_where_a_quorum_counts_participation():
    assert read("FF...").outcome().result is Result.NO_QUORUM
    assert read("FFA..").outcome().result is Result.ADOPTED


@given(cases(revotes=False, quorum_numerator=0))
def test_one_more_against_never_helps_where_a_floor_replaces_the_quorum(case):
    if case.outcome().result is not Result.REJECTED:
        return
    for seat in set(case.seats) - case.recused - {ballot.seat for ballot in case.ballots}:
        against = Ballot(seat=seat, choice=Choice.AGAINST, order=99)
        assert with_ballots(case, [*case.ballots, against]).outcome().result is Result.REJECTED


# --- 8. Early close only when nothing that is missing changes the outcome.

OPENED = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
EARLY = {"may_change_vote": False, "early_close": True}


def completions(case):
    """Every way the vote may still go: who has not voted in person votes in person, or does not."""
    electorate = Electorate(frozenset(case.seats), case.recused, case.chair)
    final = {seat for seat, b in effective_ballots(case.ballots, electorate=electorate).items() if b.is_in_person}
    open_seats = sorted(electorate.eligible - final)
    for choices in product([None, *Choice], repeat=len(open_seats)):
        later = [Ballot(seat=s, choice=c, order=99) for s, c in zip(open_seats, choices, strict=True) if c]
        yield with_ballots(case, [*case.ballots, *later])


def closes_early_exactly_when_settled(may_close, case):
    settled = len({completed.outcome().result for completed in completions(case)}) == 1
    assert may_close(case.ballots, **case.electorate, opened_at=OPENED, now=OPENED) == settled


def closes_when_all_but_one_voted(ballots, *, seats, recused, **others):
    """Broken: one missing ballot is taken as never decisive."""
    return len({ballot.seat for ballot in ballots}) >= len(seats) - len(recused) - 1


def proxies_are_final(ballots, **electorate):
    """Broken: forgets that a giver may still vote in person."""
    return may_close_early([replace(ballot, holder=None) for ballot in ballots], **electorate)


@settings(max_examples=150)
@given(cases(seats_max=4, revotes=False, **EARLY))
def test_a_consultation_closes_early_exactly_when_nothing_missing_can_change_it(case):
    closes_early_exactly_when_settled(may_close_early, case)


@pytest.mark.parametrize("mutant", [closes_when_all_but_one_voted, proxies_are_final])
def test_a_hasty_close_would_be_seen(mutant):
    assert_refutes(closes_early_exactly_when_settled, mutant, cases(seats_max=4, revotes=False, **EARLY))


@pytest.mark.parametrize(
    ("votes", "rule", "hours", "may"),
    [
        ("FFF..", VotingRule(**EARLY), 0, True),
        ("FF0..", VotingRule(**EARLY), 0, False),   # two AGAINST would make a tie
        ("AAA..", VotingRule(**EARLY), 0, True),
        (".....", VotingRule(**EARLY), 0, False),
        ("FFFFF", VotingRule(), 0, False),          # the rule does not allow it
        ("FFFFF", VotingRule(**EARLY, minimum_duration_hours=24), 23, False),
        ("FFFFF", VotingRule(**EARLY, minimum_duration_hours=24), 24, True),
    ],
)  # fmt: skip
def test_when_a_consultation_may_close_early(votes, rule, hours, may):
    case = read(votes, rule)

    assert (
        may_close_early(case.ballots, **case.electorate, opened_at=OPENED, now=OPENED + timedelta(hours=hours)) is may
    )


# --- 11. Every seat appears once.


@given(cases())
def test_every_seat_is_in_the_attendance_once_and_adds_up(case):
    electorate = Electorate(frozenset(case.seats), case.recused, case.chair)
    present = attendance(effective_ballots(case.ballots, electorate=electorate), electorate=electorate)
    counts = case.outcome().counts
    seen = list(present.values())
    assert set(present) == set(case.seats)
    assert seen.count(Presence.RECUSED) == counts.recused == len(case.recused)
    assert seen.count(Presence.ABSENT) == counts.absent
    assert seen.count(Presence.REPRESENTED) == counts.represented
    assert seen.count(Presence.PRESENT) + counts.represented == counts.cast


# --- A quorum is of who took part, never of who may vote.


def nobody_is_no_quorum(reached, case):
    if not case.rule.quorum_numerator or case.rule.recusal_effect is RecusalEffect.IN_BASE_PRESENT:
        return
    electorate = Electorate(frozenset(case.seats), case.recused, case.chair)
    assert not reached({}, electorate=electorate, rule=case.rule).is_reached


def quorum_of_the_eligible(effective, *, electorate, rule):
    """Broken: compares the number of eligible voters with the quorum, which is always reached."""
    return replace(quorum(effective, electorate=electorate, rule=rule), present=len(electorate.eligible))


@given(cases())
def test_nobody_is_no_quorum(case):
    nobody_is_no_quorum(quorum, case)


def test_a_quorum_of_the_eligible_would_be_seen():
    assert_refutes(nobody_is_no_quorum, quorum_of_the_eligible, cases())


@given(rules(), st.integers(0, 50))
def test_the_quorum_is_the_smallest_number_that_reaches_the_fraction(rule, seats):
    rule = replace(rule, quorum_base=QuorumBase.IN_OFFICE, statutory_seats=None)
    required = quorum({}, electorate=Electorate(frozenset(range(seats))), rule=rule).required
    assert required * rule.quorum_denominator >= rule.quorum_numerator * seats
    assert required <= max(1, seats)
    assert required <= 1 or (required - 1) * rule.quorum_denominator < rule.quorum_numerator * seats


def test_a_case_reads_as_it_is_written():
    assert read("Fa.R") == Case(
        rule=VotingRule(),
        ballots=(
            Ballot(seat=0, choice=Choice.FOR, order=0),
            Ballot(seat=1, choice=Choice.AGAINST, order=1, holder=3),
        ),
        seats=(0, 1, 2, 3),
        recused=frozenset({3}),
    )
