"""Effective rates: the rate at which what was lent and what is paid back have the same present value."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import groupby, pairwise
from typing import ClassVar, Final

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop

Flow = tuple[Fraction | int, Decimal | int]

_DIGITS: Final = 40
_STEP_MIN: Final = Decimal("1e-26")
_LOG_RATE_MAX: Final = Decimal(200_000)
_STEPS_MAX: Final = 400


class NoEffectiveRate(LendingError):
    """No rate makes what is paid worth what was lent."""

    code: ClassVar[str] = "no-effective-rate"
    title = gettext_noop("There is no effective rate")
    sentence = gettext_noop(
        "%(lent)s lent and %(paid)s paid: no rate makes them equal; look at the amounts and at the dates."
    )


def eu_rate(drawdowns: Sequence[Flow], payments: Sequence[Flow]) -> Decimal:
    """The annual percentage rate of 2008/48/EC annex I, as a fraction: sum C(1+X)^-t = sum D(1+X)^-s.

    :param drawdowns: (time in years, amount), amounts above zero.
    :param payments: likewise, with every cost the borrower bears.
    :raises NoEffectiveRate: when no rate above -100 % solves it.
    """
    return internal_rate([*drawdowns, *((time, -amount) for time, amount in payments)])


def proportional_rate(flows: Sequence[Flow], *, periods_per_year: int | Fraction | Decimal) -> Decimal:
    """The professional TEG (C. conso. R314-2), as a fraction: actuarial rate of a period times periods a year.

    >>> proportional_rate([(0, Decimal(100)), (1, Decimal(-103))], periods_per_year=2)
    Decimal('0.06')

    :param flows: (period, amount), drawdowns positive, payments negative.
    :raises NoEffectiveRate: when no rate above -100 % solves it.
    """
    ratio = Fraction(periods_per_year)
    return internal_rate(flows) * ratio.numerator / ratio.denominator


def internal_rate(flows: Sequence[Flow]) -> Decimal:
    """The rate of a unit of time at which the flows, lent positive and paid negative, are worth nothing.

    Solved for the logarithm of 1 + rate, so that rates of thousands of percent and negative ones are found alike. Of
    several solutions, one near zero.
    """
    times, amounts = _merged(flows)
    with localcontext() as context:
        context.prec = _DIGITS
        log_rate = _solve(_PresentValue(times, amounts), amounts)
        context.prec = 24
        return (log_rate.exp() - 1).normalize() + 0


def _merged(flows: Sequence[Flow]) -> tuple[list[Fraction], list[Decimal]]:
    ordered = sorted(((Fraction(time), Decimal(amount)) for time, amount in flows), key=lambda flow: flow[0])
    groups = [
        (time, sum((amount for _, amount in group), Decimal(0)))
        for time, group in groupby(ordered, lambda flow: flow[0])
    ]
    kept = [(time, amount) for time, amount in groups if amount]
    return [time for time, _ in kept], [amount for _, amount in kept]


class _PresentValue:
    """Value of the flows at their first date, and its slope, for a logarithmic rate.

    Schedules are regular: few gaps between dates differ, so one exponential a gap and multiplications do.
    """

    def __init__(self, times: list[Fraction], amounts: list[Decimal]) -> None:
        self._amounts = amounts
        gaps = [Fraction(0)] + [later - earlier for earlier, later in pairwise(times)]
        self._gaps = gaps
        self._lengths = {gap: Decimal(gap.numerator) / gap.denominator for gap in set(gaps)}

    def at(self, log_rate: Decimal) -> tuple[Decimal, Decimal]:
        factors = {gap: (-length * log_rate).exp() for gap, length in self._lengths.items()}
        value, slope, time, discount = Decimal(0), Decimal(0), Decimal(0), Decimal(1)
        for gap, amount in zip(self._gaps, self._amounts, strict=True):
            discount *= factors[gap]
            time += self._lengths[gap]
            present = amount * discount
            value += present
            slope -= time * present
        return value, slope


def _solve(present_value: _PresentValue, amounts: list[Decimal]) -> Decimal:
    """Newton's steps, halving the bracket whenever a step would leave it."""
    low, high = _bracket(present_value, amounts)
    rising = present_value.at(high)[0] > 0
    guess = (low + high) / 2
    for _ in range(_STEPS_MAX):
        value, slope = present_value.at(guess)
        if not value:
            return guess
        low, high = (low, guess) if (value > 0) == rising else (guess, high)
        step = guess - value / slope if slope else low
        following = step if low < step < high else (low + high) / 2
        if abs(following - guess) < _STEP_MIN:
            return following
        guess = following
    return guess


def _bracket(present_value: _PresentValue, amounts: list[Decimal]) -> tuple[Decimal, Decimal]:
    """Two logarithmic rates between which the value changes sign, as near to zero as can be."""
    if len({amount > 0 for amount in amounts}) == 2:
        reach = Decimal("0.125")
        edges = {Decimal(0): present_value.at(Decimal(0))[0]}
        low, high = Decimal(0), Decimal(0)
        while reach <= _LOG_RATE_MAX:
            edges[reach], edges[-reach] = present_value.at(reach)[0], present_value.at(-reach)[0]
            if (edges[reach] > 0) != (edges[high] > 0):
                return high, reach
            if (edges[-reach] > 0) != (edges[low] > 0):
                return -reach, low
            low, high, reach = -reach, reach, reach * 2
    lent = sum((amount for amount in amounts if amount > 0), Decimal(0))
    raise NoEffectiveRate(lent=lent, paid=lent - sum(amounts, Decimal(0)))
