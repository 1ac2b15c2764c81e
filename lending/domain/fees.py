"""The fee of a loan: what a product asks for making it, and what is left for the borrower."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lending.domain.money import RoundingMode, from_minor, round_ratio
from lending.domain.terms import FeePayment


def fee_minor(amount_minor: int, *, fixed_minor: int, rate: Decimal) -> int:
    """A fixed sum and a share of what is lent, rounded half up.

    >>> fee_minor(1_000_000, fixed_minor=5000, rate=Decimal("0.005"))
    10000
    """
    share = amount_minor * Fraction(rate)
    return fixed_minor + round_ratio(share.numerator, share.denominator, RoundingMode.HALF_UP)


def fee_terms(fee: int, *, paid: str, on: date, currency: str) -> list[dict[str, str]]:
    """The fee as the terms of a loan have it; nothing where there is none."""
    return [{"on": on.isoformat(), "amount": f"{from_minor(fee, currency):f}", "paid": paid}] if fee else []


def fees_in(terms: Mapping[str, Any], paid: FeePayment) -> Decimal:
    """The fees of a loan's terms that are paid in one of the ways, together."""
    fees: Iterable[Mapping[str, Any]] = terms.get("fees") or ()
    return sum((Decimal(fee["amount"]) for fee in fees if fee.get("paid", FeePayment.APART) == paid), Decimal(0))
