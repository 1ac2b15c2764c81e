"""What happens to a loan on which day: drawdowns, changes of rate, money received."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import chain

from lending.domain.terms import Event, FeePayment, Terms


class Changes:
    """The terms by day.

    `drawn_on`: amounts in minor units, fees that are lent among them; `last_drawn_on`: the last of these days.
    """

    def __init__(self, terms: Terms) -> None:
        self.drawn_on: dict[date, int] = defaultdict(int)
        for drawdown in terms.drawdowns:
            self.drawn_on[drawdown.on] += drawdown.amount_minor
        for fee in terms.fees_paid(FeePayment.FINANCED):
            self.drawn_on[fee.on] += fee.amount_minor
        self.last_drawn_on = max(self.drawn_on)
        self.rate_from = {change.on: Fraction(change.annual_rate) for change in terms.rate_changes}
        self._received_on: dict[date, list[Event]] = {}
        for event in sorted(terms.events, key=lambda event: (event.on, event.position)):
            self._received_on.setdefault(event.on, []).append(event)
        self._days = sorted({*chain(self.drawn_on, self.rate_from, self._received_on)})

    def received_on(self, day: date) -> Sequence[Event]:
        """Money received on a day, in the order it was given."""
        return self._received_on.get(day, ())

    def next_after(self, day: date) -> date | None:
        """The first day after this one on which something happens."""
        place = bisect_right(self._days, day)
        return self._days[place] if place < len(self._days) else None

    def days_between(self, start: date, end: date) -> list[date]:
        """Days on which something happens, after `start` and before `end`."""
        return self._days[bisect_right(self._days, start) : bisect_left(self._days, end)]
