"""Contenders in turn: A B C, then C B A, so that whatever drifts on the machine drifts under all of them."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench.clients import Contender

SEEDS = itertools.count(1)
WARM_UP_ENTRIES = {1: 60, 100: 800, 1000: 3000}


@dataclass(frozen=True)
class Load:
    """What is written in one call, by how many clients, and whether the bank account is in every entry."""

    clients: int
    batch: int
    cash: bool

    @property
    def title(self) -> str:
        calls = "one entry a call" if self.batch == 1 else f"{self.batch} entries a call"
        accounts = "cash account in every entry" if self.cash else "many accounts"
        return f"{calls}, {self.clients} client{'s' if self.clients > 1 else ''}, {accounts}"


@dataclass(frozen=True)
class Round:
    """One contender's turn.

    :param waited_s_per_entry: of the clients' time, what was not their own processor time: PostgreSQL and the wire.
    :param processor_s_per_entry: of the clients and of the processes that serve them in PostgreSQL; waiting for the
        disk, and for a processor that others use, is not in it.
    """

    entries: int
    seconds: float
    python_s_per_entry: float
    waited_s_per_entry: float
    processor_s_per_entry: float
    p50_ms: float
    p99_ms: float

    @property
    def server_s_per_entry(self) -> float:
        """Processor time of PostgreSQL's processes; 0 where the server is on another machine."""
        return self.processor_s_per_entry - self.python_s_per_entry

    @property
    def rate(self) -> float:
        """Entries a second, of all clients together."""
        return self.entries / self.seconds


@dataclass(frozen=True)
class Ratio:
    """A median of per-round ratios, with the smallest and the largest."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Ratio":
        found = sorted(values)
        return cls(median(found), found[0], found[-1])


def ratio(ours: Sequence[Any], theirs: Sequence[Any], of: Callable[[Any], float]) -> Ratio:
    """Ours over theirs, round by round."""
    return Ratio.of(of(one) / of(other) for one, other in zip(ours, theirs, strict=True))


def play(contenders: Sequence[Contender], load: Load, *, rounds: int, seconds: float) -> dict[str, list[Round]]:
    """Give every contender `rounds` turns of about `seconds` each, after a warm-up that tells how much that is."""
    amounts = {}
    for contender in contenders:
        warm = max(2, WARM_UP_ENTRIES[load.batch] // load.batch // load.clients)
        rate = turn(contender, load, calls=warm).rate
        amounts[contender.name] = max(2, round(rate * seconds / load.batch / load.clients))
    played: dict[str, list[Round]] = {contender.name: [] for contender in contenders}
    for number in range(rounds):
        for contender in contenders if number % 2 == 0 else reversed(contenders):
            played[contender.name].append(turn(contender, load, calls=amounts[contender.name]))
    return played


def turn(contender: Contender, load: Load, *, calls: int) -> Round:
    """One turn: every client writes `calls` calls; from the first one's start to the last one's end."""
    asked = [{"calls": calls, "batch": load.batch, "cash": load.cash, "seed": next(SEEDS)} for _ in range(load.clients)]
    contender.together(load.clients, "prepare", *asked)
    told = contender.together(load.clients, "run")
    entries = calls * load.batch * load.clients
    latencies = sorted(itertools.chain.from_iterable(one["latencies_s"] for one in told))
    python = sum(one["python_s"] for one in told)
    return Round(
        entries=entries,
        seconds=max(one["end"] for one in told) - min(one["start"] for one in told),
        python_s_per_entry=python / entries,
        waited_s_per_entry=(sum(latencies) - python) / entries,
        processor_s_per_entry=(python + sum(one["server_s"] for one in told)) / entries,
        p50_ms=latencies[len(latencies) // 2] * 1e3,
        p99_ms=latencies[int(len(latencies) * 0.99)] * 1e3,
    )


def raw(played: dict[str, list[Round]]) -> dict[str, list[dict[str, float]]]:
    """The rounds, to be kept."""
    return {name: [{**asdict(one), "rate": one.rate} for one in rounds] for name, rounds in played.items()}
