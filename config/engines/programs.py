"""What runs beside the engines, and what happens when one of them ends by itself."""

import signal
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from config.engines import processes
from config.engines.places import ROOT, RunFolder
from config.engines.session import ENGINES_GIVEN

STOP_PATIENCE_S = 20
ENDS_MAX = 5
ENDS_WITHIN_S = 60


class KeepsEnding(Exception):
    """A program ended again and again; the end of its log says why."""


@dataclass
class Program:
    """One long-running program of ours, with its log and the times it ended by itself."""

    name: str
    arguments: list[str]
    run: RunFolder
    port: int | None = None
    process: subprocess.Popen[bytes] | None = None
    ended_at: deque[float] = field(default_factory=lambda: deque(maxlen=ENDS_MAX))

    @property
    def log(self) -> Path:
        return self.run.logs / f"{self.name}.log"

    def start(self) -> None:
        """Run it, its words going to its log."""
        with self.log.open("ab") as log:
            self.process = processes.start(
                [sys.executable, *self.arguments], log=log, folder=ROOT, environment={ENGINES_GIVEN: "1"}
            )

    def watch(self) -> None:
        """Start it again when it has ended; give up when it keeps ending."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        self.ended_at.append(now)
        if len(self.ended_at) == ENDS_MAX and now - self.ended_at[0] < ENDS_WITHIN_S:
            raise KeepsEnding(f"{self.name} keeps ending:\n{self.log.read_text(errors='replace')[-3000:]}")
        print(f"{self.name} ended (status {self.process.returncode}) and is started again; see {self.log}", flush=True)
        self.start()

    def ask_to_stop(self) -> None:
        """Tell it to finish what it does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Wait for its end, and end what is left of it."""
        if self.process:
            processes.stop(self.process, sign=signal.SIGTERM, patience_s=STOP_PATIENCE_S)
            processes.end_group(self.process.pid)
            self.process = None


def web(run: RunFolder, *, port: int) -> Program:
    """The web server."""
    arguments = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    arguments += ["--preload", "--workers", "2", "--threads", "4", "--graceful-timeout", "10"]
    return Program("web", arguments, run, port=port)


def worker(run: RunFolder) -> Program:
    """The worker of background tasks."""
    arguments = ["-m", "celery", "-A", "config.celery", "worker", "--loglevel", "INFO", "--concurrency", "2"]
    return Program("worker", [*arguments, "--without-gossip", "--without-mingle"], run)


def beat(run: RunFolder) -> Program:
    """The clock of background tasks."""
    arguments = ["-m", "celery", "-A", "config.celery", "beat", "--loglevel", "INFO", "--pidfile", ""]
    return Program("beat", [*arguments, "--schedule", str(run.path / "beat-schedule")], run)
