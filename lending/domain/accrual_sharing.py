"""Sharing an instalment's interest over the lenders a day at a time, so that no day's leftover cent goes astray.

A split of each day by itself would give its leftover cents to the same lenders every day. Here each lender follows a
straight line to what it has when all has run: what it was given is never a whole minor unit off that line, and never
goes back.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import takewhile
from typing import NamedTuple

from lending.domain.sharing import split


class Shared(NamedTuple):
    """What was shared on a day: by which weights, what each was given, and of how much in the whole instalment."""

    weights: tuple[int, ...]
    shares: tuple[int, ...]
    total_minor: int


def share_accrual(
    amount_minor: int, weights: Sequence[int], *, total_minor: int, past: Sequence[Shared] = ()
) -> list[int]:
    """Share what has run since the last day.

    With the same weights on all days each has, at the end, what `split` gives it of the whole. When weights change,
    what each had over or under its exact share goes on into the rest. Shares sum to the amount; none is below zero.

    >>> days = []
    >>> for amount in (1, 1, 1, 1):
    ...     days.append(Shared((50, 30, 20), tuple(share_accrual(amount, (50, 30, 20), total_minor=4, past=days)), 4))
    >>> [day.shares for day in days], split(4, [50, 30, 20])
    ([(1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 0, 1)], [2, 1, 1])

    :param weights: what each has outstanding.
    :param total_minor: the instalment's whole interest; the days past and this one are a part of it.
    :param past: the days before, in order; as many lenders each.
    """
    weights = tuple(weights)
    given_before = sum(sum(day.shares) for day in past)
    total_minor = max(total_minor, given_before + amount_minor)
    same = list(takewhile(lambda day: (day.weights, day.total_minor) == (weights, total_minor), reversed(past)))
    earlier = past[: len(past) - len(same)]
    start = _sums([day.shares for day in earlier], len(weights))
    goal = _goal(weights, earlier, start, total_minor=total_minor)
    to_give = [last - first for last, first in zip(goal, start, strict=True)]
    given = _sums([day.shares for day in same], len(weights))
    reached = sum(given) + amount_minor
    wanted = _on_the_line(reached, to_give, given)
    if wanted is None:
        return split(amount_minor, [left - had for left, had in zip(to_give, given, strict=True)])
    return [after - before for after, before in zip(wanted, given, strict=True)]


def _sums(days: Sequence[Sequence[int]], count: int) -> list[int]:
    return [sum(day[place] for day in days) for place in range(count)]


def _goal(weights: Sequence[int], earlier: Sequence[Shared], start: Sequence[int], *, total_minor: int) -> list[int]:
    """What each has when all has run: nearest its exact share, and nobody less than it has been given.

    Without anything earlier, it is the largest remainder of the whole.
    """
    exact = [Fraction(0)] * len(weights)
    rest = Shared(tuple(weights), (total_minor - sum(start),), total_minor)
    for day in (*earlier, rest):
        amount, of = sum(day.shares), sum(day.weights)
        exact = [sum_ + Fraction(amount * weight, of) for sum_, weight in zip(exact, day.weights, strict=True)]
    goal = [max(had, int(share)) for had, share in zip(start, exact, strict=True)]
    while (short := total_minor - sum(goal)) > 0:
        goal[max(range(len(goal)), key=lambda place: exact[place] - goal[place])] += 1
    for _ in range(-short):
        above = [place for place in range(len(goal)) if goal[place] > start[place]]
        goal[min(reversed(above), key=lambda place: exact[place] - goal[place])] -= 1
    return goal


def _on_the_line(reached: int, to_give: Sequence[int], given: Sequence[int]) -> list[int] | None:
    """What each has when so much of it all is given: its part of it, rounded down or up; None where that cannot be.

    Whose next unit is due first is rounded up. Of all such orders that is the one that never comes to a day on which
    more units are due than there are (Balinski and Young's quota, Steiner and Yeomans' earliest due first).
    """
    of = sum(to_give)
    if not of:
        return list(given)
    wanted = [max(had, reached * share // of) for had, share in zip(given, to_give, strict=True)]
    left = reached - sum(wanted)
    behind = [place for place, share in enumerate(to_give) if wanted[place] * of < reached * share]
    if not 0 <= left <= len(behind):
        return None
    # The day on which it is due, rounded up: the whole of it over the share, for one unit more.
    for place in sorted(behind, key=lambda place: -(-(wanted[place] + 1) * of // to_give[place]))[:left]:
        wanted[place] += 1
    return wanted
