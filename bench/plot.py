"""The table of one run as a picture: how far each measure is from what was asked.

`python -m bench.plot docs/images/performance.svg bench/results/RUN.json` (several files are drawn as one).
"""

import json
import math
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

WIDTH, LEFT, RIGHT, TOP, ROW = 1180, 600, 150, 92, 24
LEAST, MOST = 0.1, 20.0
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
MET, MISSED, INK, FAINT, PAPER = "#1f6fb2", "#c4501b", "#1c2430", "#d5dae1", "#ffffff"


@dataclass(frozen=True)
class Bar:
    """One measure: 1 is exactly what was asked, more is better, whichever way it was asked."""

    name: str
    shown: str
    middle: float
    least: float
    most: float

    @property
    def met(self) -> bool:
        return self.middle >= 1

    @classmethod
    def of(cls, measure: dict[str, Any]) -> "Bar":
        ratio, low, high = measure["ratio"], measure["at_least"], measure["at_most"]
        values = [ratio[name] for name in ("least", "middle", "most")]
        scores = (
            sorted(value / low for value in values) if low is not None else sorted(high / value for value in values)
        )
        asked = f"≥ {low:g}" if low is not None else f"≤ {high:g}"
        name = measure["name"] + (f" / {measure['against']}" if measure["against"] else "")
        return cls(name, f"{ratio['middle']:.2f}  ({asked})", scores[1], scores[0], scores[2])


def picture(document: dict[str, Any]) -> str:
    """The whole drawing."""
    bars = [
        Bar.of(one)
        for one in document["measures"]
        if one["ratio"] and (one["at_least"] is not None or one["at_most"] is not None)
    ]
    bottom = TOP + ROW * len(bars)
    met = sum(bar.met for bar in bars)
    facts = document["facts"]
    under = f"{document['run']}, PostgreSQL {facts['postgresql']}, {facts['cores']} cores: {met} of {len(bars)} met"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 48}" font-family="sans-serif">',
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        _text(20, 30, "The ledger against what was asked of it", size=19, weight="bold"),
        _text(
            20,
            52,
            f"{under}. Median of the rounds, and their spread; further right is better; on an edge: beyond it.",
            size=13,
        ),
        *(_tick(value, bottom) for value in TICKS),
        *(part for number, bar in enumerate(bars) for part in _bar(bar, TOP + ROW * number + ROW / 2)),
        _text(_x(1), bottom + 38, "asked", anchor="middle", weight="bold"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _bar(bar: Bar, y: float) -> list[str]:
    colour = MET if bar.met else MISSED
    start, end = sorted((_x(1), _x(bar.middle)))
    return [
        _text(LEFT - 14, y + 4, bar.name, anchor="end"),
        _line(start, end, y, y, colour=colour, width=10, opacity=0.3),
        _line(_x(bar.least), _x(bar.most), y, y, colour=colour, width=2),
        f'<circle cx="{_x(bar.middle):.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>',
        _text(WIDTH - RIGHT + 14, y + 4, bar.shown, colour=colour),
    ]


def _tick(value: float, bottom: float) -> str:
    colour, width = (INK, 1.6) if value == 1 else (FAINT, 1)
    line = _line(_x(value), _x(value), TOP - 6, bottom, colour=colour, width=width)
    return line + _text(_x(value), bottom + 18, f"{value:g}×", anchor="middle")


def _line(x1: float, x2: float, y1: float, y2: float, *, colour: str, width: float, opacity: float = 1) -> str:
    return (
        f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}" '
        f'stroke="{colour}" stroke-width="{width}" opacity="{opacity}"/>'
    )


def _x(score: float) -> float:
    held = min(max(score, LEAST), MOST)
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log(held / LEAST) / math.log(MOST / LEAST)


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = 12.5,
    weight: str = "normal",
    colour: str = INK,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}">{escape(words)}</text>'
    )


def main(out: str, *results: str) -> None:
    """Draw one run, or the parts that several runs measured."""
    documents = [json.loads(Path(path).read_text(encoding="utf-8")) for path in results]
    together = {
        "run": " and ".join(document["run"] for document in documents),
        "facts": documents[0]["facts"],
        "measures": [one for document in documents for one in document["measures"]],
    }
    Path(out).write_text(picture(together), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
