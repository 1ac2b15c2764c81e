"""Charts drawn by the server as plain SVG figures; each stands beside the table it is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 720, 160
GAP_SHARE = Decimal("0.25")


@dataclass(frozen=True)
class Bar:
    """One instalment: principal below, interest above; coordinates as SVG reads them, whatever the language."""

    x: str
    width: str
    principal_y: str
    principal_height: str
    interest_y: str
    interest_height: str
    label: str


def instalment_bars(rows: Sequence[tuple[str, Decimal, Decimal]]) -> list[Bar]:
    """Stacked bars of (label, principal, interest)."""
    highest = max((principal + interest for _label, principal, interest in rows), default=Decimal(0))
    if not highest:
        return []
    slot = Decimal(WIDTH) / len(rows)
    width = min(slot * (1 - GAP_SHARE), Decimal(48))
    bars = []
    for position, (label, principal, interest) in enumerate(rows):
        below, above = principal / highest * HEIGHT, interest / highest * HEIGHT
        bars.append(
            Bar(
                x=_coordinate(position * slot + (slot - width) / 2),
                width=_coordinate(width),
                principal_y=_coordinate(HEIGHT - below),
                principal_height=_coordinate(below),
                interest_y=_coordinate(HEIGHT - below - above),
                interest_height=_coordinate(above),
                label=label,
            )
        )
    return bars


def _coordinate(value: Decimal) -> str:
    return f"{value:.2f}"


@dataclass(frozen=True)
class Mark:
    """A point of a curve, and what it says."""

    x: str
    y: str
    label: str = ""


@dataclass(frozen=True)
class Curve:
    """A step curve: its line, the surface down to zero, where zero is, the marks at month ends, the low point."""

    line: str
    surface: str
    zero_y: str
    marks: Sequence[Mark]
    low: Mark


def step_curve(
    points: Sequence[tuple[date, Decimal]],
    ends: Sequence[tuple[date, Decimal, str]],
    *,
    low: tuple[date, Decimal],
) -> Curve:
    """A curve that holds each value until the next day on which it changes, up to the last of `ends`.

    Zero is always in the picture, so that heights can be compared.
    """
    first, last = points[0][0], ends[-1][0]
    values = [Decimal(0), *(value for _day, value in points)]
    top, bottom = max(values), min(values)
    height = (top - bottom) or Decimal(1)

    def x(day: date) -> str:
        return _coordinate(Decimal((day - first).days) * WIDTH / max(1, (last - first).days))

    def y(value: Decimal) -> str:
        return _coordinate((top - value) / height * HEIGHT)

    steps = " ".join(f"H {x(day)} V {y(value)}" for day, value in points[1:])
    line = f"M {x(first)} {y(points[0][1])} {steps} H {x(last)}"
    return Curve(
        line=line,
        surface=f"{line} V {y(Decimal(0))} H {x(first)} Z",
        zero_y=y(Decimal(0)),
        marks=[Mark(x(day), y(value), label) for day, value, label in ends],
        low=Mark(x(low[0]), y(low[1])),
    )
