"""What was measured, against what was asked for: a table to read, numbers to keep."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.rounds import Ratio

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True)
class Measure:
    """One line of the table.

    :param ours, theirs: as people read them, with their unit.
    :param at_least, at_most: what was asked for; neither where the figure is only told.
    """

    group: str
    name: str
    against: str
    ours: str
    theirs: str
    ratio: Ratio | None
    at_least: float | None = None
    at_most: float | None = None
    remark: str = ""
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the median is on the right side; none where nothing was asked or measured."""
        if self.ratio is None or (self.at_least is None and self.at_most is None):
            return None
        low = self.at_least is None or self.ratio.middle >= self.at_least
        return low and (self.at_most is None or self.ratio.middle <= self.at_most)

    @property
    def asked(self) -> str:
        bounds = [(self.at_least, "≥"), (self.at_most, "≤")]
        return " ".join(f"{sign} {bound:g}" for bound, sign in bounds if bound is not None)

    @property
    def verdict(self) -> str:
        if self.ratio is None:
            return "not measured"
        return {True: "met", False: "NOT MET", None: ""}[self.met]

    @property
    def cells(self) -> tuple[str, ...]:
        shown = ""
        if self.ratio is not None:
            shown = f"{self.ratio.middle:.2f}"
            if self.ratio.least != self.ratio.most:
                shown += f" ({self.ratio.least:.2f}–{self.ratio.most:.2f})"
        return self.name, self.ours, self.against, self.theirs, shown, self.asked, self.verdict, self.remark


HEADER = ("measure", "ours", "against", "theirs", "ratio", "asked", "", "")


def rate(value: float, unit: str = "entries/s") -> str:
    """A figure with thousands apart."""
    return f"{value:,.0f} {unit}".replace(",", " ") if value >= 100 else f"{value:.3g} {unit}"


def table(measures: Iterable[Measure]) -> list[str]:
    """Aligned lines, in the order measured."""
    rows = [HEADER, *(measure.cells for measure in measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def kept(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """The measures as JSON holds them."""
    return [{**asdict(measure), "met": measure.met} for measure in measures]


def keep(document: dict[str, Any], *, name: str) -> Path:
    """Write the raw numbers of a run under its name."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
