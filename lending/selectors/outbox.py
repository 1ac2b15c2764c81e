"""The outbox: what waits, what is late, what was given up."""

from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet

from lending.domain.delivery import PUBLISH_AGAIN_AFTER
from lending.models import OutboxMessage

UNDONE = (OutboxMessage.State.PENDING, OutboxMessage.State.SENDING)


def due_messages(*, now: datetime) -> QuerySet[OutboxMessage]:
    """Messages whose time has come, and attempts that died with their worker; longest waiting first."""
    return OutboxMessage.objects.filter(state__in=UNDONE, next_attempt_at__lte=now).order_by("next_attempt_at", "id")


def messages_to_publish(*, now: datetime) -> QuerySet[OutboxMessage]:
    """Due messages that no worker was told of lately."""
    not_lately = Q(published_at__isnull=True) | Q(published_at__lte=now - PUBLISH_AGAIN_AFTER)
    return due_messages(now=now).filter(not_lately)


def dead_messages() -> QuerySet[OutboxMessage]:
    """Messages given up, latest first."""
    dead = OutboxMessage.objects.filter(state=OutboxMessage.State.DEAD)
    return dead.select_related("recipient", "fund").order_by("-created_at", "-id")


def oldest_wait(*, now: datetime) -> timedelta:
    """For how long the most neglected due message has been waiting; nought when none is."""
    first = due_messages(now=now).order_by().aggregate(first=Min("next_attempt_at"))["first"]
    return now - first if first else timedelta(0)
