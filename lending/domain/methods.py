"""How much principal an instalment brings back."""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from typing import Final

from lending.domain.money import round_ratio
from lending.domain.terms import Repayment, Rounding

# Fixed-point numbers: so many parts make one.
_ONE: Final = 1 << 192

# The others repay all principal with the last instalment.
AMORTISING: Final = frozenset({Repayment.EQUAL_INSTALMENTS, Repayment.EQUAL_PRINCIPAL})


def equal_instalment(debt: Fraction, *, rate: Fraction, fractions: Sequence[Fraction], rounding: Rounding) -> int:
    """The constant instalment (annuité constante): debt / sum of products of 1/(1 + rate × fraction).

    Solved over the true fractions of each period, so that it is constant by actual days too; rounded once, exactly.

    >>> month = Fraction(1, 12)
    >>> equal_instalment(Fraction(1010000), rate=Fraction(12, 100), fractions=[month] * 2, rounding=Rounding())
    340022

    :param debt: principal and interest, in minor units, on the day of the first of these instalments.
    :param fractions: parts of a year from each instalment to the next.
    """
    if not rate:
        return _rounded(debt, len(fractions) + 1, 1, rounding)
    regular = _regular_worth(rate, fractions)
    if regular:
        return _rounded(debt, *regular, rounding)
    worth = _worth(rate, fractions)
    # The floors took less than a part a period away: where both bounds round alike, so does the truth.
    low, high = (_rounded(debt, bound, _ONE, rounding) for bound in (worth + len(fractions), worth))
    return low if low == high else _rounded(debt, *_exact_worth(rate, fractions).as_integer_ratio(), rounding)


def _rounded(debt: Fraction, worth: int, parts: int, rounding: Rounding) -> int:
    """The debt over a ratio, to the nearest multiple that the terms ask for."""
    multiple = rounding.instalment_minor
    return multiple * round_ratio(debt.numerator * parts, debt.denominator * worth * multiple, rounding.mode)


def _regular_worth(rate: Fraction, fractions: Sequence[Fraction]) -> tuple[int, int] | None:
    """What a unit paid at each instalment is worth on the day of the first, as a ratio: a geometric sum.

    None where periods differ.
    """
    if not fractions:
        return 1, 1
    if len(set(map(id, fractions))) != 1:  # equal ones are nearly always one object, and comparing fractions is dear
        return None
    if not fractions[0]:
        # By 30/360 nothing runs from the 30th to the 31st: each is worth what the first is.
        return len(fractions) + 1, 1
    grown, whole = _growth(rate, fractions[0])
    last, first = grown ** len(fractions), whole ** len(fractions)
    return grown * last - whole * first, (grown - whole) * last


def _worth(rate: Fraction, fractions: Sequence[Fraction]) -> int:
    """What a unit at each instalment is worth on the day of the first, in parts of _ONE; each step rounds down."""
    worth, known = _ONE, None
    grown = whole = 1
    for fraction in reversed(fractions):
        if fraction is not known:
            known, (grown, whole) = fraction, _growth(rate, fraction)
        worth = _ONE + worth * whole // grown
    return worth


def _exact_worth(rate: Fraction, fractions: Sequence[Fraction]) -> Fraction:
    worth = Fraction(1)
    for fraction in reversed(fractions):
        worth = 1 + worth / (1 + rate * fraction)
    return worth


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
    least = most = balance_minor * _ONE
    for count, fraction in enumerate(fractions, start=1):
        grown, whole = _growth(rate, fraction)
        least = least * grown // whole - level_minor * _ONE
        most = -(-most * grown // whole) - level_minor * _ONE
        if most <= 0:
            return count
        if least <= 0:  # between the bounds lies zero: only exact figures can tell
            return _instalments_needed_exactly(balance_minor, level_minor=level_minor, rate=rate, fractions=fractions)
    return len(fractions)


def _instalments_needed_exactly(
    balance_minor: int, *, level_minor: int, rate: Fraction, fractions: Sequence[Fraction]
) -> int:
    debt = Fraction(balance_minor)
    for count, fraction in enumerate(fractions, start=1):
        debt = debt * (1 + rate * fraction) - level_minor
        if debt <= 0:
            return count
    return len(fractions)


def _growth(rate: Fraction, fraction: Fraction) -> tuple[int, int]:
    """1 + rate × fraction, as a ratio."""
    whole = rate.denominator * fraction.denominator
    grown = whole + rate.numerator * fraction.numerator
    common = gcd(grown, whole)
    return grown // common, whole // common
