"""Sharing an amount to the last cent."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class NothingToShareBy(LendingError):
    """The weights cannot carry the amount."""

    code: ClassVar[str] = "nothing-to-share-by"
    title = gettext_noop("This amount cannot be shared")
    sentence = gettext_noop(
        "%(amount)s was to be shared by the weights %(weights)s: none may be below 0, one must be above."
    )


def split(amount_minor: int, weights: Sequence[int | Decimal | Fraction]) -> list[int]:
    """Share an amount in proportion to weights: largest remainder, ties to the lowest index.

    The shares sum to the amount, and each is less than one minor unit from its exact share. A negative amount is minus
    the split of the positive one, so that a reversal takes back from each what each had received. A weight of zero
    receives nothing.

    >>> split(100, [1, 1, 1]), split(-1003, [50, 50])
    ([34, 33, 33], [-502, -501])

    :raises NothingToShareBy: when a weight is negative, or all are zero and the amount is not.
    """
    if amount_minor < 0:
        return [-share for share in split(-amount_minor, weights)]
    exact = [weight if isinstance(weight, int) else Fraction(weight) for weight in weights]
    total = sum(exact)
    if min(exact, default=0) < 0 or (amount_minor and not total):
        raise NothingToShareBy(amount=amount_minor, weights=[str(weight) for weight in weights])
    if not amount_minor:
        return [0] * len(exact)
    parts = [divmod(amount_minor * weight, total) for weight in exact]
    shares = [int(whole) for whole, _ in parts]
    # sorted() is stable, so equal remainders stay in index order.
    remainders = [remainder for _, remainder in parts]
    by_remainder = sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)
    for index in by_remainder[: amount_minor - sum(shares)]:
        shares[index] += 1
    return shares
