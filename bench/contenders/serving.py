"""A contender's side of the conversation: one JSON object a line, asked and answered. Standard library only."""

import gc
import json
import os
import resource
import sys
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.contenders.costs import wal_bytes
from bench.contenders.workload import Repayment, repayments

Act = Callable[..., Any]


def serve(acts: Mapping[str, Act]) -> None:
    """Answer until the other side closes; what libraries print goes to the error stream."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"answer": acts[asked.pop("act")](**asked)}
        except Exception:
            answer = {"failure": traceback.format_exc()}
        answers.write(json.dumps(answer, default=str) + "\n")


def _processor_s(process: int) -> float:
    """The processor time a process has had, in seconds; 0 where it cannot be asked."""
    told = Path(f"/proc/{process}/schedstat")
    return int(told.read_text().split()[0]) / 1e9 if process and told.exists() else 0.0


def timed(lines: Iterable[object]) -> dict[str, float]:
    """Walk through a stream. KiB as Linux counts them."""
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    count = sum(1 for _ in lines)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": time.perf_counter() - start, "lines": count, "grown_kib": grown}


class Writer(ABC):
    """Writes entries one call after another; what a call needs is made before the clock starts."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    @abstractmethod
    def made(self, batch: list[Repayment], *, key: str) -> Any:
        """The arguments of one call, as its interface takes them."""

    @abstractmethod
    def write(self, call: Any) -> None:
        """One call: durable when it returns."""

    def prepare(self, *, calls: int, batch: int, cash: bool, seed: int) -> None:
        """Make the calls of one round, and keep the collector from walking over them."""
        gc.unfreeze()
        self.calls = []
        drawn = repayments(calls * batch, cash=cash, seed=seed)
        self.calls = [
            self.made(drawn[start : start + batch], key=f"{seed}-{start}-{os.getpid()}")
            for start in range(0, calls * batch, batch)
        ]
        gc.collect()
        gc.freeze()

    def run(self) -> dict[str, Any]:
        """Write them. Seconds of a clock that all processes of the machine share."""
        latencies: list[float] = []
        backend = self.backend()
        server, python, start = _processor_s(backend), time.process_time(), time.perf_counter()
        before = start
        for call in self.calls:
            self.write(call)
            after = time.perf_counter()
            latencies.append(after - before)
            before = after
        gc.unfreeze()
        return {
            "start": start,
            "end": before,
            "python_s": time.process_time() - python,
            "server_s": _processor_s(backend) - server,
            "latencies_s": latencies,
        }

    def backend(self) -> int:
        """The process that serves this one in PostgreSQL; 0 where it is on another machine."""
        from django.db import connection  # noqa: PLC0415 - settings are ready only when it is asked

        connection.ensure_connection()
        local = connection.settings_dict["HOST"].startswith("/")
        return int(connection.connection.info.backend_pid) if local else 0

    def written(self) -> int:
        """The bytes of WAL of this connection so far."""
        from django.db import connection  # noqa: PLC0415 - settings are ready only when it is asked

        with connection.cursor() as cursor:
            return wal_bytes(cursor)

    def acts(self) -> dict[str, Act]:
        return {"prepare": self.prepare, "run": self.run, "backend": self.backend, "written": self.written}
