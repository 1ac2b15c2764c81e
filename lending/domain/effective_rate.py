"""Effective rates: the rate at which what was lent and what is paid back have the same present value."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import ClassVar, Final

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop

Flow = tuple[Fraction | int, Decimal | int]

_DIGITS: Final = 40
_DIGITS_KEPT: Final = 24
_STEP_MIN: Final = Decimal("1e-26")
_LOG_RATE_MAX: Final = Decimal(200_000)
_STEPS_MAX: Final = 400
_ZERO: Final = Decimal(0)


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

    :raises NoEffectiveRate: when no rate above -100 % solves it.
    """
    return rate_over(log_rate(flows), Fraction(1))


def log_rate(flows: Sequence[Flow]) -> Decimal:
    """The logarithm of 1 + the internal rate: it is what is solved for, and it is proportional to time.

    So rates of thousands of percent and negative ones are found alike. Of several solutions, one near zero: what is
    paid back at once and in full costs nothing.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        times, parts, amounts = _merged(flows)
        if not amounts:
            return _rate_of_nothing(flows)
        return _solve(_PresentValue(times, parts, amounts), amounts)


def rate_over(log_rate: Decimal, length: Fraction) -> Decimal:
    """The actuarial rate of a length of time, from the logarithm of 1 + the rate of its unit."""
    with localcontext() as context:
        context.prec = _DIGITS
        rate = (log_rate * length.numerator / length.denominator).exp() - 1
        context.prec = _DIGITS_KEPT
        return rate.normalize() + 0


def _merged(flows: Sequence[Flow]) -> tuple[list[int], int, list[Decimal]]:
    """Times in whole parts of a unit, how many parts make one, and the amount of each time that has one."""
    exact = [(time if isinstance(time, int) else Fraction(time), amount) for time, amount in flows]
    parts = lcm(*{time.denominator for time, _ in exact})
    at: dict[int, Decimal] = {}
    for time, amount in exact:
        moment = time.numerator * (parts // time.denominator)
        at[moment] = at.get(moment, _ZERO) + amount
    times = sorted(moment for moment, amount in at.items() if amount)
    return times, parts, [at[moment] for moment in times]


def _rate_of_nothing(flows: Sequence[Flow]) -> Decimal:
    """Every rate solves flows that cancel each other; none is the rate of flows that lend nothing."""
    if any(amount for _, amount in flows):
        return _ZERO
    raise NoEffectiveRate(lent=_ZERO, paid=_ZERO)


class _PresentValue:
    """Value of the flows at their first date, and its slope, for a logarithmic rate.

    Schedules are regular: few gaps between dates differ, so one exponential a gap and multiplications do.
    """

    def __init__(self, times: list[int], parts: int, amounts: list[Decimal]) -> None:
        gaps = [0, *(later - earlier for earlier, later in pairwise(times))]
        places = {gap: place for place, gap in enumerate(dict.fromkeys(gaps))}
        self._lengths = [Decimal(gap) / parts for gap in places]
        self._flows = [(places[gap], amount) for gap, amount in zip(gaps, amounts, strict=True)]

    def at(self, log_rate: Decimal) -> tuple[Decimal, Decimal]:
        lengths = self._lengths
        factors = [(-length * log_rate).exp() for length in lengths]
        value, slope, time, discount = _ZERO, _ZERO, _ZERO, Decimal(1)
        for place, amount in self._flows:
            discount *= factors[place]
            time += lengths[place]
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
        step = value / slope if slope else high - low
        if abs(step) < _STEP_MIN:
            return guess - step
        low, high = (low, guess) if (value > 0) == rising else (guess, high)
        following = guess - step if low < guess - step < high else (low + high) / 2
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
