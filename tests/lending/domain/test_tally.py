"""What a vote comes to: a table of rule × ballots → outcome."""

from dataclasses import replace

import pytest

from lending.domain.ballots import Ballot, Choice
from lending.domain.committee_errors import AmbiguousBallots, BallotOutsideElectorate, InvalidElectorate
from lending.domain.outcome import Counts, Majority, Result
from lending.domain.presence import Quorum
from lending.domain.tally import tally
from lending.domain.voting_rule import LegalPreset, MajorityBase, QuorumBase, RecusalEffect, Secrecy, Tie, VotingRule
from tests.lending.domain.committees import read

HALF = VotingRule()
RULES = {
    "half": HALF,
    "half or more": replace(HALF, majority_is_strict=False),
    "of cast": replace(HALF, majority_base=MajorityBase.CAST),
    "of eligible": replace(HALF, majority_base=MajorityBase.ELIGIBLE),
    "two thirds": replace(HALF, majority_numerator=2, majority_denominator=3, majority_is_strict=False),
    "unanimous": replace(HALF, majority_denominator=1, majority_is_strict=False),
    "chair": replace(HALF, tie=Tie.CHAIR),
    "no quorum": replace(HALF, quorum_numerator=0),
    "floor of 2": replace(HALF, quorum_numerator=0, min_for=2),
    "recused absent": replace(HALF, recusal_effect=RecusalEffect.IN_BASE_ABSENT),
    "recused present": replace(HALF, recusal_effect=RecusalEffect.IN_BASE_PRESENT),
    "8 statutory": replace(HALF, quorum_base=QuorumBase.STATUTORY, statutory_seats=8),
    "in person": replace(HALF, quorum_counts_proxies=False),
    "secret": replace(HALF, secrecy=Secrecy.SECRET, may_change_vote=False, proxies_per_holder=0),
}
ADOPTED, REJECTED, NO_QUORUM = Result.ADOPTED, Result.REJECTED, Result.NO_QUORUM


# One letter a seat: F for, A against, 0 abstain, . absent, R recused; f and a by proxy. The chair sits first.
@pytest.mark.parametrize(
    ("rule", "votes", "result"),
    [
        # The ordinary ones.
        ("half",            "FFF..",   ADOPTED),
        ("half",            "FFAA0",   REJECTED),   # a tie is a rejection
        ("half",            "FFFAA",   ADOPTED),
        ("half",            "AAAFF",   REJECTED),
        ("half",            "F0000",   ADOPTED),    # abstentions are not votes expressed
        ("half",            "00000",   REJECTED),   # nobody said for
        # A quorum counts who took part, not who could: that would always be reached.
        ("half",            ".....",   NO_QUORUM),
        ("half",            "FF...",   NO_QUORUM),
        ("half",            "FFA..",   ADOPTED),    # the paradox of a quorum on participation
        ("half",            "FF0..",   ADOPTED),    # abstaining is taking part
        ("half",            "FF..",    ADOPTED),    # reached at its fraction
        ("no quorum",       ".....",   REJECTED),
        ("no quorum",       "F....",   ADOPTED),
        # A floor has no such paradox.
        ("floor of 2",      "F....",   REJECTED),
        ("floor of 2",      "FF...",   ADOPTED),
        ("floor of 2",      "FFA..",   ADOPTED),
        # Majorities, each of its base.
        ("half or more",    "FFAA.",   REJECTED),   # a tie is a tie, however the majority is counted
        ("of cast",         "FFA00",   REJECTED),   # 2 of 5 cast
        ("of cast",         "FFF00",   ADOPTED),
        ("of eligible",     "FF...",   NO_QUORUM),
        ("of eligible",     "FF0..",   REJECTED),   # 2 of 5 eligible
        ("of eligible",     "FFF..",   ADOPTED),
        ("of eligible",     "FFRRR",   ADOPTED),    # recused seats are not eligible
        ("two thirds",      "FFA..",   ADOPTED),    # at its fraction
        ("two thirds",      "FFFAA",   REJECTED),
        ("unanimous",       "FFF0.",   ADOPTED),
        ("unanimous",       "FFFFA",   REJECTED),
        # A tie is never settled by an order, only by a chair who voted.
        ("chair",           "FFAA.",   ADOPTED),
        ("chair",           "AFFA.",   REJECTED),
        ("chair",           "0FFAA",   REJECTED),
        ("chair",           ".FFAA",   REJECTED),
        ("chair",           "RFFAA",   REJECTED),
        ("chair",           "FAAAF",   REJECTED),   # no tie, no casting vote
        ("chair",           ".....",   NO_QUORUM),
        # A recusal does to the quorum what the rule says, no more.
        ("half",            "FFRRR",   ADOPTED),    # 2 of 2
        ("recused absent",  "FFRRR",   NO_QUORUM),  # 2 of 5
        ("recused present", "FFRRR",   ADOPTED),    # 5 of 5
        ("half",            "FR...",   NO_QUORUM),  # 1 of 4
        ("recused present", "FR...",   NO_QUORUM),  # 2 of 5
        ("recused present", "FRR..",   ADOPTED),    # 3 of 5
        ("half",            "RRRRR",   NO_QUORUM),  # nobody left
        ("recused present", "RRRRR",   REJECTED),
        # Vacant seats that the statutes provide.
        ("8 statutory",     "FFF..",   NO_QUORUM),  # 3 of 8
        ("8 statutory",     "FFF0.",   ADOPTED),    # 4 of 8
        ("8 statutory",     "FFFR.",   NO_QUORUM),  # 3 of 7
        # Proxies.
        ("half",            "ff..F",   ADOPTED),
        ("in person",       "ff..F",   NO_QUORUM),
        ("in person",       "ffFFF",   ADOPTED),
        ("half",            "fff.R",   NO_QUORUM),  # a recused seat holds no proxy
        # A secret vote of so few that it would give them away decides nothing.
        ("secret",          "FFFF...", NO_QUORUM),
        ("secret",          "FFFA0..", ADOPTED),
    ],
)  # fmt: skip
def test_a_vote_comes_to_what_its_rule_says(rule, votes, result):
    assert read(votes, RULES[rule], chair=0).outcome().result == result


def test_an_outcome_has_every_figure_that_led_to_it():
    outcome = read("FFA0.aRF", RULES["two thirds"]).outcome()

    assert outcome.result is REJECTED
    assert outcome.counts == Counts(votes_for=3, against=2, abstain=1, absent=1, recused=1, represented=1, void=0)
    assert outcome.quorum == Quorum(present=6, base=7, required=4)
    assert outcome.majority == Majority(votes_for=3, base=5, required=4)
    assert outcome.to_dict() == {
        "result": "rejected",
        "counts": {
            "votes_for": 3, "against": 2, "abstain": 1, "absent": 1, "recused": 1, "represented": 1, "void": 0,
        },
        "quorum": {"present": 6, "base": 7, "required": 4, "is_reached": True},
        "majority": {"votes_for": 3, "base": 5, "required": 4, "is_reached": False},
        "is_tie": False,
        "casting_vote": None,
    }  # fmt: skip


def test_a_casting_vote_counts_twice_and_is_told():
    outcome = read("FFAA.", RULES["chair"], chair=0).outcome()

    assert outcome.casting_vote is Choice.FOR
    assert outcome.counts.votes_for == 2
    assert outcome.majority == Majority(votes_for=3, base=5, required=3)


def test_the_last_ballot_of_a_seat_counts():
    ballots = [
        Ballot(seat="a", choice=choice, order=order) for order, choice in enumerate(["against", "abstain", "for"])
    ]

    assert tally(ballots, seats=["a"], rule=HALF).result is ADOPTED
    assert tally(reversed(ballots), seats=["a"], rule=HALF).result is ADOPTED


def test_voting_in_person_outranks_a_proxy_whichever_came_last():
    in_person = Ballot(seat="a", choice=Choice.AGAINST, order=1)
    by_proxy = Ballot(seat="a", choice=Choice.FOR, order=2, holder="b")

    assert tally([in_person, by_proxy], seats=["a", "b"], rule=HALF).counts.against == 1


def test_a_ballot_of_a_seat_recused_later_is_void_and_counted_as_such():
    outcome = tally(
        [Ballot(seat="a", choice=Choice.AGAINST, order=0), Ballot(seat="b", choice=Choice.FOR, order=1)],
        seats=["a", "b"],
        recused=["a"],
        rule=HALF,
    )

    assert outcome.result is ADOPTED
    assert (outcome.counts.against, outcome.counts.void) == (0, 1)


def test_the_electorate_is_that_of_the_opening():
    latecomer = Ballot(seat="new", choice=Choice.FOR, order=0)

    with pytest.raises(BallotOutsideElectorate, match="new holds no seat"):
        tally([latecomer], seats=["a", "b"], rule=HALF)
    with pytest.raises(BallotOutsideElectorate, match="new holds no seat"):
        tally([Ballot(seat="a", choice=Choice.FOR, order=0, holder="new")], seats=["a", "b"], rule=HALF)
    with pytest.raises(InvalidElectorate, match="new holds no seat"):
        tally([], seats=["a", "b"], recused=["new"], rule=HALF)
    with pytest.raises(InvalidElectorate, match="new holds no seat"):
        tally([], seats=["a", "b"], chair="new", rule=HALF)


def test_two_ballots_at_the_same_place_are_not_settled_silently():
    two = [Ballot(seat="a", choice=Choice.FOR, order=7), Ballot(seat="a", choice=Choice.AGAINST, order=7)]

    with pytest.raises(AmbiguousBallots, match="two different ballots at 7"):
        tally(two, seats=["a"], rule=HALF)
    assert tally([two[0], two[0]], seats=["a"], rule=HALF).counts.cast == 1


def test_a_preset_for_proxies_changes_no_count():
    scop = replace(HALF, legal_preset=LegalPreset.SCOP_ASSEMBLY)

    assert read("ffF..", scop).outcome().counts == read("ffF..").outcome().counts
