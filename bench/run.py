"""The measures of the ledger, in one run on one machine: what counts is the ratio. `make bench` runs it."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator

from bench.engine import Server, served
from bench.machine import facts
from bench.measures import books, growth, importing, reading, sealing, statements, storage, writing
from bench.results import Measure, keep, kept, table

PARTS = ("bytes", "writing", "import", "reading", "statement", "sealing")
OPTIONS = ("growth",)


def main(arguments: list[str]) -> None:
    """Measure the parts asked for, print the table, keep the numbers."""
    chosen = _parser().parse_args(arguments)
    # However it is ended, the server goes and its data with it.
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))
    began = time.monotonic()
    with served() as server:
        known = facts(server.settings())
        for name, value in known.items():
            print(f"{name}: {value}")
        measured: list[Measure] = []
        complete = False
        try:
            for measure in _measured(server, chosen):
                measured.append(measure)
                print("  ".join(cell for cell in measure.cells if cell), flush=True)
            complete = True
        finally:
            minutes = (time.monotonic() - began) / 60
            _told(measured, chosen, known, minutes=minutes, complete=complete)


def _told(
    measured: list[Measure], chosen: argparse.Namespace, known: dict[str, object], *, minutes: float, complete: bool
) -> None:
    """The table, and the numbers where a name is given; what a failure left unmeasured is not hidden."""
    print("", *table(measured), sep="\n")
    end = "every book verified" if complete else "NOT COMPLETE"
    counts = f"{sum(one.met is True for one in measured)} met, {sum(one.met is False for one in measured)} not met"
    print(f"\n{counts}; {end}; {minutes:.1f} minutes")
    if chosen.name and measured:
        known["load average at the end"] = " ".join(f"{value:.1f}" for value in os.getloadavg())
        document = {"run": chosen.name, "complete": complete, "facts": known, "minutes": minutes}
        print(keep({**document, "measures": kept(measured)}, name=chosen.name))


def _measured(server: Server, chosen: argparse.Namespace) -> Iterator[Measure]:
    """The parts that share a database are measured together, and their book is verified before the next."""
    parts = chosen.only or PARTS
    rounds, seconds = (2, 0.2) if chosen.quick else (chosen.rounds, chosen.seconds)
    scale = 0.02 if chosen.quick else 1.0
    if {"writing", "bytes", "import"} & set(parts):
        with books.opened(server, *(chosen.peers if "writing" in parts else ())) as found:
            if "bytes" in parts:
                yield from storage.measures(server, found, rounds=rounds, calls=int(100 * scale))
            if "writing" in parts:
                yield from writing.measures(found, rounds=rounds, seconds=seconds, scenes=chosen.scenes)
            if "import" in parts:
                yield from importing.measures(found, rounds=min(rounds, 3), entries=int(50_000 * scale))
    if {"reading", "statement"} & set(parts):
        peers = [name for name in chosen.peers if name == "hordak" and "statement" in parts]
        with books.read(server, *peers) as found:
            reading.fill(server, found["reading"], scale=scale)
            if "reading" in parts:
                yield from reading.measures(found["reading"], scale=scale)
            if "statement" in parts:
                lines = reading.sizes(scale)[statements.CODE]
                yield from statements.measures(found["reading"], found.get("hordak"), lines=lines, rounds=rounds)
    if "sealing" in parts:
        with books.read(server) as found:
            yield from sealing.measures(found["reading"], entries=int(100_000 * scale))
    if "growth" in parts:
        with books.read(server) as found:
            yield from growth.measures(server, found["reading"], scale=scale, rounds=rounds, seconds=seconds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run: small sizes, two short rounds")
    parser.add_argument(
        "--only", nargs="+", choices=(*PARTS, *OPTIONS), help="parts to measure; all but growth when none is named"
    )
    parser.add_argument(
        "--scenes", nargs="+", type=int, default=(), help="of writing, only these lines of SCENES, from 0"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each contender in each round")
    parser.add_argument("--no-peers", dest="peers", action="store_const", const=(), default=("hordak", "django_ledger"))
    parser.add_argument("--name", default="", help="keep the raw numbers under this name")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
