"""A mail is asked for in the transaction of the act, and once."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from lending.models import Fund, OutboxMessage
from lending.services.outbox import enqueue_message
from members.models import Person
from tests.factories import eur, make_fund, make_person
from tests.fixtures.concurrency import RunTogether

AT = datetime(2026, 2, 3, 17, tzinfo=UTC)


def ask(fund: Fund, person: Person, key: str = "loan_paid_out:1") -> OutboxMessage | None:
    return enqueue_message(
        fund=fund, recipient=person, template="loan_paid_out", context={"amount": eur("5000.00")}, dedupe_key=key, at=AT
    )


@pytest.mark.django_db
def test_a_message_is_due_at_once_and_holds_plain_text() -> None:
    message = ask(make_fund(), make_person())
    assert message is not None
    message.refresh_from_db()
    assert (message.state, message.attempts, message.created_at, message.next_attempt_at) == ("pending", 0, AT, AT)
    assert message.context == {"amount": "5000.00 EUR"}


@pytest.mark.django_db
def test_asked_twice_is_sent_once() -> None:
    fund, person = make_fund(), make_person()
    assert ask(fund, person) is not None
    assert ask(fund, person) is None
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_what_is_undone_asks_for_nothing() -> None:
    fund, person = make_fund(), make_person()
    with transaction.atomic():
        ask(fund, person)
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    assert ask(fund, person) is not None


def test_asked_by_many_at_one_instant_is_sent_once(run_together: RunTogether) -> None:
    fund, person = make_fund(), make_person()
    asked = run_together([lambda: ask(fund, person)] * 8)
    assert sum(message is not None for message in asked) == 1
    assert OutboxMessage.objects.count() == 1
