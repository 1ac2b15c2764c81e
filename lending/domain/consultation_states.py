"""The life of a consultation. There is no way back: what was closed is never opened again."""

from collections.abc import Mapping
from enum import StrEnum

from lending.domain.moves import require_move_in


class ConsultationState(StrEnum):
    """Where a consultation stands. That it is closed is a predicate on time: see `lending.domain.closing`."""

    DRAFT = "draft"
    NOTICE = "notice"
    OPEN = "open"
    CLOSED = "closed"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    MINUTED = "minuted"
    EXECUTED = "executed"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"


C = ConsultationState

CONSULTATION_MOVES: Mapping[ConsultationState, frozenset[ConsultationState]] = {
    C.DRAFT: frozenset({C.NOTICE, C.WITHDRAWN, C.VOIDED}),
    C.NOTICE: frozenset({C.OPEN, C.WITHDRAWN, C.VOIDED}),
    C.OPEN: frozenset({C.CLOSED, C.WITHDRAWN, C.VOIDED}),
    C.CLOSED: frozenset({C.ADOPTED, C.REJECTED, C.NO_QUORUM}),
    C.ADOPTED: frozenset({C.MINUTED}),
    C.REJECTED: frozenset({C.MINUTED}),
    C.NO_QUORUM: frozenset({C.MINUTED}),
    C.MINUTED: frozenset({C.EXECUTED, C.LAPSED}),
    C.EXECUTED: frozenset(),
    C.LAPSED: frozenset(),
    C.WITHDRAWN: frozenset(),
    C.VOIDED: frozenset(),
}


def require_consultation_move(current: ConsultationState, asked: ConsultationState) -> None:
    """Let a consultation go from `current` to `asked`.

    :raises MoveNotAllowed: with the states that are possible.
    """
    require_move_in(CONSULTATION_MOVES, current, asked)
