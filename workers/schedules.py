"""When background work is set off, in UTC. What is due comes from the database: a lost beat does no harm."""

from typing import Any

from celery.schedules import crontab, schedule

SECONDS_BETWEEN_SWEEPS = 10


def _every(task: str, when: crontab | schedule, *, expires_s: int) -> dict[str, Any]:
    """A task that is not kept for workers that are down: the next beat says the same."""
    return {"task": f"workers.tasks.{task}", "schedule": when, "options": {"expires": expires_s}}


BEAT_SCHEDULE = {
    "sweep_outbox": _every("sweep_outbox", schedule(SECONDS_BETWEEN_SWEEPS), expires_s=SECONDS_BETWEEN_SWEEPS),
    "close_consultations": _every("close_consultations", crontab(minute="*"), expires_s=60),
    "remind_committees": _every("remind_committees", crontab(minute="*/10"), expires_s=600),
    "seal_books": _every("seal_books", crontab(minute="*"), expires_s=60),
    "draw_papers": _every("draw_papers", crontab(minute="*"), expires_s=60),
    "tick": _every("tick", crontab(minute="2"), expires_s=3600),
}
