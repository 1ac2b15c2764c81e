"""Who is reminded of what, and when: pure functions of dates."""

from datetime import date, datetime, timedelta
from typing import Final

DAYS_BEFORE_DUE: Final = 5
DAYS_LATE: Final = (1, 8, 30)
VOTE_REMINDED_BEFORE_CLOSE: Final = timedelta(hours=24)


def instalment_reminder(due_on: date, *, today: date) -> str | None:
    """The reminder that an unpaid instalment calls for on a day; None when it calls for none.

    A day on which nothing ran is made up by the next one: the latest step reached counts, and each step is sent once.

    >>> [instalment_reminder(date(2026, 3, 10), today=date(2026, 3, day)) for day in (4, 5, 10, 11, 17, 18)]
    [None, 'before', 'before', 'late_1', 'late_1', 'late_8']
    """
    days_late = (today - due_on).days
    if days_late <= 0:
        return "before" if -days_late <= DAYS_BEFORE_DUE else None
    reached = [step for step in DAYS_LATE if step <= days_late]
    return f"late_{max(reached)}" if reached else None


def vote_reminder_at(*, opens_at: datetime, closes_at: datetime) -> datetime:
    """When those who have not voted are reminded: a day before the close, and never in the first half of the time."""
    return closes_at - min(VOTE_REMINDED_BEFORE_CLOSE, (closes_at - opens_at) / 2)
