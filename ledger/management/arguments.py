"""What several commands read from their arguments."""

import datetime as dt
from argparse import ArgumentTypeError

Span = dict[str, dt.date]


def day(text: str) -> dt.date:
    """Read a day; :raises ArgumentTypeError: it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day like 2026-01-31") from None


def span(text: str) -> Span:
    """Read two days, both included; :raises ArgumentTypeError: they are none."""
    try:
        starts_on, ends_on = (dt.date.fromisoformat(part) for part in text.split(":"))
    except ValueError:
        raise ArgumentTypeError(f"{text} is not like 2026-01-01:2026-12-31") from None
    return {"starts_on": starts_on, "ends_on": ends_on}
