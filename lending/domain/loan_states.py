"""The lives of a request and of a loan. Days past due are computed, never stored."""

from collections.abc import Mapping
from enum import StrEnum

from lending.domain.moves import require_move_in


class RequestState(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    IN_VOTE = "in_vote"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class LoanState(StrEnum):
    """Where a loan stands."""

    AGREED = "agreed"
    ACTIVE = "active"
    IN_ARREARS = "in_arrears"
    RESCHEDULED = "rescheduled"
    DEFAULTED = "defaulted"
    WRITTEN_OFF = "written_off"
    OVERPAID = "overpaid"
    CLOSED = "closed"
    LAPSED = "lapsed"


R, L = RequestState, LoanState

REQUEST_MOVES: Mapping[RequestState, frozenset[RequestState]] = {
    R.DRAFT: frozenset({R.SUBMITTED, R.WITHDRAWN}),
    R.SUBMITTED: frozenset({R.UNDER_REVIEW, R.WITHDRAWN}),
    R.UNDER_REVIEW: frozenset({R.IN_VOTE, R.WITHDRAWN}),
    # Back to review when the terms are amended: the ballots are void.
    R.IN_VOTE: frozenset({R.APPROVED, R.REJECTED, R.UNDER_REVIEW, R.WITHDRAWN}),
    R.APPROVED: frozenset({R.LAPSED}),
    R.REJECTED: frozenset(),
    R.WITHDRAWN: frozenset(),
    R.LAPSED: frozenset(),
}

LOAN_MOVES: Mapping[LoanState, frozenset[LoanState]] = {
    L.AGREED: frozenset({L.ACTIVE, L.LAPSED}),
    L.ACTIVE: frozenset({L.IN_ARREARS, L.RESCHEDULED, L.OVERPAID, L.CLOSED}),
    L.IN_ARREARS: frozenset({L.ACTIVE, L.RESCHEDULED, L.DEFAULTED, L.OVERPAID, L.CLOSED}),
    L.RESCHEDULED: frozenset({L.ACTIVE}),
    # Called in: everything is due. It may still be paid; what is lost after all is written off. A calling in that is
    # taken back leaves the loan late.
    L.DEFAULTED: frozenset({L.WRITTEN_OFF, L.OVERPAID, L.CLOSED, L.IN_ARREARS}),
    # Recoveries come in without a change of state. A write-off that is taken back leaves the loan in default.
    L.WRITTEN_OFF: frozenset({L.DEFAULTED}),
    # A last payment that bounces is reversed, and the loan is owed again.
    L.OVERPAID: frozenset({L.CLOSED, L.ACTIVE, L.IN_ARREARS, L.DEFAULTED}),
    L.CLOSED: frozenset({L.ACTIVE, L.IN_ARREARS, L.DEFAULTED}),
    L.LAPSED: frozenset(),
}


def require_move(current: RequestState | LoanState, asked: RequestState | LoanState) -> None:
    """Let a request or a loan go from `current` to `asked`.

    :raises MoveNotAllowed: with the states that are possible.
    :raises TypeError: when one is of a request and the other of a loan.
    """
    if isinstance(current, RequestState) and isinstance(asked, RequestState):
        require_move_in(REQUEST_MOVES, current, asked)
    elif isinstance(current, LoanState) and isinstance(asked, LoanState):
        require_move_in(LOAN_MOVES, current, asked)
    else:
        raise TypeError("a request does not become a loan: both states are of one life")
