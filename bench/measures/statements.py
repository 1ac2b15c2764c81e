"""A statement of 100 000 lines with a running balance, against django-hordak's `LegView`; and its memory."""

from collections.abc import Iterator

from bench.clients import Contender
from bench.results import Measure, rate
from bench.rounds import Ratio

CODE = "512-m"
AT_LEAST = 5
# A stream holds some thousand rows at a time, whatever the number of lines.
GROWN_MIB_AT_MOST = 16


def measures(reader: Contender, peer: Contender | None, *, lines: int, rounds: int) -> Iterator[Measure]:
    """In turn, each the whole statement; memory is the growth of the process's peak over the first one."""
    ours = [reader.call("statement", code=CODE)]
    grown = Ratio.of([ours[0]["grown_kib"] / 1024])
    title = f"statement of {rate(ours[0]['lines'], 'lines')}"
    yield Measure("statement", f"{title}, growth of memory's peak in MiB", "flat", rate(grown.middle, "MiB"), "", grown,
                  at_most=GROWN_MIB_AT_MOST)  # fmt: skip
    if peer is None:
        return
    peer.call("load_statement", lines=lines)
    theirs = [peer.call("statement")]
    for _ in range(rounds):
        ours.append(reader.call("statement", code=CODE))
        theirs.append(peer.call("statement"))
    assert {one["lines"] for one in ours} == {one["lines"] for one in theirs}
    shown = [rate(Ratio.of(one["seconds"] * 1e3 for one in found[1:]).middle, "ms") for found in (ours, theirs)]
    ratio = Ratio.of(other["seconds"] / mine["seconds"] for mine, other in zip(ours[1:], theirs[1:], strict=True))
    yield Measure("statement", title, "django-hordak LegView", shown[0], shown[1], ratio, at_least=AT_LEAST,
                  raw={"ours": ours, "theirs": theirs})  # fmt: skip
