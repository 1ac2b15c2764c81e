"""Amounts as whole minor units, and the only two ways we round to them."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from lending.domain.currencies import DECIMALS


class RoundingMode(StrEnum):
    """Where a half goes: away from zero, or to the even neighbour."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


_DECIMAL_MODES = {RoundingMode.HALF_UP: ROUND_HALF_UP, RoundingMode.HALF_EVEN: ROUND_HALF_EVEN}


def round_ratio(numerator: int, denominator: int, mode: RoundingMode) -> int:
    """The whole number nearest to numerator / denominator, by integers alone.

    >>> round_ratio(5, 2, RoundingMode.HALF_UP), round_ratio(5, 2, RoundingMode.HALF_EVEN)
    (3, 2)
    >>> round_ratio(-5, 2, RoundingMode.HALF_UP)
    -3

    :param denominator: above zero.
    """
    if numerator < 0:
        return -round_ratio(-numerator, denominator, mode)
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and (mode is RoundingMode.HALF_UP or whole % 2)):
        return whole + 1
    return whole


def quantize(amount: Decimal, *, decimals: int, mode: RoundingMode = RoundingMode.HALF_UP) -> Decimal:
    """`amount` to that many decimals."""
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=_DECIMAL_MODES[mode])


def to_minor(amount: Decimal, currency: str) -> int:
    """An exact amount as minor units.

    :raises ValueError: when it has more decimals than the currency.
    """
    minor = amount.scaleb(DECIMALS[currency])
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} has more than {DECIMALS[currency]} decimals")
    return int(minor)


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """Minor units as an amount with the currency's decimals.

    >>> from_minor(136520, "EUR"), from_minor(1365, "JPY")
    (Decimal('1365.20'), Decimal('1365'))
    """
    return Decimal(amount_minor).scaleb(-DECIMALS[currency])
