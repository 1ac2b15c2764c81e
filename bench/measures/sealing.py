"""Sealing entries, against posting them."""

from collections.abc import Iterator

from bench.clients import Contender
from bench.results import Measure, rate
from bench.rounds import Load, Ratio, turn

LOAD = Load(1, 1000, cash=True)


def measures(reader: Contender, *, entries: int) -> Iterator[Measure]:
    """In a book of its own: post them in batches of 1 000, then seal them all."""
    title = f"sealing {rate(entries, 'entries')}"
    reader.call("open_accounts_of_sizes", codes=["512-s"])
    posted = turn(reader, LOAD, calls=entries // LOAD.batch)
    sealed = reader.call("seal")
    if sealed is None:
        yield Measure(
            "sealing", title, "posting them", "", "", None, at_most=1, remark="this version does not seal yet"
        )
        return
    yield Measure("sealing", title, "posting them in batches of 1 000", rate(sealed, "s"), rate(posted.seconds, "s"),
                  Ratio.of([sealed / posted.seconds]), at_most=1)  # fmt: skip
