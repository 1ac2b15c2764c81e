"""Writing: the ledger against its peers and against the bare limit, in rounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.clients import Contender
from bench.results import Measure, rate
from bench.rounds import Load, Ratio, Round, play, ratio, raw

GROUPED = "LEDGER_GROUPED_DURABILITY"
NAMES = {
    "hordak": "django-hordak 2.0",
    "django_ledger": "django-ledger 0.8",
    "bare": "bare limit",
    "ledger": "plain call",
}


@dataclass(frozen=True)
class Scene:
    """One load, and how the ledger must compare with each of the others under it."""

    load: Load
    asked: dict[str, float | None]


# From the table of the issue; None where nothing is asked, and the figure is worth knowing.
SCENES = (
    Scene(Load(1, 1, cash=False), {"hordak": 3, "django_ledger": 20, "bare": 0.65}),
    Scene(Load(4, 1, cash=False), {"hordak": 3, "bare": None}),
    Scene(Load(8, 1, cash=True), {"hordak": 1.7, "bare": 0.65}),
    Scene(Load(1, 100, cash=True), {"hordak": 4, "bare": None}),
    Scene(Load(4, 100, cash=True), {"hordak": 3, "bare": None}),
    Scene(Load(1, 1000, cash=True), {"bare": 0.5}),
    Scene(Load(4, 1000, cash=True), {"bare": 0.5}),
)
GROUPED_LOAD = Load(8, 1, cash=True)
PYTHON_AT_MOST = 0.35
P99_MS_AT_MOST = 8


def measures(
    found: dict[str, Contender], *, rounds: int, seconds: float, scenes: Sequence[int] = ()
) -> Iterator[Measure]:
    """Each scene of the table, all of them where none is chosen by number; then durability in groups."""
    for number, scene in enumerate(SCENES):
        if scenes and number not in scenes:
            continue
        names = ["ledger", *(name for name in scene.asked if name in found)]
        played = play([found[name] for name in names], scene.load, rounds=rounds, seconds=seconds)
        for name in names[1:]:
            yield _speed(scene.load, played, "ledger", name, at_least=scene.asked[name])
        if scene.load.batch > 1 and played["ledger"][0].server_s_per_entry:
            yield _python(scene.load, played["ledger"])
    if not scenes:
        yield from _grouped(found, rounds=rounds, seconds=seconds)


def _speed(
    load: Load, played: dict[str, list[Round]], ours: str, theirs: str, *, at_least: float | None, remark: str = ""
) -> Measure:
    found = ratio(played[ours], played[theirs], lambda one: one.rate)
    mine, other = (rate(_middle([one.rate for one in played[name]])) for name in (ours, theirs))
    processor = ratio(played[theirs], played[ours], lambda one: one.processor_s_per_entry).middle
    remark = f"{remark}by processor time alone {processor:.2f}"
    return Measure(
        "writing",
        load.title,
        NAMES[theirs],
        mine,
        other,
        found,
        at_least,
        remark=remark,
        raw=raw({name: played[name] for name in (ours, theirs)}),
    )


def _python(load: Load, rounds: list[Round]) -> Measure:
    """Clients' processor time over that of the processes that serve them; no waiting is in either.

    Against the clients' waiting it would look smaller the busier the machine is.
    """
    found = Ratio.of(one.python_s_per_entry / one.server_s_per_entry for one in rounds)
    python = rate(_middle([one.python_s_per_entry * 1e6 for one in rounds]), "µs/entry")
    server = rate(_middle([one.server_s_per_entry * 1e6 for one in rounds]), "µs/entry")
    asked = PYTHON_AT_MOST if load.clients == 1 else None
    return Measure("python", f"Python time, {load.title}", "PostgreSQL's own", python, server, found, at_most=asked)


def _grouped(found: dict[str, Contender], *, rounds: int, seconds: float) -> Iterator[Measure]:
    if found["grouped"].call("setting", name=GROUPED) is None:
        yield Measure("writing", f"grouped durability, {GROUPED_LOAD.title}", NAMES["ledger"], "", "", None, 1.8,
                      remark=f"this version has no {GROUPED}")  # fmt: skip
        return
    names = ("grouped", "ledger")
    played = play([found[name] for name in names], GROUPED_LOAD, rounds=rounds, seconds=seconds)
    yield _speed(GROUPED_LOAD, played, "grouped", "ledger", at_least=1.8, remark="grouped durability; ")
    slowest = Ratio.of(one.p99_ms for one in played["grouped"])
    plain = _middle([one.p99_ms for one in played["ledger"]])
    yield Measure("writing", "grouped durability, p99 of a call in ms", NAMES["ledger"], rate(slowest.middle, "ms"),
                  rate(plain, "ms"), slowest, at_most=P99_MS_AT_MOST)  # fmt: skip


def _middle(values: list[float]) -> float:
    return Ratio.of(values).middle
