"""Tables of moves: from each state of a life, where it may go, and what people call going there."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.state_errors import MoveNotAllowed

State = TypeVar("State", bound=StrEnum)
Moves = Mapping[State, frozenset[State]]

_AND_MORE: Final = gettext_noop("%(first)s, or %(more)s")
_NOTHING: Final = gettext_noop("nothing any more")


def require_move_in(
    moves: Mapping[State, frozenset[State]], current: State, asked: State, *, acts: Mapping[State, str]
) -> None:
    """Let a life go from `current` to `asked`, or say what can be done with it.

    :param acts: what is done for each state to be reached, as people say it.
    :raises MoveNotAllowed: with the states that are possible.
    """
    if asked not in moves[current]:
        possible = sorted(moves[current])
        raise MoveNotAllowed(
            current=str(current), asked=str(asked), possible=", ".join(possible), act=Sentence(acts[asked]),
            ways=_listed([acts[state] for state in possible]),
        )  # fmt: skip


def _listed(acts: Iterable[str]) -> Sentence:
    """One or the other, each translated for itself."""
    said: Any = None
    for act in reversed(list(acts)):
        said = Sentence(_AND_MORE, {"first": Sentence(act), "more": said}) if said else Sentence(act)
    return said or Sentence(_NOTHING)
