"""For whoever watches the service: `live` says that it answers, `ready` that it can do its work."""

from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from lending.selectors.outbox import oldest_wait

OLDEST_WAIT_MAX = timedelta(minutes=5)
ANSWER_WITHIN_S = 2


@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing of anybody."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """503 as soon as the database or Redis is away, or a message waits too long: then workers take nothing."""
    parts = {name: check() for name, check in CHECKS.items()}
    well = set(parts.values()) == {"ok"}
    return JsonResponse({"status": "ok" if well else "unavailable", **parts}, status=200 if well else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unavailable"
    return "ok"


def _redis() -> str:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=ANSWER_WITHIN_S, socket_connect_timeout=ANSWER_WITHIN_S
        ) as client:
            client.ping()
    except redis.RedisError:
        return "unavailable"
    return "ok"


def _outbox() -> str:
    try:
        waiting = oldest_wait(now=timezone.now())
    except DatabaseError:
        return "unavailable"
    return "ok" if waiting <= OLDEST_WAIT_MAX else "late"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "redis": _redis, "outbox": _outbox}
