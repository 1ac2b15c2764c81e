"""Our own Valkey: the Redis protocol on a socket, every write on disk within a second."""

import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from config.engines import processes
from config.engines.binaries import valkey_program
from config.engines.places import RunFolder

START_PATIENCE_S = 20
STOP_PATIENCE_S = 10


class ValkeyFailed(Exception):
    """The server could not be started; its log says why."""


@dataclass
class Valkey:
    """One server in one run folder; `durable=False` keeps nothing on disk."""

    run: RunFolder
    durable: bool = True
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, after a leftover of a killed launcher has gone."""
        for folder in (self.run.valkey_data, self.run.logs):
            folder.mkdir(parents=True, exist_ok=True)
        self.run.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._await_leftover()
        program: list[str | Path] = [valkey_program(), "--port", "0"]
        program += ["--unixsocket", self.run.valkey_socket, "--unixsocketperm", "700"]
        program += ["--dir", self.run.valkey_data, "--appendonly", "yes" if self.durable else "no", "--save", ""]
        program += ["--maxmemory-policy", "noeviction", "--daemonize", "no", "--databases", "128"]
        with (self.run.logs / "valkey.log").open("ab") as log:
            self.process = processes.start(program, log=log, folder=self.run.valkey_data)
        self._await_answer()

    def stop(self) -> None:
        """End the server after it has written everything down."""
        if self.process:
            processes.stop(self.process, sign=signal.SIGTERM, patience_s=STOP_PATIENCE_S)
            self.process = None

    def answers(self) -> bool:
        """Whether it answers a PING now."""
        with redis.Redis.from_url(self.run.redis_url) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    def _await_leftover(self) -> None:
        give_up_at = time.monotonic() + STOP_PATIENCE_S
        while self.answers():
            if time.monotonic() > give_up_at:
                raise ValkeyFailed(f"another server answers on {self.run.valkey_socket}")
            time.sleep(0.1)

    def _await_answer(self) -> None:
        give_up_at = time.monotonic() + START_PATIENCE_S
        while not self.answers():
            if self.process is None or self.process.poll() is not None or time.monotonic() > give_up_at:
                self.stop()
                log = (self.run.logs / "valkey.log").read_text(errors="replace")
                raise ValkeyFailed("Valkey did not start:\n" + log[-2000:])
            time.sleep(0.02)
