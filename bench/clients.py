"""Clients are processes, as in production: each contender has some, asked together and answered together."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.engine import Server, product_environment
from config.engines.places import ROOT

PEERS = Path(os.environ.get("BENCH_PYTHON") or ROOT / ".bench-venv" / "bin" / "python")


class ContenderFailed(Exception):
    """A contender's process could not do what was asked; its own words follow."""


class Client:
    """One process of a contender."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            command, env={**environment, "PYTHONPATH": str(ROOT)}, cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

    def ask(self, act: str, **arguments: Any) -> None:
        """Send one question without waiting for its answer."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"act": act, **arguments}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        """Wait for the answer to the last question."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        told = json.loads(line) if line else {"failure": "its process has ended"}
        if "failure" in told:
            raise ContenderFailed(told["failure"])
        return told["answer"]

    def end(self) -> None:
        """Close its input, which ends it."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@dataclass
class Contender:
    """One program under measure, with as many clients as a measure asks for; they stay connected."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    clients: list[Client] = field(default_factory=list)

    def having(self, count: int) -> list[Client]:
        """The first `count` clients, started where they are not."""
        while len(self.clients) < count:
            self.clients.append(Client(self.command, self.environment))
        return self.clients[:count]

    def call(self, act: str, **arguments: Any) -> Any:
        """Ask the first client one thing."""
        (client,) = self.having(1)
        client.ask(act, **arguments)
        return client.answer()

    def together(self, count: int, act: str, *asked: Mapping[str, Any]) -> list[Any]:
        """Ask `count` clients at once, each its own arguments where several are given."""
        clients = self.having(count)
        for number, client in enumerate(clients):
            client.ask(act, **(asked[number] if asked else {}))
        return [client.answer() for client in clients]


@contextmanager
def contenders(server: Server, databases: Mapping[str, str]) -> Iterator[dict[str, Contender]]:
    """The contenders by name, each on the database named for it; their processes end with the block."""
    found = {name: _contender(server, name, database) for name, database in databases.items()}
    try:
        yield found
    finally:
        for contender in found.values():
            for client in contender.clients:
                client.end()


def _contender(server: Server, name: str, database: str) -> Contender:
    if name in ("hordak", "django_ledger"):
        environment = {**os.environ, **server.environment(database), "BENCH_PEER": name}
        environment["DJANGO_SETTINGS_MODULE"] = "bench.contenders.peer_settings"
        return Contender(name, [str(PEERS), "-m", f"bench.contenders.{name}"], environment)
    environment = product_environment(server, database)
    if name == "grouped":
        environment["LEDGER_GROUPED_DURABILITY"] = "true"
    module = "ledger" if name == "grouped" else name
    return Contender(name, [sys.executable, "-m", f"bench.contenders.{module}"], environment)
