"""Instalments of periods in which nothing happens: a loop of whole numbers.

`lending.domain.schedule_run` could make each of them, as it makes those of eventful periods, at six times the cost.
Both ways give the same rows: a test takes this one away and compares.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from itertools import chain, count, repeat
from math import gcd
from typing import NamedTuple

from lending.domain.due_dates import Periods
from lending.domain.instalment import Instalment, InterestSegment
from lending.domain.interest import NOTHING_CARRIED, InterestMeter
from lending.domain.money import RoundingMode
from lending.domain.principal_plan import Part

# A named tuple's own constructor takes its fields one by one, at twice the cost of copying a tuple.
_segment = partial(tuple.__new__, InterestSegment)
_instalment = partial(tuple.__new__, Instalment)


def quiet_rows(
    periods: Periods,
    among: slice,
    *,
    part: Part,
    balance_minor: int,
    rate: Fraction,
    meter: InterestMeter,
    number: int,
    decimals: int,
) -> list[Instalment]:
    """The instalments of some periods, until nothing is left.

    :param part: the rule of principal that all of them follow.
    :param meter: what a cumulative rounding carries from before; brought up to date.
    :param number: of the first of these rows.
    """
    starts, ends, fractions = periods.starts[among], periods.ends[among], periods.fractions[among]
    figures = _figures(fractions, part, balance_minor=balance_minor, rate=rate, meter=meter)
    # Columns become rows here and not in the loop, because iterators of the standard library are the quickest.
    befores = chain((balance_minor,), figures.balances)
    segments = map(_segment, zip(starts, ends, befores, repeat(rate), fractions))
    columns = (count(number), ends, figures.principals, figures.interests, repeat(0), figures.balances)
    return list(map(_instalment, zip(*columns, repeat(decimals), zip(segments), figures.carried)))


class _Figures(NamedTuple):
    """Columns of whole minor units, as long as something is left; `carried` may be longer."""

    principals: list[int]
    interests: list[int]
    balances: list[int]
    carried: Iterable[tuple[int, int]]


def _figures(
    fractions: Sequence[Fraction], part: Part, *, balance_minor: int, rate: Fraction, meter: InterestMeter
) -> _Figures:
    principals, interests, balances, carried = list[int](), list[int](), list[int](), list[tuple[int, int]]()
    level, holds_interest = part.level_minor, part.holds_interest
    is_even, forgets = meter.mode is RoundingMode.HALF_EVEN, meter.forgets_residue
    known = None
    ran_twice = parts = parts_twice = 0
    for fraction in fractions:
        if fraction is not known:  # nearly all share one
            known, (ran_twice, parts) = fraction, _doubled(rate, fraction)
            parts_twice = 2 * parts
        if forgets:
            # To the nearest: the floor of twice as much and one more, over two.
            doubled = balance_minor * ran_twice + parts
            interest = doubled // parts_twice
            if is_even and interest & 1 and not doubled % parts_twice:
                interest -= 1
        else:
            carried.append(meter.carried)
            interest = meter.charge_at_once(balance_minor * ran_twice, parts_twice)
        principal = level - interest if holds_interest else level
        if not 0 <= principal <= balance_minor:
            principal = min(max(principal, 0), balance_minor)
        balance_minor -= principal
        principals.append(principal)
        interests.append(interest)
        balances.append(balance_minor)
        if not balance_minor:
            break
    return _Figures(principals, interests, balances, repeat(NOTHING_CARRIED) if forgets else carried)


def _doubled(rate: Fraction, fraction: Fraction) -> tuple[int, int]:
    """Rate × fraction, its numerator doubled: small numbers are quicker."""
    ran, parts = rate.numerator * fraction.numerator, rate.denominator * fraction.denominator
    common = gcd(ran, parts)
    return 2 * ran // common, parts // common
