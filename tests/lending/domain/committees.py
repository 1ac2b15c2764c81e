"""Committees for tests: a line of letters reads as a vote; and Hypothesis draws any committee."""

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from lending.domain.ballots import Ballot, Choice
from lending.domain.outcome import Outcome
from lending.domain.tally import tally
from lending.domain.voting_rule import (
    LegalPreset,
    MajorityBase,
    QuorumBase,
    RecusalEffect,
    Tie,
    VotingRule,
)

LETTERS = {"F": Choice.FOR, "A": Choice.AGAINST, "0": Choice.ABSTAIN}
CHOICES = st.sampled_from(list(Choice))


@dataclass(frozen=True)
class Case:
    """Everything that a count is a function of."""

    rule: VotingRule
    ballots: tuple[Ballot, ...]
    seats: tuple[int, ...]
    recused: frozenset[int] = frozenset()
    chair: int | None = None

    @property
    def electorate(self) -> dict[str, Any]:
        return {"seats": self.seats, "recused": self.recused, "rule": self.rule, "chair": self.chair}

    def outcome(self, count: Any = tally) -> Outcome:
        return count(self.ballots, **self.electorate)


def read(votes: str, rule: VotingRule | None = None, *, chair: int | None = None) -> Case:
    """One letter a seat: F for, A against, 0 abstain, . absent, R recused; f and a by proxy of the last seat."""
    seats = tuple(range(len(votes)))
    ballots = tuple(
        Ballot(
            seat=seat,
            choice=LETTERS[letter.upper()],
            order=seat,
            holder=seats[-1] if letter in "fa" else None,
        )
        for seat, letter in enumerate(votes)
        if letter.upper() in LETTERS
    )
    recused = frozenset(seat for seat, letter in enumerate(votes) if letter == "R")
    return Case(rule=rule or VotingRule(), ballots=ballots, seats=seats, recused=recused, chair=chair)


@st.composite
def rules(draw: st.DrawFn, **fixed: Any) -> VotingRule:
    """Any valid rule, `fixed` fields apart."""
    denominator = draw(st.integers(1, 6))
    majority_of = draw(st.integers(2, 6))
    tie = draw(st.sampled_from(list(Tie)))
    majority = (1, 2) if tie is Tie.CHAIR else (draw(st.integers(-(-majority_of // 2), majority_of - 1)), majority_of)
    quorum_base = draw(st.sampled_from(list(QuorumBase)))
    values = {
        "quorum_numerator": draw(st.integers(0, denominator)),
        "quorum_denominator": denominator,
        "quorum_base": quorum_base,
        "statutory_seats": draw(st.integers(1, 9)) if quorum_base is QuorumBase.STATUTORY else None,
        "quorum_counts_proxies": draw(st.booleans()),
        "recusal_effect": draw(st.sampled_from(list(RecusalEffect))),
        "majority_numerator": majority[0],
        "majority_denominator": majority[1],
        "majority_is_strict": draw(st.booleans()),
        "majority_base": MajorityBase.EXPRESSED if tie is Tie.CHAIR else draw(st.sampled_from(list(MajorityBase))),
        "min_for": draw(st.integers(0, 4)),
        "tie": tie,
        "proxies_per_holder": draw(st.integers(0, 3)),
        "legal_preset": draw(st.sampled_from(list(LegalPreset))),
        "may_change_vote": draw(st.booleans()),
    }
    return VotingRule(**{**values, **fixed})


@st.composite
def cases(draw: st.DrawFn, *, seats_max: int = 6, revotes: bool = True, **fixed: Any) -> Case:
    """Any committee: each seat votes never, once or several times, in person or by proxy; some are recused."""
    seats = tuple(range(draw(st.integers(1, seats_max))))
    recused = frozenset(draw(st.sets(st.sampled_from(seats), max_size=len(seats) // 2)))
    chair = draw(st.none() | st.sampled_from(seats))
    ballots = []
    for seat in seats:
        for _ in range(draw(st.integers(0, 3 if revotes else 1))):
            holder = draw(st.none() | st.sampled_from(seats))
            ballots.append(
                Ballot(seat=seat, choice=draw(CHOICES), order=len(ballots), holder=None if holder == seat else holder)
            )
    return Case(rule=draw(rules(**fixed)), ballots=tuple(ballots), seats=seats, recused=recused, chair=chair)


def with_ballots(case: Case, ballots: Any) -> Case:
    """The same committee, another vote."""
    return replace(case, ballots=tuple(ballots))
