"""Delivering a message of the outbox: at least once, twice only when a worker dies between sending and saying so."""

import traceback
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lending.domain.delivery import ATTEMPT_LASTS_MAX, ATTEMPTS_MAX, pause_after
from lending.models import OutboxMessage
from lending.selectors.outbox import due_messages
from lending.services.reminders import is_still_wanted

ERROR_LENGTH_MAX = 2000
INTERRUPTED = "The last attempt was interrupted."


def deliver_message(
    *, message_id: UUID, send: Callable[[OutboxMessage], None], clock: Callable[[], datetime]
) -> OutboxMessage.State | None:
    """Try a message that is due, outside of any transaction; told again, or too early, nothing happens.

    :param send: sends it under a Message-ID made of its id, or raises.
    :param clock: read before and after sending, which takes a while.
    :returns: its state now, or None when there was nothing to do.
    """
    message = _claim(message_id, now=clock())
    if message is None:
        return None
    if message.state == OutboxMessage.State.DEAD:
        return OutboxMessage.State.DEAD
    try:
        if not is_still_wanted(message, now=clock()):
            _finish(message, state=OutboxMessage.State.DROPPED)
            return OutboxMessage.State.DROPPED
        send(message)
    except Exception as error:  # Whatever is wrong with one message is written on it and stops no other.
        return _fail(message, error, now=clock())
    _finish(message, state=OutboxMessage.State.SENT, sent_at=clock(), last_error="")
    return OutboxMessage.State.SENT


@transaction.atomic
def _claim(message_id: UUID, *, now: datetime) -> OutboxMessage | None:
    """Mark the message as being sent, so that nobody else sends it until this attempt is given up."""
    due = due_messages(now=now).filter(pk=message_id)
    message = due.select_for_update(of=("self",), skip_locked=True).select_related("recipient", "fund").first()
    if message is None:
        return None
    if message.attempts >= ATTEMPTS_MAX:
        message.state, message.last_error = OutboxMessage.State.DEAD, message.last_error or INTERRUPTED
    else:
        message.state = OutboxMessage.State.SENDING
        message.attempts += 1
        message.next_attempt_at = now + ATTEMPT_LASTS_MAX
    message.save(update_fields=["state", "attempts", "next_attempt_at", "last_error"])
    return message


def _fail(message: OutboxMessage, error: Exception, *, now: datetime) -> OutboxMessage.State:
    pause = pause_after(message.attempts)
    state = OutboxMessage.State.PENDING if pause else OutboxMessage.State.DEAD
    told = "".join(traceback.format_exception_only(error)).strip()[:ERROR_LENGTH_MAX]
    _finish(message, state=state, next_attempt_at=now + pause if pause else now, last_error=told)
    return state


def _finish(message: OutboxMessage, **outcome: object) -> None:
    """Write down how this attempt ended, unless it took so long that another one has begun."""
    this_attempt = OutboxMessage.objects.filter(
        pk=message.pk, state=OutboxMessage.State.SENDING, attempts=message.attempts
    )
    this_attempt.update(**outcome)
