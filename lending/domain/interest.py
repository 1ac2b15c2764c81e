"""Interest that has run and is not charged yet, exact, until it is rounded once when it falls due."""

from fractions import Fraction
from math import lcm
from typing import NamedTuple

from lending.domain.instalment import InterestSegment
from lending.domain.money import round_ratio
from lending.domain.terms import InterestRounding, Rounding

_NOTHING = Fraction(0)


class Charge(NamedTuple):
    """Interest that falls due, the segments it is the sum of, and the unrounded interest brought in."""

    interest_minor: int
    segments: tuple[InterestSegment, ...]
    carried_minor: Fraction


class InterestMeter:
    """Collects segments and charges them.

    `each_period`: what a charge rounds away is gone. `cumulative`: it is carried to the next charge, so that all
    charges together are always the rounding of all interest.

    What has run is a ratio of two whole numbers that is never reduced: reducing costs more than all the rest.
    """

    def __init__(self, rounding: Rounding) -> None:
        self._mode = rounding.mode
        self._forgets_residue = rounding.interest is InterestRounding.EACH_PERIOD
        self._segments: list[InterestSegment] = []
        self._carried = _NOTHING
        self._ran, self._parts = 0, 1
        self._charged = 0

    def add(self, segment: InterestSegment) -> None:
        """Let interest run."""
        rate, fraction = segment.rate, segment.fraction
        ran = segment.balance_minor * rate.numerator * fraction.numerator
        parts = rate.denominator * fraction.denominator
        if parts != self._parts:
            common = lcm(parts, self._parts)
            ran, self._ran, self._parts = ran * (common // parts), self._ran * (common // self._parts), common
        self._ran += ran
        self._segments.append(segment)

    @property
    def due_minor(self) -> int:
        """What a charge would be now."""
        return round_ratio(self._ran, self._parts, self._mode) - self._charged

    def charge(self) -> Charge:
        """Charge all that has run."""
        return self._charge(self.due_minor, is_whole=True)

    def charge_part(self, interest_minor: int) -> Charge:
        """Charge some of what has run, at most `due_minor`; the rest stays due."""
        return self._charge(interest_minor, is_whole=interest_minor == self.due_minor)

    def _charge(self, interest_minor: int, *, is_whole: bool) -> Charge:
        charge = Charge(interest_minor, tuple(self._segments), self._carried)
        self._segments = []
        if is_whole and self._forgets_residue:
            self._ran, self._parts, self._charged, self._carried = 0, 1, 0, _NOTHING
        else:
            self._charged += interest_minor
            self._carried = Fraction(self._ran, self._parts) - self._charged
        return charge
