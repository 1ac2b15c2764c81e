"""Where a request and a loan may go: every pair of states, once."""

import pytest

from lending.domain.loan_states import (
    LOAN_ACTS,
    LOAN_MOVES,
    REQUEST_ACTS,
    REQUEST_MOVES,
    LoanState,
    RequestState,
    require_move,
)
from lending.domain.state_errors import MoveNotAllowed

REQUEST_TABLE = """
    draft         submitted withdrawn
    submitted     under_review withdrawn
    under_review  in_vote withdrawn
    in_vote       approved rejected under_review withdrawn
    approved      lapsed
    rejected
    withdrawn
    lapsed
"""
LOAN_TABLE = """
    agreed        active lapsed
    active        in_arrears rescheduled overpaid closed
    in_arrears    active rescheduled defaulted overpaid closed
    rescheduled   active
    defaulted     written_off overpaid closed in_arrears
    written_off   defaulted
    overpaid      closed active in_arrears defaulted
    closed        active in_arrears defaulted
    lapsed
"""


def pairs(states, table):
    possible = {line.split()[0]: set(line.split()[1:]) for line in table.strip().splitlines()}
    return [(current, asked, asked in possible[current]) for current in states for asked in states]


@pytest.mark.parametrize(
    ("current", "asked", "possible"), pairs(RequestState, REQUEST_TABLE) + pairs(LoanState, LOAN_TABLE)
)
def test_a_life_goes_only_where_its_table_says(current, asked, possible):
    if possible:
        require_move(current, asked)
    else:
        with pytest.raises(MoveNotAllowed):
            require_move(current, asked)


def test_every_state_has_its_line():
    assert set(REQUEST_MOVES) == set(RequestState) == set(REQUEST_ACTS)
    assert set(LOAN_MOVES) == set(LoanState) == set(LOAN_ACTS)


def test_a_refusal_says_what_is_possible():
    with pytest.raises(MoveNotAllowed) as refusal:
        require_move(RequestState.IN_VOTE, RequestState.LAPSED)

    assert str(refusal.value) == (
        "It is in_vote: nobody can let the request lapse at this stage. What can be done: approve the request, or "
        "reject the request, or review the request, or take the request back."
    )


def test_a_request_does_not_become_a_loan():
    with pytest.raises(TypeError):
        require_move(RequestState.APPROVED, LoanState.AGREED)
