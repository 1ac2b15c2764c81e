"""An instalment, and why each of its cents."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple


class InterestSegment(NamedTuple):
    """Interest of days on which balance and rate did not change: balance × rate × fraction of a year.

    :param start: the first night counted begins on this day.
    :param end: and the last one ends on this day.
    """

    start: date
    end: date
    balance_minor: int
    rate: Fraction
    fraction: Fraction

    @property
    def unrounded_minor(self) -> Fraction:
        """Its interest in minor units, exact."""
        return self.balance_minor * self.rate * self.fraction


class Instalment(NamedTuple):
    """What falls due on a day, in minor units of a currency of so many `decimals`.

    :param outstanding_minor: principal outstanding at the end of the day, with what is drawn on it.
    :param segments: what its interest is the sum of.
    :param carried: unrounded interest brought in, as numerator and denominator, seldom in lowest terms: what rounding
        left of earlier instalments, when cumulative.
    """

    number: int
    due_on: date
    principal_minor: int
    interest_minor: int
    fees_minor: int
    outstanding_minor: int
    decimals: int
    segments: tuple[InterestSegment, ...] = ()
    carried: tuple[int, int] = (0, 1)

    @property
    def carried_minor(self) -> Fraction:
        """Unrounded interest brought in, exact."""
        return Fraction(*self.carried)

    @property
    def total_minor(self) -> int:
        return self.principal_minor + self.interest_minor + self.fees_minor

    @property
    def unrounded_interest_minor(self) -> Fraction:
        """Interest before it was rounded, exact."""
        return sum((segment.unrounded_minor for segment in self.segments), self.carried_minor)

    @property
    def residue_minor(self) -> Fraction:
        """What rounding added to the interest; below zero when it took away."""
        return self.interest_minor - self.unrounded_interest_minor

    @property
    def principal(self) -> Decimal:
        return self._major(self.principal_minor)

    @property
    def interest(self) -> Decimal:
        return self._major(self.interest_minor)

    @property
    def fees(self) -> Decimal:
        return self._major(self.fees_minor)

    @property
    def total(self) -> Decimal:
        return self._major(self.total_minor)

    @property
    def outstanding(self) -> Decimal:
        return self._major(self.outstanding_minor)

    def _major(self, amount_minor: int) -> Decimal:
        return Decimal(amount_minor).scaleb(-self.decimals)
