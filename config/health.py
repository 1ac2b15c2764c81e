"""Whether this process lives, and whether it may be given requests."""

from datetime import timedelta
from typing import Final

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from lending.selectors.outbox import oldest_wait

# Beyond this, workers have stopped taking what is due, whatever they say of themselves.
OUTBOX_WAIT_MAX: Final = timedelta(minutes=5)
REDIS_PATIENCE_S: Final = 2


def live(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Database, Redis, and the age of the oldest thing left undone; 503 when one is not as it should be."""
    checks = {"database": _database(), "redis": _redis()}
    checks["outbox"] = _outbox() if checks["database"] == "ok" else "unknown"
    is_ready = set(checks.values()) == {"ok"}
    body = {"status": "ok" if is_ready else "unavailable", "checks": checks}
    return JsonResponse(body, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _redis() -> str:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=REDIS_PATIENCE_S, socket_connect_timeout=REDIS_PATIENCE_S
        ) as client:
            client.ping()
    except redis.RedisError:
        return "unreachable"
    return "ok"


def _outbox() -> str:
    """A message that waits for its next attempt is not late; one that nobody takes is."""
    waits = oldest_wait(now=timezone.now())
    return "ok" if waits <= OUTBOX_WAIT_MAX else f"a message has been waiting for {int(waits.total_seconds())} s"
