"""Bytes of WAL and of disk a posting, of the ledger and of the bare limit: counts, and not times."""

from collections.abc import Iterator

from bench.clients import Contender
from bench.contenders.costs import disk_bytes
from bench.contenders.workload import POSTINGS_PER_ENTRY
from bench.engine import Server
from bench.results import Measure, rate
from bench.rounds import SEEDS, Ratio

BATCH = 100
PREFIXES = {"ledger": "ledger_", "bare": "bare."}
WAL_AT_MOST = 1.5
DISK_AT_MOST = 1.65


def measures(server: Server, found: dict[str, Contender], *, rounds: int, calls: int) -> Iterator[Measure]:
    """Batches of 100 in turn. Where a checkpoint has passed, whole pages are written again, by both alike."""
    database = found["ledger"].environment["BENCH_DATABASE"]
    with server.connect(database) as owner, owner.cursor() as cursor:
        wal: dict[str, list[float]] = {name: [] for name in PREFIXES}
        disk: dict[str, list[float]] = {name: [] for name in PREFIXES}
        for _ in range(rounds):
            for name, prefix in PREFIXES.items():
                contender, postings = found[name], calls * BATCH * POSTINGS_PER_ENTRY
                contender.call("prepare", calls=calls, batch=BATCH, cash=True, seed=next(SEEDS))
                written, size = contender.call("written"), disk_bytes(cursor, prefix)
                contender.call("run")
                wal[name].append((contender.call("written") - written) / postings)
                disk[name].append((disk_bytes(cursor, prefix) - size) / postings)
    yield _bytes("WAL a posting, batches of 100", wal, at_most=WAL_AT_MOST)
    yield _bytes("disk a posting, batches of 100", disk, at_most=DISK_AT_MOST)


def _bytes(name: str, found: dict[str, list[float]], *, at_most: float) -> Measure:
    ratio = Ratio.of(ours / theirs for ours, theirs in zip(found["ledger"], found["bare"], strict=True))
    shown = [rate(Ratio.of(values).middle, "bytes") for values in found.values()]
    return Measure("bytes", name, "bare limit", shown[0], shown[1], ratio, at_most=at_most, raw=dict(found))
