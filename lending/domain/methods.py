"""How much principal an instalment brings back."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from lending.domain.money import round_ratio, round_to_multiple
from lending.domain.terms import Repayment, Rounding

_DIGITS: Final = 34

# The others repay all principal with the last instalment.
AMORTISING: Final = frozenset({Repayment.EQUAL_INSTALMENTS, Repayment.EQUAL_PRINCIPAL})


def equal_instalment(debt: Fraction, *, rate: Fraction, fractions: Sequence[Fraction], rounding: Rounding) -> int:
    """The constant instalment (annuité constante): debt / sum of products of 1/(1 + rate × fraction).

    Solved over the true fractions of each period, so that it is constant by actual days too.

    >>> month = Fraction(1, 12)
    >>> equal_instalment(Fraction(1010000), rate=Fraction(12, 100), fractions=[month] * 2, rounding=Rounding())
    340022

    :param debt: principal and interest, in minor units, on the day of the first of these instalments.
    :param fractions: parts of a year from each instalment to the next.
    """
    if not rate:
        return round_to_multiple(debt / (len(fractions) + 1), rounding.instalment_minor, rounding.mode)
    with localcontext() as context:
        context.prec = _DIGITS
        worth, known, growth = Decimal(1), None, Decimal(1)
        for fraction in reversed(fractions):
            if fraction is not known:  # most periods share one fraction
                known, growth = fraction, _growth(rate, fraction)
            worth = 1 + worth / growth
        instalment = Decimal(debt.numerator) / debt.denominator / worth
    return round_to_multiple(Fraction(instalment), rounding.instalment_minor, rounding.mode)


def equal_principal(balance_minor: int, *, count: int, rounding: Rounding) -> int:
    """The constant part of principal (amortissement constant)."""
    return round_ratio(balance_minor, count, rounding.mode)


def instalments_needed(
    repayment: Repayment, balance_minor: int, *, level_minor: int, rate: Fraction, fractions: Sequence[Fraction]
) -> int:
    """How many more instalments repay a balance at the level they have, at most one for each of `fractions`.

    :param level_minor: the equal instalment, or the equal part of principal.
    :param fractions: parts of a year that each of the coming instalments ends.
    """
    if repayment is Repayment.EQUAL_PRINCIPAL:
        return min(len(fractions), -(-balance_minor // level_minor)) if level_minor else len(fractions)
    with localcontext() as context:
        context.prec = _DIGITS
        debt = Decimal(balance_minor)
        for count, fraction in enumerate(fractions, start=1):
            debt = debt * _growth(rate, fraction) - level_minor
            if debt <= 0:
                return count
    return len(fractions)


def _growth(rate: Fraction, fraction: Fraction) -> Decimal:
    grown = 1 + rate * fraction
    return Decimal(grown.numerator) / grown.denominator
