"""Who starts and stops the embedded engines when several processes need them at once."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from config.engines.locks import FileLock
from config.engines.places import RunFolder
from config.engines.postgres import Postgres
from config.engines.valkey import Valkey

Engine = Postgres | Valkey
PATIENCE_S = 90


class EnginesBusy(Exception):
    """Another process says that it owns the engines, and they do not answer."""


def engines_needed(run: RunFolder) -> list[Engine]:
    """The engines that no variable replaces."""
    needed: list[Engine] = []
    if not os.environ.get("DATABASE_URL"):
        needed.append(Postgres(run))
    if not os.environ.get("REDIS_URL"):
        needed.append(Valkey(run))
    return needed


@contextmanager
def started(engines: list[Engine]) -> Iterator[None]:
    """Engines that run for as long as this block."""
    with ExitStack() as stack:
        for engine in engines:
            stack.callback(engine.stop)
            engine.start()
        yield


@contextmanager
def shared_engines(run: RunFolder) -> Iterator[None]:
    """The running engines, or our own for as long as this block and for others that joined meanwhile.

    Everybody who uses them holds `users` shared; who started them holds `owner`, and stops them once it can
    hold `users` alone. Who comes then waits for that, finds `owner` free, and starts them again.
    """
    engines, owner, users = engines_needed(run), FileLock(run.path / "engines.lock"), FileLock(run.path / "users.lock")
    users.acquire(shared=True)
    try:
        while not owner.acquire(wait=False):
            if _answer_soon(engines, owner):
                yield
                return
        with started(engines):
            yield
            users.acquire()
    finally:
        owner.release()
        users.release()


def _answer_soon(engines: list[Engine], owner: FileLock) -> bool:
    """Whether the owner's engines answer; False as soon as it has none any more."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not all(engine.answers() for engine in engines):
        if owner.acquire(wait=False):
            owner.release()
            return False
        if time.monotonic() > give_up_at:
            raise EnginesBusy(f"{owner.path} is held, but the engines do not answer")
        time.sleep(0.1)
    return True
