"""Economic links between a lender and a borrower (CMF R511-2-1-1): without one, companies do not lend to each other."""

from enum import StrEnum


class LinkNature(StrEnum):
    """What ties two enterprises, as the law lists it; `NONE` ends a link that was declared."""

    GROUPING = "grouping"
    PUBLIC_GRANT = "public_grant"
    SUBCONTRACTING = "subcontracting"
    LICENCE = "licence"
    CLIENT = "client"
    INDIRECT = "indirect"
    NONE = "none"


# A client counts from this much bought in the year, or from this share of the supplier's turnover: R511-2-1-1, I, 5°.
BOUGHT_AT_LEAST_MINOR = 500_000_00
SHARE_OF_TURNOVER = (5, 100)
BY_PURCHASES = frozenset({LinkNature.CLIENT, LinkNature.INDIRECT})


def link_holds(nature: LinkNature | None, *, bought_minor: int | None, turnover_minor: int | None) -> bool | None:
    """Whether a link is one that the law knows; None when what would say so is not known.

    Of a client it is asked that it bought for 500 000 €, or 5 % of the borrower's turnover, in the last year closed.

    :param bought_minor: bought by one from the other in that year.
    :param turnover_minor: of the borrower in the same year.
    """
    if nature is None:
        return None
    if nature not in BY_PURCHASES:
        return nature is not LinkNature.NONE
    if bought_minor is None:
        return None
    if bought_minor >= BOUGHT_AT_LEAST_MINOR:
        return True
    if turnover_minor is None:
        return None
    numerator, denominator = SHARE_OF_TURNOVER
    return bought_minor * denominator >= turnover_minor * numerator
