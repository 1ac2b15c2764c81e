"""Where a consultation may go: there is no way back."""

from itertools import product

import pytest

from lending.domain.consultation_states import CONSULTATION_MOVES, ConsultationState, require_consultation_move
from lending.domain.state_errors import MoveNotAllowed

TABLE = """
    draft      notice withdrawn voided
    notice     open withdrawn voided
    open       closed withdrawn voided
    closed     adopted rejected no_quorum
    adopted    minuted
    rejected   minuted
    no_quorum  minuted
    minuted    executed lapsed
    executed
    lapsed
    withdrawn
    voided
"""
POSSIBLE = {line.split()[0]: set(line.split()[1:]) for line in TABLE.strip().splitlines()}


@pytest.mark.parametrize(("current", "asked"), list(product(ConsultationState, repeat=2)))
def test_a_consultation_goes_only_where_its_table_says(current, asked):
    if asked in POSSIBLE[current]:
        require_consultation_move(current, asked)
    else:
        with pytest.raises(MoveNotAllowed):
            require_consultation_move(current, asked)


@pytest.mark.parametrize("state", list(ConsultationState))
def test_no_life_comes_back_to_a_state(state):
    reached, frontier = set(), {state}
    while frontier:
        frontier = {after for before in frontier for after in CONSULTATION_MOVES[before]} - reached
        reached |= frontier
    assert state not in reached
