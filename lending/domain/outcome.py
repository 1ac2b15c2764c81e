"""What a consultation comes to, and the figures that led there."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from lending.domain.ballots import Choice
from lending.domain.presence import Quorum
from lending.domain.voting_rule import VotingRule


class Result(StrEnum):
    """What a consultation comes to."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What the seats said. for + against + abstain + absent = eligible; void ballots are beside."""

    votes_for: int
    against: int
    abstain: int
    absent: int
    recused: int
    represented: int
    void: int

    @property
    def cast(self) -> int:
        """Ballots that count."""
        return self.votes_for + self.against + self.abstain

    @property
    def eligible(self) -> int:
        """Seats that could vote."""
        return self.cast + self.absent


@dataclass(frozen=True, kw_only=True)
class Majority:
    """How many FOR there were, and how many it takes out of `base`; a casting vote adds one to both."""

    votes_for: int
    base: int
    required: int

    @property
    def is_reached(self) -> bool:
        """Enough seats said FOR."""
        return self.votes_for >= self.required


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of a consultation, with every figure that led to it.

    `is_tie`: as many FOR as AGAINST, and at least one. `casting_vote`: the chair parted them.
    """

    result: Result
    counts: Counts
    quorum: Quorum
    majority: Majority
    is_tie: bool
    casting_vote: Choice | None
    rule: VotingRule

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it, in the decision and in the minutes."""
        return {
            "result": str(self.result),
            "counts": asdict(self.counts),
            "quorum": {**asdict(self.quorum), "is_reached": self.quorum.is_reached},
            "majority": {**asdict(self.majority), "is_reached": self.majority.is_reached},
            "is_tie": self.is_tie,
            "casting_vote": None if self.casting_vote is None else str(self.casting_vote),
        }
