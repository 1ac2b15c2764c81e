"""Why the interest of an instalment is what it is, as outside programs read it."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from lending.domain.instalment import Instalment, InterestSegment


def why_this_cent(instalment: Instalment) -> dict[str, Any]:
    """Segments, what was carried in, the unrounded sum, the rounded interest, and the residue: what rounding added.

    Amounts that are not rounded are exact fractions of the currency's unit, such as `100/3`; so are parts of a year.
    `rounded` = `unrounded` + `residue`; `unrounded` = `carried` + the interest of all segments.
    """
    minor = Fraction(1, 10**instalment.decimals)
    return {
        "segments": [_segment(segment, minor) for segment in instalment.segments],
        "carried": str(instalment.carried_minor * minor),
        "unrounded": str(instalment.unrounded_interest_minor * minor),
        "rounded": str(instalment.interest),
        "residue": str(instalment.residue_minor * minor),
    }


def _segment(segment: InterestSegment, minor: Fraction) -> dict[str, str]:
    balance = segment.balance_minor * minor
    return {
        "from": segment.start.isoformat(),
        "to": segment.end.isoformat(),
        "balance": f"{_decimal(balance):.{len(str(minor.denominator)) - 1}f}",
        "rate": f"{_decimal(segment.rate).normalize():f}",
        "fraction": str(segment.fraction),
        "interest": str(segment.unrounded_minor * minor),
    }


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / exact.denominator
