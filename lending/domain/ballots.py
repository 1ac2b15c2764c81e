"""Which ballots count."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lending.domain.committee_errors import AmbiguousBallots, BallotOutsideElectorate, InvalidElectorate


class Choice(StrEnum):
    """What a seat says."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """A vote of a seat.

    :param order: its place among those of its seat: anything comparable that grows, such as a height in the log.
    :param holder: the seat that cast it by proxy, None when cast in person.
    """

    seat: Hashable
    choice: Choice
    order: Any
    holder: Hashable | None = None

    @property
    def is_in_person(self) -> bool:
        """Cast by the seat itself."""
        return self.holder is None


@dataclass(frozen=True)
class Electorate:
    """The seats as they were at the opening, who of them is recused, and the chair's seat.

    :raises InvalidElectorate: when a recusal or the chair is of no seat.
    """

    seats: frozenset[Hashable]
    recused: frozenset[Hashable] = frozenset()
    chair: Hashable | None = None

    def __post_init__(self) -> None:
        named = self.recused if self.chair is None else self.recused | {self.chair}
        for seat in sorted(named - self.seats, key=str):
            raise InvalidElectorate(seat=seat)

    @property
    def eligible(self) -> frozenset[Hashable]:
        """Seats that may vote."""
        return self.seats - self.recused


def effective_ballots(ballots: Iterable[Ballot], *, electorate: Electorate) -> dict[Hashable, Ballot]:
    """The one ballot of each seat that counts, whatever order they come in.

    The last one, where voting in person outranks a proxy. Ballots of a recused seat, or held by one, are void.

    :raises BallotOutsideElectorate: a ballot of a seat that was not there at the opening.
    :raises AmbiguousBallots: two different ballots of a seat with the same order.
    """
    by_seat: dict[Hashable, list[Ballot]] = {}
    for ballot in ballots:
        if not is_void(ballot, electorate=electorate):
            by_seat.setdefault(ballot.seat, []).append(ballot)
    return {seat: _last(of_seat) for seat, of_seat in by_seat.items()}


def is_void(ballot: Ballot, *, electorate: Electorate) -> bool:
    """Whether a recusal takes this ballot out of the count.

    :raises BallotOutsideElectorate: when neither recused nor eligible seats know it.
    """
    concerned = {ballot.seat} if ballot.holder is None else {ballot.seat, ballot.holder}
    for seat in sorted(concerned - electorate.seats, key=str):
        raise BallotOutsideElectorate(seat=seat)
    return not concerned.isdisjoint(electorate.recused)


def _last(ballots: list[Ballot]) -> Ballot:
    last = max(ballots, key=_rank)
    if any(_rank(ballot) == _rank(last) and ballot != last for ballot in ballots):
        raise AmbiguousBallots(seat=last.seat, order=last.order)
    return last


def _rank(ballot: Ballot) -> tuple[bool, Any]:
    return (ballot.is_in_person, ballot.order)
