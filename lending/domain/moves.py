"""Tables of moves: from each state of a life, where it may go."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from lending.domain.sentences import gettext_noop
from lending.domain.state_errors import MoveNotAllowed

State = TypeVar("State", bound=StrEnum)
Moves = Mapping[State, frozenset[State]]


def require_move_in(moves: Mapping[State, frozenset[State]], current: State, asked: State) -> None:
    """Let a life go from `current` to `asked`, or say where it can go.

    :raises MoveNotAllowed: with the states that are possible.
    """
    if asked not in moves[current]:
        raise MoveNotAllowed(current=str(current), asked=str(asked), possible=_listed(moves[current]))


def _listed(states: Iterable[StrEnum]) -> str:
    return ", ".join(sorted(states)) or gettext_noop("nothing else")
