"""Background work: messages carry ids, Redis holds no truth, and a task may be given twice without harm."""

import os
from logging.config import dictConfig
from urllib.parse import urlsplit

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from workers.schedules import BEAT_SCHEDULE

# Celery's own support for Django looks for this variable.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SOFT_TIME_LIMIT_S = 120
# A message whose worker died comes back after this; more than twice the longest task.
VISIBILITY_TIMEOUT_S = 300


def broker_url(redis_url: str) -> str:
    """The address as Celery writes it: a socket has a scheme of its own there."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    return f"redis+socket://{parts.path}?virtual_host={parts.query.removeprefix('db=') or 0}"


app = Celery("caisse", broker=broker_url(settings.REDIS_URL))
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_soft_time_limit=SOFT_TIME_LIMIT_S,
    task_time_limit=SOFT_TIME_LIMIT_S + 20,
    broker_transport_options={"visibility_timeout": VISIBILITY_TIMEOUT_S},
    broker_connection_retry_on_startup=True,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_max_tasks_per_child=1000,
    enable_utc=True,
    beat_schedule=BEAT_SCHEDULE,
    timezone="UTC",
)
app.autodiscover_tasks(["workers"])


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery leaves logging to Django's settings."""
    dictConfig(settings.LOGGING)
