"""Exchanging currencies: what was given, what was received, and the rate that follows, exactly."""

from decimal import Decimal
from fractions import Fraction


def implied_rate(*, given: Decimal, received: Decimal) -> Fraction:
    """How much of the received currency one unit of the given one bought.

    >>> implied_rate(given=Decimal("100.00"), received=Decimal("108.35"))
    Fraction(2167, 2000)

    :param given: more than zero.
    """
    return Fraction(received) / Fraction(given)
