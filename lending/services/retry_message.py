"""Trying a message again that was given up."""

from datetime import datetime
from uuid import UUID

from lending.models import OutboxMessage


def retry_message(*, message_id: UUID, now: datetime) -> bool:
    """Give a dead message its five attempts again; whether there was one."""
    dead = OutboxMessage.objects.filter(pk=message_id, state=OutboxMessage.State.DEAD)
    return bool(
        dead.update(
            state=OutboxMessage.State.PENDING, attempts=0, next_attempt_at=now, published_at=None, last_error=""
        )
    )
