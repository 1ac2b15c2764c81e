"""Ceilings of a funding proposal, in words: what held a lender's part, and what kept a lender out."""

from collections.abc import Mapping
from decimal import Decimal

from lending.domain.funding import AVAILABLE, IS_BORROWER, IS_LINKED
from lending.domain.sentences import Sentence, gettext_noop

OWN_CEILING = "own_ceiling_per_borrower"
FUND_CEILING = "fund_ceiling_per_lender"
LEGAL_CEILING = "legal_ceiling_per_year"
LEGAL_RULE = "legal_rule"

HELD: Mapping[str, str] = {
    AVAILABLE: gettext_noop("All it has available: %(room)s."),
    OWN_CEILING: gettext_noop("Its own ceiling per borrower leaves %(room)s."),
    FUND_CEILING: gettext_noop("The fund's ceiling per lender and borrower leaves %(room)s."),
    LEGAL_CEILING: gettext_noop("The law's ceilings per lender and year leave %(room)s."),
    LEGAL_RULE: gettext_noop("A rule of the law leaves %(room)s."),
}
KEPT_OUT: Mapping[str, str] = {
    AVAILABLE: gettext_noop("It has nothing available."),
    OWN_CEILING: gettext_noop("Its own ceiling per borrower is reached."),
    FUND_CEILING: gettext_noop("The fund's ceiling per lender and borrower is reached."),
    LEGAL_CEILING: gettext_noop("The law's ceiling per lender and year is reached."),
    LEGAL_RULE: gettext_noop("A rule of the law is not met, or cannot be checked: see the rules."),
    IS_BORROWER: gettext_noop("It is the borrower itself."),
    IS_LINKED: gettext_noop("It is linked to the borrower."),
}


def held_by(ceiling: str, *, room: Decimal) -> Sentence:
    """Why a lender's part is not larger; `room` is what the ceiling left to it."""
    return Sentence(HELD[ceiling], {"room": room})


def kept_out_by(ceiling: str) -> Sentence:
    """Why a lender has no part."""
    return Sentence(KEPT_OUT[ceiling])
