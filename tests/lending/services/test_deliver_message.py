"""A message is tried until it is delivered, five times at most; each attempt belongs to one worker."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from lending.models import OutboxMessage
from lending.services.deliver_message import deliver_message
from lending.services.outbox import enqueue_message
from lending.services.publish_messages import publish_messages
from lending.services.retry_message import retry_message
from tests.factories import make_fund, make_person
from tests.fixtures.concurrency import RunTogether

START = datetime(2026, 2, 3, 9, tzinfo=UTC)


def make_message(key: str = "k") -> OutboxMessage:
    message = enqueue_message(
        fund=make_fund(), recipient=make_person(), template="loan_paid_out", context={}, dedupe_key=key, at=START
    )
    assert message is not None
    return message


def at(minutes: float) -> Callable[[], datetime]:
    return lambda: START + timedelta(minutes=minutes)


def refuse(_message: OutboxMessage) -> None:
    raise OSError("451 come back later")


@pytest.mark.django_db
def test_a_delivered_message_is_not_delivered_again() -> None:
    message, sent = make_message(), list[OutboxMessage]()
    assert deliver_message(message_id=message.id, send=sent.append, clock=at(0)) == "sent"
    assert deliver_message(message_id=message.id, send=sent.append, clock=at(60)) is None
    message.refresh_from_db()
    assert (len(sent), message.state, message.attempts, message.sent_at) == (1, "sent", 1, START)


@pytest.mark.django_db
def test_a_message_that_fails_is_tried_later_and_later_then_given_up() -> None:
    message = make_message()
    # attempt at minute, state after it, minutes until the next one
    story = [
        (0, "pending", 1),
        (1, "pending", 5),
        (6, "pending", 30),
        (36, "pending", 120),
        (156, "dead", 0),
    ]
    for minute, state, pause in story:
        assert deliver_message(message_id=message.id, send=refuse, clock=at(minute)) == state
        message.refresh_from_db()
        assert message.next_attempt_at == START + timedelta(minutes=minute + pause)
    assert (message.attempts, message.last_error) == (5, "OSError: 451 come back later")
    assert deliver_message(message_id=message.id, send=refuse, clock=at(10_000)) is None


@pytest.mark.django_db
def test_told_too_early_nothing_happens() -> None:
    message = make_message()
    deliver_message(message_id=message.id, send=refuse, clock=at(0))
    assert deliver_message(message_id=message.id, send=refuse, clock=at(0.9)) is None
    message.refresh_from_db()
    assert message.attempts == 1


@pytest.mark.django_db
def test_an_attempt_that_died_is_made_again_and_one_that_runs_is_left_alone() -> None:
    message, sent = make_message(), list[OutboxMessage]()

    def die(_message: OutboxMessage) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        deliver_message(message_id=message.id, send=die, clock=at(0))
    message.refresh_from_db()
    assert message.state == "sending"
    assert deliver_message(message_id=message.id, send=sent.append, clock=at(4)) is None
    assert deliver_message(message_id=message.id, send=sent.append, clock=at(5)) == "sent"
    assert len(sent) == 1


@pytest.mark.django_db
def test_a_message_that_kills_its_worker_five_times_is_given_up() -> None:
    message = make_message()

    def die(_message: OutboxMessage) -> None:
        raise SystemExit

    for attempt in range(5):
        with pytest.raises(SystemExit):
            deliver_message(message_id=message.id, send=die, clock=at(attempt * 10))
    assert deliver_message(message_id=message.id, send=die, clock=at(50)) == "dead"
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("dead", "The last attempt was interrupted.")


@pytest.mark.django_db
def test_a_slow_attempt_does_not_write_over_the_one_that_followed_it() -> None:
    message = make_message()

    def overtaken(slow: OutboxMessage) -> None:
        assert deliver_message(message_id=slow.id, send=lambda _message: None, clock=at(6)) == "sent"
        raise OSError("timed out")

    deliver_message(message_id=message.id, send=overtaken, clock=at(0))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == ("sent", 2, "")


@pytest.mark.django_db
def test_a_dead_message_is_retried_with_new_attempts() -> None:
    message = make_message()
    OutboxMessage.objects.update(state="dead", attempts=5, last_error="no")
    assert retry_message(message_id=message.id, now=at(9)())
    assert not retry_message(message_id=message.id, now=at(9)())
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == ("pending", 0, "")
    assert deliver_message(message_id=message.id, send=lambda _message: None, clock=at(9)) == "sent"


def test_told_to_many_workers_at_one_instant_it_is_sent_by_one(run_together: RunTogether) -> None:
    message, sent = make_message(), list[OutboxMessage]()
    run_together([lambda: deliver_message(message_id=message.id, send=sent.append, clock=at(0))] * 8)
    assert len(sent) == 1


@pytest.mark.django_db
def test_a_message_is_told_again_each_minute_until_something_came_of_it() -> None:
    message, told = make_message(), list[object]()
    for minute in (0, 0.5, 1):
        publish_messages(publish=told.append, now=at(minute)())
    assert told == [message.id, message.id]
    deliver_message(message_id=message.id, send=lambda _message: None, clock=at(1))
    assert publish_messages(publish=told.append, now=at(60)()) == 0


@pytest.mark.django_db
def test_when_telling_fails_nothing_counts_as_told() -> None:
    message = make_message()

    def fail(_id: object) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        publish_messages(publish=fail, now=at(0)())
    message.refresh_from_db()
    assert message.published_at is None


def test_sweepers_at_one_instant_tell_each_message_once(run_together: RunTogether) -> None:
    messages = [make_message(f"k{number}") for number in range(20)]
    told: list[object] = []
    run_together([lambda: publish_messages(publish=told.append, now=at(0)())] * 6)
    assert sorted(map(str, told)) == sorted(str(message.id) for message in messages)


@pytest.mark.django_db
def test_a_message_without_a_reason_any_more_is_dropped() -> None:
    message, sent = make_message(), list[OutboxMessage]()
    context = {"instalment": "019c2000-0000-7000-8000-000000000001"}
    OutboxMessage.objects.filter(pk=message.pk).update(template="instalment_late", context=context)
    assert deliver_message(message_id=message.id, send=sent.append, clock=at(0)) == "dropped"
    assert deliver_message(message_id=message.id, send=sent.append, clock=at(60)) is None
    assert sent == []


@pytest.mark.django_db
def test_a_message_that_cannot_be_judged_is_a_failed_attempt() -> None:
    message = make_message()
    OutboxMessage.objects.filter(pk=message.pk).update(template="vote_reminder", context={})
    assert deliver_message(message_id=message.id, send=refuse, clock=at(0)) == "pending"
    message.refresh_from_db()
    assert message.last_error == "KeyError: 'seat'"
