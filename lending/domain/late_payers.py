"""When what falls due really comes in, if some pay late: a share of every amount, so many days after its day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop

DAYS_LATE = 30
DAYS_LATE_MAX = 365


class WrongLatePayers(LendingError):
    """A share that is none, or a delay out of all measure."""

    code = "wrong-late-payers"
    title = gettext_noop("These late payers are not possible")
    sentence = gettext_noop(
        "A share of %(rate)s late by %(days)s days was given: the share is between 0 and 1, the delay from 0 to "
        "%(days_max)s days."
    )


@dataclass(frozen=True, slots=True)
class LatePayers:
    """How many pay late, and by how much.

    :param rate: the share of every amount still to fall due that comes late; a fraction, 1/10 is 10 %.
    :param days: how late it comes. What is overdue already comes so many days from the day of the forecast, whatever
        the rate: who owes it *is* late.
    :raises WrongLatePayers: a rate outside 0 to 1, or a delay outside 0 to 365 days.
    """

    rate: Fraction = Fraction(0)
    days: int = DAYS_LATE

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1 or not 0 <= self.days <= DAYS_LATE_MAX:
            raise WrongLatePayers(rate=str(self.rate), days=self.days, days_max=DAYS_LATE_MAX)

    def receipts(self, amount_minor: int, *, due_on: date, today: date) -> Iterator[tuple[date, int]]:
        """On which days how much of an amount comes in; the parts sum to it.

        The late part is rounded up to the next minor unit: a forecast that errs, errs on the side of caution.

        >>> ten_percent = LatePayers(Fraction(1, 10), days=30)
        >>> for day, part in ten_percent.receipts(1001, due_on=date(2026, 2, 1), today=date(2026, 1, 1)):
        ...     print(day, part)
        2026-02-01 900
        2026-03-03 101
        """
        if due_on < today:
            yield today + timedelta(days=self.days), amount_minor
            return
        late_minor = -(-amount_minor * self.rate.numerator // self.rate.denominator)
        if late_minor < amount_minor:
            yield due_on, amount_minor - late_minor
        if late_minor:
            yield due_on + timedelta(days=self.days), late_minor


EVERYBODY_IN_TIME = LatePayers()
