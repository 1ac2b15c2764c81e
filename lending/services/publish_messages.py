"""Telling workers of the messages that are due."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lending.models import OutboxMessage
from lending.selectors.outbox import messages_to_publish

BATCH_SIZE = 500


@transaction.atomic
def publish_messages(*, publish: Callable[[UUID], None], now: datetime, at_most: int = BATCH_SIZE) -> int:
    """Tell a worker of each due message that none was told of lately; two at once never tell of the same one.

    What is told is not done: a message stays due until it is delivered, and is told of again.

    :param publish: given the id of a message; when it raises, nothing counts as told.
    :returns: how many were told of.
    """
    # The rows stay locked until they are marked: another sweeper passes over them.
    locked = messages_to_publish(now=now).select_for_update(skip_locked=True)
    ids = list(locked.values_list("pk", flat=True)[:at_most])
    OutboxMessage.objects.filter(pk__in=ids).update(published_at=now)
    for message_id in ids:
        publish(message_id)
    return len(ids)
