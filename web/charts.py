"""Charts drawn by the server as plain SVG figures; each stands beside the table it is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
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
