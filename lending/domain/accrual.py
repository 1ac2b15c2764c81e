"""How much of an instalment's interest has run by a day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from lending.domain.instalment import InterestSegment
from lending.domain.money import RoundingMode, round_ratio


class Running(NamedTuple):
    """The interest of an instalment: the whole of it, when it falls due, and what it comes from.

    :param carried_minor: unrounded interest brought in by a cumulative rounding, or deferred.
    """

    due_on: date
    interest_minor: int
    segments: tuple[InterestSegment, ...] = ()
    carried_minor: Fraction = Fraction(0)

    @property
    def runs_from(self) -> date:
        """The day on whose evening its first night begins; its due date where no segment says whence it comes."""
        return min((segment.start for segment in self.segments), default=self.due_on)


def accrued_minor(running: Running, *, on: date, mode: RoundingMode = RoundingMode.HALF_UP) -> int:
    """The interest that has run by the end of a day, in whole minor units; a night counts on the day it ends.

    Within a segment each day brings the same. The sum to the day is rounded, not the day, so the days sum to the
    instalment's interest, all of which has run on its due date. It never falls from one day to the next, nor is it
    below zero or above the whole. Interest that no segment explains runs on the due date at once.

    >>> february = InterestSegment(date(2026, 1, 15), date(2026, 2, 15), 1_000_000, Fraction(3, 100), Fraction(1, 12))
    >>> of_first = Running(date(2026, 2, 15), 2500, (february,))
    >>> [accrued_minor(of_first, on=date(2026, 1, day)) for day in (15, 16, 31)], accrued_minor(of_first, on=date.max)
    ([0, 81, 1290], 2500)
    """
    if on >= running.due_on:
        return running.interest_minor
    if on <= running.runs_from:
        return 0
    ran = running.carried_minor + sum((_part(segment, on) for segment in running.segments), Fraction(0))
    return min(max(round_ratio(ran.numerator, ran.denominator, mode), 0), running.interest_minor)


def _part(segment: InterestSegment, on: date) -> Fraction:
    """What a segment brings by a day, its own convention shared out evenly over its days."""
    if on >= segment.end:
        return segment.unrounded_minor
    if on <= segment.start:
        return Fraction(0)
    return segment.unrounded_minor * Fraction((on - segment.start).days, (segment.end - segment.start).days)


def stretch_ends(after: date, until: date) -> Iterator[date]:
    """The days that end what is made up at once: each end of a month after `after`, and `until`.

    So interest of a month is booked in it, however many days were missed.

    >>> [str(day) for day in stretch_ends(date(2026, 1, 20), date(2026, 3, 2))]
    ['2026-01-31', '2026-02-28', '2026-03-02']
    """
    month_end = _month_end(after)
    while after < until:
        after = min(month_end if month_end > after else _month_end(after + timedelta(1)), until)
        month_end = _month_end(after)
        yield after


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def running_of(due_on: date, interest_minor: int, why: Mapping[str, Any]) -> Running:
    """The interest of an instalment that was stored: see `lending.services.store_schedule.why`."""
    return Running(
        due_on,
        interest_minor,
        tuple(read_segments(why.get("segments", ()))),
        Fraction(why.get("carried_minor", 0)),
    )


def read_segments(stored: Sequence[Mapping[str, Any]]) -> Iterator[InterestSegment]:
    """Segments as they are stored."""
    for segment in stored:
        yield InterestSegment(
            date.fromisoformat(segment["from"]),
            date.fromisoformat(segment["to"]),
            int(segment["balance_minor"]),
            Fraction(segment["rate"]),
            Fraction(segment["fraction"]),
        )
