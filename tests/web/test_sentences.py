"""Refusals as people read them."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override
from djmoney.money import Money

from lending.domain.committee_errors import ClosedConsultation
from lending.domain.fund_errors import MoreThanPlaced, NoticeNotOver, WrongState
from lending.domain.loan_states import LoanState, RequestState, require_move
from lending.domain.state_errors import MoveNotAllowed
from tests.web.conftest import plain
from web.sentences import sentence_of


@pytest.mark.parametrize(
    ("error", "french", "english"),
    [
        (
            MoreThanPlaced(asked=Money("1500", "EUR"), available=Money("1365.2", "EUR")),
            "1 500,00 €",
            "€1,500.00 were asked; €1,365.20 of this placement remain: lower the amount.",
        ),
        (
            NoticeNotOver(requested_on=date(2026, 2, 1), payable_on=date(2026, 5, 2)),
            "1er février 2026",
            "Notice was given on 1 February 2026; payment is possible from 2 May 2026.",
        ),
        (
            ClosedConsultation(closed_at=datetime(2026, 2, 3, 17, 0, tzinfo=UTC)),
            "3 février 2026 à 18:00, heure de Paris",
            "The consultation closed at 3 February 2026 at 18:00, Paris time: nothing in it can change any more.",
        ),
        (
            WrongState(subject="D2026-001", state="under_review", needed="in_vote"),
            "D2026-001",
            "D2026-001 is under review; this can be done when it is in vote.",
        ),
    ],
)
def test_an_error_says_its_rule_its_values_and_the_way_out(error, french, english):
    with override("fr"):
        assert french in plain(sentence_of(error))
    with override("en"):
        assert plain(sentence_of(error)) == english


def test_the_states_that_are_possible_are_named_in_the_readers_language():
    with pytest.raises(MoveNotAllowed) as refused:
        require_move(LoanState.ACTIVE, LoanState.AGREED)
    with override("fr"):
        said = sentence_of(refused.value)
    assert plain(said) == (
        "État actuel : actif. À ce stade, personne ne peut convenir de nouveau du prêt. Ce qui est possible : solder "
        "le prêt, ou tenir le prêt pour en retard, ou recevoir plus que ce qui reste dû du prêt, ou donner au prêt un "
        "autre échéancier."
    )


def test_what_ended_can_be_nothing_any_more():
    with pytest.raises(MoveNotAllowed) as refused:
        require_move(RequestState.REJECTED, RequestState.WITHDRAWN)
    with override("fr"):
        assert plain(sentence_of(refused.value)) == (
            "État actuel : refusée. À ce stade, personne ne peut retirer la demande. Ce qui est possible : plus rien."
        )
