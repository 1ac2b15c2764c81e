"""How far a mutual guarantee fund pays for a loan in default, and out of whose contributions."""

from collections.abc import Sequence
from decimal import Decimal

from lending.domain.money import RoundingMode, round_ratio
from lending.domain.sharing import split


def contribution_minor(amount_minor: int, *, rate: Decimal) -> int:
    """What a borrower puts in: a share of its loan, half a cent rounded up.

    >>> contribution_minor(1_000_025, rate=Decimal("0.02"))
    20001

    :param rate: a fraction: 0.02 is 2 %.
    """
    numerator, denominator = rate.as_integer_ratio()
    return round_ratio(amount_minor * numerator, denominator, RoundingMode.HALF_UP)


def draw(needed_minor: int, *, own: Sequence[int], others: Sequence[int]) -> tuple[list[int], list[int]]:
    """Take what is needed, as far as it goes: first of the loan's own contributions, then of the others, pro rata.

    Each is used by largest remainder, and no further than it goes.

    >>> draw(250, own=[100, 50], others=[300, 100])
    ([100, 50], [75, 25])
    >>> draw(1000, own=[100], others=[300])
    ([100], [300])
    """
    of_own = min(needed_minor, sum(own))
    of_others = min(needed_minor - of_own, sum(others))
    return split(of_own, own), split(of_others, others)
