"""« Pourquoi ce centime » : how the interest of one instalment came about, read from what the schedule kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from djmoney.money import Money

from lending.domain.money import from_minor
from lending.selectors.amounts import as_money

SHOWN_DECIMALS = Decimal("0.000001")


@dataclass(frozen=True)
class Segment:
    """A stretch of days with one balance and one rate: balance × rate × part of a year."""

    start: date
    end: date
    days: int
    balance: Money
    rate: Decimal
    fraction: str
    interest: Decimal


@dataclass(frozen=True)
class Why:
    """Segments, their unrounded sum, and what rounding made of it."""

    segments: list[Segment]
    carried: Decimal
    unrounded: Decimal
    rounded: Money
    residue: Decimal


def explained(why: Mapping[str, Any], *, currency: str) -> Why | None:
    """Amounts in the currency's major unit, six decimals where they are not rounded; None when nothing was kept."""
    if not why.get("segments"):
        return None
    segments = [
        Segment(
            start=date.fromisoformat(each["from"]),
            end=date.fromisoformat(each["to"]),
            days=(date.fromisoformat(each["to"]) - date.fromisoformat(each["from"])).days,
            balance=as_money(int(each["balance_minor"]), currency),
            rate=_decimal(Fraction(each["rate"])),
            fraction=each["fraction"],
            interest=_major(each["unrounded_minor"], currency),
        )
        for each in why["segments"]
    ]
    unrounded = why.get("unrounded_minor") or str(sum(Fraction(each["unrounded_minor"]) for each in why["segments"]))
    rounded = int(why["rounded_minor"])
    residue = why.get("residue_minor") or str(Fraction(unrounded) - rounded)
    return Why(
        segments=segments,
        carried=_major(why.get("carried_minor", "0"), currency),
        unrounded=_major(unrounded, currency),
        rounded=as_money(rounded, currency),
        residue=_major(residue, currency),
    )


def _major(minor: str, currency: str) -> Decimal:
    return (_decimal(Fraction(minor)) * from_minor(1, currency)).quantize(SHOWN_DECIMALS)


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)
