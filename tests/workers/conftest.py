"""What the tests of background work share: messages that are asked for."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lending.models import OutboxMessage
from lending.selectors.clock import database_now
from lending.services.outbox import enqueue_message
from tests.factories import make_fund, make_person, serial


@pytest.fixture
def ask_for_mail() -> Callable[[], OutboxMessage]:
    """Ask for one more invitation, to somebody new, due at once."""

    def ask() -> OutboxMessage:
        message = enqueue_message(
            fund=make_fund(),
            recipient=make_person(),
            template="invitation",
            context={"fund": "Caisse", "cooperative": "Atelier 3", "role": "manager"},
            dedupe_key=f"test:{next(serial)}",
            at=database_now() - timedelta(seconds=1),
        )
        assert message is not None
        return message

    return ask
