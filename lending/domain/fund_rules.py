"""The rules of a fund and of its products, as data for `lending.domain.exposure`."""

from dataclasses import replace
from fractions import Fraction

from lending.domain.exposure_rules import Bound, ExposureRule


def policy_rules(
    *,
    max_per_borrower_minor: int,
    max_share_of_fund: Fraction,
    liquidity_reserve_minor: int,
    source: str,
    version: int = 1,
) -> tuple[ExposureRule, ...]:
    """What a fund asks of every loan: two ceilings per borrower, and cash kept back.

    :param max_share_of_fund: of all placements, what one borrower and its linked parties may owe.
    """
    ceiling = ExposureRule(
        code="borrower_ceiling",
        measure="borrower_exposure",
        bound=Bound.AT_MOST,
        limit=max_per_borrower_minor,
        source=source,
        version=version,
    )
    share = replace(ceiling, code="borrower_share", limit=None, share=max_share_of_fund, share_of="placements_minor")
    reserve = replace(
        ceiling,
        code="liquidity_reserve",
        measure="liquidity_left",
        bound=Bound.AT_LEAST,
        limit=liquidity_reserve_minor,
    )
    return (ceiling, share, reserve)


def sponsor_rules(*, ceiling_minor: int, source: str, version: int = 1) -> tuple[ExposureRule, ...]:
    """What is asked of who answers for a loan: the ceiling of a borrower, and no loan in default of its own."""
    ceiling = ExposureRule(
        code="sponsor_ceiling",
        measure="sponsor_exposure",
        bound=Bound.AT_MOST,
        limit=ceiling_minor,
        source=source,
        version=version,
    )
    sound = replace(ceiling, code="sponsor_in_default", measure="sponsors_in_default", limit=0, may_be_overridden=False)
    return (ceiling, sound)


def lenders_rule(*, capacity_minor: int, source: str) -> ExposureRule:
    """What all lenders together can lend to this borrower: without its own cash, within each one's own ceiling.

    No vote makes cash that is not there.
    """
    return ExposureRule(
        code="lenders_capacity", measure="amount", bound=Bound.AT_MOST, limit=capacity_minor, source=source,
        may_be_overridden=False,
    )  # fmt: skip


def product_rules(
    *, min_amount_minor: int, max_amount_minor: int, max_instalments: int, source: str, version: int = 1
) -> tuple[ExposureRule, ...]:
    """What a product lends: from how much to how much, and over how many instalments. Another product, not a vote."""
    maximum = ExposureRule(
        code="product_maximum",
        measure="amount",
        bound=Bound.AT_MOST,
        limit=max_amount_minor,
        source=source,
        version=version,
        may_be_overridden=False,
    )
    minimum = replace(maximum, code="product_minimum", bound=Bound.AT_LEAST, limit=min_amount_minor)
    instalments = replace(maximum, code="product_instalments", measure="instalments", limit=max_instalments)
    return (minimum, maximum, instalments)
