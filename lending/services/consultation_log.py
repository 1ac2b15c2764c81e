"""The chain of a consultation: each thing that happens is a line on the one before."""

import secrets
from datetime import datetime
from typing import Any

from lending.domain.chain import next_entry
from lending.models import Consultation, LogEntry

SALT_BYTES = 16


def append_log(*, consultation: Consultation, kind: str, at: datetime, actor: str, payload: dict[str, Any]) -> LogEntry:
    """Add a line; the caller holds the consultation's lock, so that no two lines have one parent."""
    head = head_of(consultation)
    entry = next_entry(head, type=kind, at=at, actor=actor, payload=payload, salt=secrets.token_hex(SALT_BYTES))
    return LogEntry.objects.create(
        fund_id=consultation.fund_id,
        consultation=consultation,
        height=entry.height,
        parent=entry.parent,
        type=entry.type,
        at=entry.at,
        actor=entry.actor,
        payload=payload,
        salt=entry.salt,
        payload_sha256=entry.payload_sha256,
        sha256=entry.sha256,
    )


def head_of(consultation: Consultation) -> LogEntry | None:
    """The last line."""
    return LogEntry.objects.filter(consultation=consultation).order_by("-height").first()
