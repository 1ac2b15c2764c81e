"""Interest that has run and is not charged yet, exact, until it is rounded once when it falls due."""

from math import lcm
from typing import Final, NamedTuple

from lending.domain.instalment import InterestSegment
from lending.domain.money import round_ratio
from lending.domain.terms import InterestRounding, Rounding

NOTHING_CARRIED: Final = (0, 1)


class Charge(NamedTuple):
    """Interest that falls due, the segments it is the sum of, and the unrounded interest brought in (a ratio)."""

    interest_minor: int
    segments: tuple[InterestSegment, ...]
    carried: tuple[int, int]


class InterestMeter:
    """Collects segments and charges them.

    `each_period`: what a charge rounds away is gone. `cumulative`: it is carried to the next charge, so that all
    charges together are always the rounding of all interest.

    What has run is a ratio of two whole numbers, `ran` over `parts`, that is never reduced: reducing costs more than
    all the rest. `charged` minor units of it were charged.
    """

    def __init__(self, rounding: Rounding) -> None:
        self.mode = rounding.mode
        self.forgets_residue = rounding.interest is InterestRounding.EACH_PERIOD
        self.ran, self.parts, self.charged = 0, 1, 0
        self._segments: list[InterestSegment] = []

    @property
    def is_clear(self) -> bool:
        """Whether the next charge is that of the next segment alone, and of what a cumulative one carries."""
        return not self._segments and (not self.ran or not self.forgets_residue)

    @property
    def carried(self) -> tuple[int, int]:
        """What has run and is not charged, as a ratio."""
        return (self.ran - self.charged * self.parts, self.parts) if self.ran else NOTHING_CARRIED

    def add(self, segment: InterestSegment) -> None:
        """Let interest run."""
        rate, fraction = segment.rate, segment.fraction
        if not self._segments:
            self._brought_in = self.carried
        self.run(segment.balance_minor * rate.numerator * fraction.numerator, rate.denominator * fraction.denominator)
        self._segments.append(segment)

    def run(self, ran: int, parts: int) -> None:
        """Add a ratio to what has run."""
        if parts != self.parts:
            common = lcm(parts, self.parts)
            ran, self.ran, self.parts = ran * (common // parts), self.ran * (common // self.parts), common
        self.ran += ran

    def charge_at_once(self, ran: int, parts: int) -> int:
        """Let interest run and charge it, keeping no segment; for a cumulative meter that is clear."""
        self.run(ran, parts)
        interest_minor = self.due_minor
        self.charged += interest_minor
        return interest_minor

    @property
    def due_minor(self) -> int:
        """What a charge would be now."""
        return round_ratio(self.ran, self.parts, self.mode) - self.charged

    def charge(self) -> Charge:
        """Charge all that has run."""
        return self._charge(self.due_minor, is_whole=True)

    def charge_part(self, interest_minor: int) -> Charge:
        """Charge some of what has run, at most `due_minor`; the rest stays due."""
        return self._charge(interest_minor, is_whole=interest_minor == self.due_minor)

    def _charge(self, interest_minor: int, *, is_whole: bool) -> Charge:
        carried = self._brought_in if self._segments else self.carried
        charge = Charge(interest_minor, tuple(self._segments), carried)
        self._segments = []
        if is_whole and self.forgets_residue:
            self.ran, self.parts, self.charged = 0, 1, 0
        else:
            self.charged += interest_minor
        return charge
