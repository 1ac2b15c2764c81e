"""Who took part, and whether they were enough."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lending.domain.ballots import Ballot, Electorate
from lending.domain.voting_rule import QuorumBase, RecusalEffect, VotingRule


class Presence(StrEnum):
    """What became of a seat."""

    PRESENT = "present"
    REPRESENTED = "represented"
    RECUSED = "recused"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """How many seats took part, out of how many, and how many it takes; all in seats."""

    present: int
    base: int
    required: int

    @property
    def is_reached(self) -> bool:
        """Enough seats took part."""
        return self.present >= self.required


def attendance(effective: Mapping[Hashable, Ballot], *, electorate: Electorate) -> dict[Hashable, Presence]:
    """What became of every seat of the opening, each once.

    :param effective: the ballots that count, by seat (see `effective_ballots`).
    """
    return {seat: _presence(seat, effective, electorate) for seat in electorate.seats}


def _presence(seat: Hashable, effective: Mapping[Hashable, Ballot], electorate: Electorate) -> Presence:
    if seat in electorate.recused:
        return Presence.RECUSED
    if seat not in effective:
        return Presence.ABSENT
    return Presence.PRESENT if effective[seat].is_in_person else Presence.REPRESENTED


def quorum(effective: Mapping[Hashable, Ballot], *, electorate: Electorate, rule: VotingRule) -> Quorum:
    """The quorum's figures: who *took part* against how many seats, never who may vote against itself.

    Abstaining is taking part. Recused seats leave the base, or stay in it as absent or as present, as the rule says.
    """
    took_part = sum(1 for ballot in effective.values() if ballot.is_in_person or rule.quorum_counts_proxies)
    recused = len(electorate.recused)
    base = len(electorate.seats)
    if rule.quorum_base is QuorumBase.STATUTORY and rule.statutory_seats is not None:
        base = max(base, rule.statutory_seats)
    if rule.recusal_effect is RecusalEffect.EXCLUDED:
        base -= recused
    if rule.recusal_effect is RecusalEffect.IN_BASE_PRESENT:
        took_part += recused
    return Quorum(present=took_part, base=base, required=seats_required(base, rule=rule))


def seats_required(base: int, *, rule: VotingRule) -> int:
    """The smallest number of seats that reaches the rule's fraction of `base`; at least one when it asks for any."""
    if rule.quorum_numerator == 0:
        return 0
    return max(1, -(-rule.quorum_numerator * base // rule.quorum_denominator))
