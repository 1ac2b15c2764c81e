"""Doing an act once, however often its key is sent."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from lending.domain.fund_errors import KeyInUse, KeyMissing, KeyUsedForAnother
from lending.models import IdempotentRequest
from members.models import Person

LONGEST_KEY = 200
WAIT_MAX = "10s"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, now or the first time."""

    status: int
    body: Any
    is_replay: bool


def do_once(*, person: Person, key: str, request: Any, act: Callable[[], tuple[int, Any]], now: datetime) -> Answer:
    """Run `act` in one transaction with its key; the same key again gives the first answer and does nothing.

    A second call under a running key waits for the first one. An exception of `act` undoes the key too, so what
    failed can be sent again under it.

    :param request: what the client sent, JSON-ready: its fingerprint goes with the key.
    :param act: returns a status and a JSON-ready answer.
    :raises KeyMissing: no key, or one that is too long.
    :raises KeyUsedForAnother: the key came before with another request.
    :raises KeyInUse: the first call is still running after ten seconds.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise KeyMissing
    fingerprint = sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    with transaction.atomic():
        first = _claim(person=person, key=key, fingerprint=fingerprint, now=now)
        kept = IdempotentRequest.objects.get(person=person, key=key)
        if kept.fingerprint != fingerprint:
            raise KeyUsedForAnother(key=key)
        if not first:
            return Answer(status=kept.status or 0, body=kept.answer, is_replay=True)
        status, kept.answer = act()
        kept.status = status
        kept.save(update_fields=["status", "answer"])
        kept.refresh_from_db(fields=["answer"])
        return Answer(status=status, body=kept.answer, is_replay=False)


def _claim(*, person: Person, key: str, fingerprint: str, now: datetime) -> bool:
    """Whether this call is the first under its key. The unique index makes the others wait here."""
    row = IdempotentRequest(person=person, key=key, fingerprint=fingerprint, created_at=now)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT_MAX])
            IdempotentRequest.objects.bulk_create([row], ignore_conflicts=True)
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise KeyInUse(key=key) from error
        raise
    return IdempotentRequest.objects.filter(pk=row.pk).exists()
