"""Importing a large file with every check live, against the bare limit and against COPY without checks."""

from collections.abc import Iterator

from bench.clients import Contender
from bench.results import Measure, rate
from bench.rounds import Load, Round, ratio, raw, turn

LIMIT = Load(1, 1000, cash=True)
# The most that one call takes (`ledger.domain.limits`): a larger file is cut into such calls.
WHOLE = Load(1, 10_000, cash=True)
ASKED = {"bare": ("bare limit in batches of 1 000", 0.6), "copying": ("COPY into the same tables, no checks", 0.35)}


def measures(found: dict[str, Contender], *, rounds: int, entries: int) -> Iterator[Measure]:
    """One file a round, each contender in turn."""
    title = f"import of {rate(entries, 'entries')} by COPY, every check live"
    ours = found["importing"].call("available")
    names = [*(["importing"] if ours else []), *ASKED]
    played: dict[str, list[Round]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            load = LIMIT if name == "bare" else WHOLE
            played[name].append(turn(found[name], load, calls=max(1, entries // load.batch)))
    speeds = {name: sorted(one.rate for one in turns)[len(turns) // 2] for name, turns in played.items()}
    for name, (against, at_least) in ASKED.items():
        if not ours:
            yield Measure("import", title, against, "", rate(speeds[name]), None, at_least,
                          remark="this version has no import by COPY", raw=raw(played))  # fmt: skip
            continue
        compared = ratio(played["importing"], played[name], lambda one: one.rate)
        shown = (rate(speeds["importing"]), rate(speeds[name]))
        yield Measure("import", title, against, shown[0], shown[1], compared, at_least, raw=raw(played))
