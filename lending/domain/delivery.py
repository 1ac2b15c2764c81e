"""How often a message is tried, and when again."""

from datetime import timedelta
from typing import Final

ATTEMPTS_MAX: Final = 5
# A server that is restarted, a greylist, a bad hour, a bad afternoon.
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
# An attempt that has not ended by then has died with its worker; more than twice the time a worker gets for it.
ATTEMPT_LASTS_MAX: Final = timedelta(minutes=5)
# A worker that was told and did nothing is told again after this.
PUBLISH_AGAIN_AFTER: Final = timedelta(minutes=1)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None when there is no other.

    >>> [pause_after(attempts) for attempts in (1, 4)]
    [datetime.timedelta(seconds=60), datetime.timedelta(seconds=7200)]
    >>> pause_after(5) is None
    True
    """
    return PAUSES[attempts - 1] if attempts < ATTEMPTS_MAX else None
