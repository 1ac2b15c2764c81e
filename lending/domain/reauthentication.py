"""Proof that who acts has just said again who they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lending.domain.agreement_errors import ReauthenticationNeeded

LASTS: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Reauthentication:
    """When somebody proved again who they are, and how: "password", "mfa" (a code or a passkey)."""

    at: datetime
    method: str


def require_recent(proof: Reauthentication | None, *, now: datetime) -> Reauthentication:
    """A proof that is not older than LASTS, and not of the future.

    :raises ReauthenticationNeeded:
    """
    if proof is None or not timedelta(0) <= now - proof.at <= LASTS:
        raise ReauthenticationNeeded(minutes=int(LASTS.total_seconds() // 60))
    return proof
