"""The lives of a request and of a loan. Days past due are computed, never stored."""

from collections.abc import Mapping
from enum import StrEnum

from lending.domain.moves import require_move_in
from lending.domain.sentences import gettext_noop


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

# What is done for a request or a loan to come to a state, as people say it.
REQUEST_ACTS: Mapping[RequestState, str] = {
    R.DRAFT: gettext_noop("make the request a draft again"),
    R.SUBMITTED: gettext_noop("hand the request in"),
    R.UNDER_REVIEW: gettext_noop("review the request"),
    R.IN_VOTE: gettext_noop("open the vote on the request"),
    R.APPROVED: gettext_noop("approve the request"),
    R.REJECTED: gettext_noop("reject the request"),
    R.WITHDRAWN: gettext_noop("take the request back"),
    R.LAPSED: gettext_noop("let the request lapse"),
}
LOAN_ACTS: Mapping[LoanState, str] = {
    L.AGREED: gettext_noop("agree the loan again"),
    L.ACTIVE: gettext_noop("let the loan run"),
    L.IN_ARREARS: gettext_noop("hold the loan for late"),
    L.RESCHEDULED: gettext_noop("give the loan another schedule"),
    L.DEFAULTED: gettext_noop("call the loan in"),
    L.WRITTEN_OFF: gettext_noop("write the loan off"),
    L.OVERPAID: gettext_noop("receive more than is owed on the loan"),
    L.CLOSED: gettext_noop("close the loan"),
    L.LAPSED: gettext_noop("let the loan lapse"),
}


def require_move(current: RequestState | LoanState, asked: RequestState | LoanState) -> None:
    """Let a request or a loan go from `current` to `asked`.

    :raises MoveNotAllowed: with the states that are possible.
    :raises TypeError: when one is of a request and the other of a loan.
    """
    if isinstance(current, RequestState) and isinstance(asked, RequestState):
        require_move_in(REQUEST_MOVES, current, asked, acts=REQUEST_ACTS)
    elif isinstance(current, LoanState) and isinstance(asked, LoanState):
        require_move_in(LOAN_MOVES, current, asked, acts=LOAN_ACTS)
    else:
        raise TypeError("a request does not become a loan: both states are of one life")
