"""A real worker on a real Valkey, with a real mail server: killed in the middle, forgotten by Redis, left alone."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db.models import F

from config.celery import app, broker_url
from config.engines.places import ROOT
from lending.domain.delivery import ATTEMPT_LASTS_MAX, PUBLISH_AGAIN_AFTER
from lending.models import OutboxMessage
from tests.fixtures.mail import AnyFreePort, Mailbox
from workers.schedules import SECONDS_BETWEEN_SWEEPS
from workers.tasks import sweep_outbox

PATIENCE_S = 30
AskForMail = Callable[[], OutboxMessage]


@dataclass
class SlowMailbox(Mailbox):
    """A mail server that keeps a message at once and, while it is slow, never gets round to saying so."""

    may_answer: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.to_thread(self.may_answer.wait, PATIENCE_S)
        return answer


@pytest.fixture
def mailbox() -> Iterator[tuple[SlowMailbox, int]]:
    """The server and its port."""
    mailbox = SlowMailbox()
    controller = AnyFreePort(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    mailbox.may_answer.set()
    yield mailbox, controller.port
    mailbox.may_answer.set()
    controller.stop()


@dataclass
class Workers:
    """Worker processes of this test, on its own database and its own part of Valkey."""

    environment: dict[str, str]
    log: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """Start one; it takes a few seconds before it takes tasks."""
        command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--concurrency", "1"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat", *options]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Do as kill -9 does: parent and children, as when a machine loses its power."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)


@pytest.fixture
def workers(committed_db: str, mailbox: tuple[SlowMailbox, int], tmp_path: Path) -> Iterator[Workers]:
    # This process publishes too, to the engine of this run.
    app.conf.broker_url = broker_url(settings.REDIS_URL)
    store = redis.Redis.from_url(settings.REDIS_URL)
    store.flushdb()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": address_of("default"),
        "DATABASE_OWNER_URL": address_of("owner"),
        "REDIS_URL": settings.REDIS_URL,
        "BASE_URL": settings.BASE_URL,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mailbox[1]),
        "EMAIL_USE_TLS": "false",
    }
    started = Workers(environment, tmp_path / "worker.log")
    yield started
    for process in list(started.running):
        started.kill(process)
    store.flushdb()
    store.close()


def address_of(alias: str) -> str:
    """A database of this test as a child process is told of it; the host may be the folder of a socket."""
    known = settings.DATABASES[alias]
    host, user, name = str(known["HOST"]), quote(str(known["USER"])), known["NAME"]
    if host.startswith("/"):
        return f"postgresql://{user}@/{quote(host)}/{name}"
    password = f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else ""
    return f"postgresql://{user}{password}@{host}:{known['PORT'] or 5432}/{name}"


def wait_until(happens: Callable[[], object], workers: Workers) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not happens():
        if time.monotonic() > give_up_at:
            pytest.fail("it did not happen:\n" + workers.log.read_text(errors="replace")[-3000:])
        time.sleep(0.05)


def state_of(message: OutboxMessage) -> str:
    return OutboxMessage.objects.values_list("state", flat=True).get(pk=message.pk)


def let_time_pass(seconds: float) -> None:
    """Everything that was written down happened that much longer ago."""
    OutboxMessage.objects.update(
        next_attempt_at=F("next_attempt_at") - timedelta(seconds=seconds),
        published_at=F("published_at") - timedelta(seconds=seconds),
    )


def test_a_worker_killed_while_sending_delivers_in_the_end_and_at_most_twice(
    workers: Workers, mailbox: tuple[SlowMailbox, int], ask_for_mail: AskForMail
) -> None:
    server, _port = mailbox
    server.may_answer.clear()
    message = ask_for_mail()
    killed = workers.start()
    sweep_outbox()
    wait_until(lambda: server.messages, workers)
    workers.kill(killed)
    server.may_answer.set()
    assert state_of(message) == "sending"

    workers.start()
    # As long as nobody sweeps, and while that attempt may still be running, nothing more comes.
    time.sleep(3)
    sweep_outbox()
    time.sleep(2)
    assert (state_of(message), len(server.messages)) == ("sending", 1)

    let_time_pass(ATTEMPT_LASTS_MAX.total_seconds())
    sweep_outbox()
    wait_until(lambda: state_of(message) == "sent", workers)
    assert [mail["Message-ID"] for mail in server.messages] == [f"<{message.pk}@testserver>"] * 2

    let_time_pass(ATTEMPT_LASTS_MAX.total_seconds())
    sweep_outbox()
    time.sleep(1)
    assert len(server.messages) == 2


def test_what_redis_forgets_is_lost_without_the_sweeper_and_delivered_with_it(
    workers: Workers, mailbox: tuple[SlowMailbox, int], ask_for_mail: AskForMail
) -> None:
    server, _port = mailbox
    messages = [ask_for_mail() for _ in range(5)]
    sweep_outbox()
    with redis.Redis.from_url(settings.REDIS_URL) as store:
        store.flushdb()
    workers.start()
    time.sleep(5)
    assert server.messages == []

    let_time_pass(PUBLISH_AGAIN_AFTER.total_seconds())
    sweep_outbox()
    wait_until(lambda: {state_of(message) for message in messages} == {"sent"}, workers)
    received = sorted(mail["Message-ID"] for mail in server.messages)
    assert received == sorted(f"<{message.pk}@testserver>" for message in messages)


def test_left_alone_a_worker_and_a_clock_deliver_what_is_asked_for(
    workers: Workers, mailbox: tuple[SlowMailbox, int], ask_for_mail: AskForMail, tmp_path: Path
) -> None:
    server, _port = mailbox
    assert SECONDS_BETWEEN_SWEEPS < PATIENCE_S
    workers.start("--beat", "--schedule", str(tmp_path / "beat"))
    message = ask_for_mail()
    wait_until(lambda: state_of(message) == "sent", workers)
    assert server.recipients == [[message.recipient.email]]
