"""Interest that has run and is not charged yet, exact, until it is rounded once when it falls due."""

from fractions import Fraction
from typing import NamedTuple

from lending.domain.instalment import InterestSegment
from lending.domain.money import round_ratio
from lending.domain.terms import InterestRounding, Rounding


class Charge(NamedTuple):
    """Interest that falls due, the segments it is the sum of, and the unrounded interest brought in."""

    interest_minor: int
    segments: tuple[InterestSegment, ...]
    carried_minor: Fraction


class InterestMeter:
    """Collects segments and charges them.

    `each_period`: what a charge rounds away is gone. `cumulative`: it is carried to the next charge, so that all
    charges together are always the rounding of all interest.
    """

    def __init__(self, rounding: Rounding) -> None:
        self._rounding = rounding
        self._segments: list[InterestSegment] = []
        self._carried = Fraction(0)
        self._ran = Fraction(0)
        self._charged = 0

    def add(self, segment: InterestSegment) -> None:
        self._segments.append(segment)

    @property
    def due_minor(self) -> int:
        """What a charge would be now."""
        ran = self._ran + sum((segment.unrounded_minor for segment in self._segments), Fraction(0))
        return round_ratio(ran.numerator, ran.denominator, self._rounding.mode) - self._charged

    def charge(self) -> Charge:
        """Charge all that has run."""
        return self.charge_part(self.due_minor)

    def charge_part(self, interest_minor: int) -> Charge:
        """Charge some of what has run, at most `due_minor`; the rest stays due."""
        charge = Charge(interest_minor, tuple(self._segments), self._carried)
        is_whole = interest_minor == self.due_minor
        self._ran += sum((segment.unrounded_minor for segment in self._segments), Fraction(0))
        self._charged += interest_minor
        self._segments = []
        if is_whole and self._rounding.interest is InterestRounding.EACH_PERIOD:
            self._ran, self._charged = Fraction(0), 0
        self._carried = self._ran - self._charged
        return charge
