"""How cost grows: the same calls and questions at 10 thousand, 1 million and 5 million postings."""

from collections.abc import Iterator

from bench.clients import Contender
from bench.contenders.workload import CASH, POSTINGS_PER_ENTRY
from bench.engine import Server
from bench.measures.reading import READS, TIMES, load
from bench.results import Measure, rate
from bench.rounds import Load, Ratio, play

STEPS = (10_000, 1_000_000, 5_000_000)
LOADS = (Load(1, 1, cash=True), Load(1, 100, cash=True))
FLAT_AT_MOST = 2
Costs = dict[str, tuple[str, list[float]]]


def measures(server: Server, reader: Contender, *, scale: float, rounds: int, seconds: float) -> Iterator[Measure]:
    """Fill the book step by step; everything is compared with the first step."""
    reader.call("open_accounts_of_sizes", codes=["512-s"])
    first: Costs = {}
    there = 0
    for step in (int(step * scale) for step in STEPS):
        with server.connect(reader.environment["BENCH_DATABASE"]) as owner:
            load(owner, entries=(step - there) // POSTINGS_PER_ENTRY, debited=CASH)
            reader.call("seal")
            owner.execute("VACUUM (ANALYZE) ledger_posting, ledger_entry, ledger_balance, ledger_day_movement")
        there = step
        costs = _costs(reader, rounds=rounds, seconds=seconds)
        first = first or costs
        for name, (unit, values) in costs.items():
            before = Ratio.of(first[name][1]).middle
            now = Ratio.of(values)
            yield Measure(
                "growth", f"{name}, {rate(step, 'postings')} in the book", f"at {rate(STEPS[0] * scale, 'postings')}",
                rate(now.middle, unit), rate(before, unit), Ratio.of(value / before for value in values),
                at_most=FLAT_AT_MOST, raw={"postings": step, "values": values},
            )  # fmt: skip


def _costs(reader: Contender, *, rounds: int, seconds: float) -> Costs:
    """Writing in processor time: steps are minutes apart, and the machine's other work must not tell in them."""
    found: Costs = {}
    for one in LOADS:
        turns = play([reader], one, rounds=rounds, seconds=seconds)[reader.name]
        found[one.title] = ("µs/entry", [turn.processor_s_per_entry * 1e6 for turn in turns])
    for name in READS:
        found[name] = ("ms", reader.call("read", name=name, code=CASH, times=TIMES))
    return found
