"""What French law asks where members lend to each other directly (CMF L511-6, 3 bis), as data. Counsel confirms it.

The committee may decide otherwise on none of it.
"""

from collections.abc import Mapping
from fractions import Fraction

from lending.domain.exposure_rules import Bound, ExposureRule

CODE = "fr-l511-6-3bis"
VERSION = 1
LAW = "CMF L511-6, 3 bis"
CONDITIONS, LINKS = "CMF R511-2-1-2", "CMF R511-2-1-1"
LENDER_BORROWER_SHARE = "lender_borrower_share"
"""The setting: which share of its yearly ceiling a lender may lend to one borrower. Its figure needs counsel."""

MAY_BORROW = frozenset({"micro", "sme", "eti"})
YEARLY_BY_SIZE_MINOR: Mapping[str, int] = {
    "micro": 10_000_000_00,
    "sme": 10_000_000_00,
    "eti": 50_000_000_00,
    "large": 100_000_000_00,
}
"""The most that an enterprise of each size may lend in one accounting year."""


def french_rules(*, lender_borrower_share: Fraction | None = None) -> tuple[ExposureRule, ...]:
    """The whole set: one rule on the borrower, one on the term, the others on each lender's part.

    :param lender_borrower_share: of a lender's yearly ceiling; while it is None, that rule lets nothing through.
    """
    return (
        _rule("legal_term", "term_months", Bound.BELOW, 36, LAW),
        _answer("borrower_size", LAW),
        _answer("accounts_certified", LAW),
        _answer("lending_is_ancillary", LAW),
        _answer("economic_link", LINKS),
        _rule("equity_above_capital", "equity_above_capital", Bound.ABOVE, 0, f"{CONDITIONS}, 1°"),
        _rule("equity_above_capital_before", "equity_above_capital_before", Bound.ABOVE, 0, f"{CONDITIONS}, 1°"),
        _rule("ebitda_positive", "ebitda", Bound.ABOVE, 0, f"{CONDITIONS}, 1°"),
        _rule("ebitda_positive_before", "ebitda_before", Bound.ABOVE, 0, f"{CONDITIONS}, 1°"),
        _rule("treasury_positive", "net_treasury", Bound.ABOVE, 0, f"{CONDITIONS}, 2°"),
        _rule("treasury_positive_before", "net_treasury_before", Bound.ABOVE, 0, f"{CONDITIONS}, 2°"),
        _share("year_by_treasury", "lent_in_year", Fraction(1, 2), "net_treasury_minor", f"{CONDITIONS}, 3° a"),
        _share("year_by_size", "lent_in_year", Fraction(1), "size_ceiling_minor", f"{CONDITIONS}, 3° b"),
        ExposureRule(
            code="borrower_cap",
            measure="lent_to_borrower_in_year",
            bound=Bound.AT_MOST,
            share=lender_borrower_share,
            share_of="year_ceiling_minor",
            setting=LENDER_BORROWER_SHARE,
            source=f"{CONDITIONS}, 4°",
            version=VERSION,
            may_be_overridden=False,
        ),
    )


def _rule(code: str, measure: str, bound: Bound, limit: int, source: str) -> ExposureRule:
    return ExposureRule(
        code=code, measure=measure, bound=bound, limit=limit, source=source, version=VERSION, may_be_overridden=False
    )


def _answer(code: str, source: str) -> ExposureRule:
    """A question that is answered by yes or no."""
    return _rule(code, code, Bound.AT_LEAST, 1, source)


def _share(code: str, measure: str, share: Fraction, share_of: str, source: str) -> ExposureRule:
    return ExposureRule(
        code=code, measure=measure, bound=Bound.AT_MOST, share=share, share_of=share_of, source=source,
        version=VERSION, may_be_overridden=False,
    )  # fmt: skip
