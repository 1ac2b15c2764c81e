"""One run through the periods of a loan, from the first drawdown to the last instalment."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final

from lending.domain.changes import Changes
from lending.domain.currencies import DECIMALS
from lending.domain.due_dates import Period, part_of, periods
from lending.domain.errors import LendingError
from lending.domain.instalment import Instalment, InterestSegment
from lending.domain.interest import NOTHING_CARRIED, Charge, InterestMeter
from lending.domain.money import from_minor, round_ratio
from lending.domain.principal_plan import PrincipalPlan, Standing
from lending.domain.schedule_stretch import quiet_rows
from lending.domain.sentences import gettext_noop
from lending.domain.simulated_arrears import Arrears
from lending.domain.terms import Effect, Event, EventType, Repayment, Terms

_NOTHING: Final = Fraction(0)


class EventTooLarge(LendingError):
    """A simulated payment is more than all that is owed on its day."""

    code: ClassVar[str] = "event-too-large"
    title = gettext_noop("This payment is more than is owed")
    sentence = gettext_noop(
        "On %(on)s at most %(maximum)s is owed; %(asked)s were to be paid: lower the amount or drop the event."
    )


@dataclass(slots=True)
class _Row:
    """An instalment being made."""

    due_on: date
    principal_minor: int = 0
    interest_minor: int = 0
    segments: tuple[InterestSegment, ...] = ()
    carried: tuple[int, int] = NOTHING_CARRIED
    is_charged: bool = False

    def add_interest(self, charge: Charge) -> None:
        self.interest_minor += charge.interest_minor
        # What is charged again on the same day, after a payment, has no segments and brings in nothing new.
        if charge.segments or not self.is_charged:
            self.segments, self.carried = charge.segments, charge.carried
        self.is_charged = True


class ScheduleRun:
    """The state of the loan as time passes. `balance_minor`: principal that has been drawn and has not fallen due."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.periods = periods(terms)
        self.balance_minor = 0
        self.meter = InterestMeter(terms.rounding)
        self.instalments: list[Instalment] = []
        self._decimals = DECIMALS[terms.currency]
        self._rate = Fraction(terms.annual_rate)
        self._changes = Changes(terms)
        self._plan = PrincipalPlan(terms, self.periods)
        self._arrears = Arrears(terms)
        is_bullet = terms.repayment is Repayment.BULLET
        self._interest_grace = len(self.periods) - 1 if is_bullet else terms.interest_grace
        self._period_segments: list[InterestSegment] = []
        self._paid_in_period = 0
        self._defers_interest = False
        self._change(terms.start_on)

    def run(self, *, until: date | None = None) -> None:
        """Run to the end, or to the end of the day `until`."""
        number = 1
        while number <= len(self.periods):
            start = self.periods.starts[number - 1]
            if self._is_over(start) or (until is not None and until <= start):
                return
            quiet_until = self._quiet_until(number, until)
            if quiet_until < number:
                self._run_period(number, self.periods[number - 1], until)
                number += 1
            else:
                number += self._run_quietly(number, quiet_until)

    def _quiet_until(self, number: int, until: date | None) -> int:
        """The last of the instalments, from this one on, before which nothing happens; below `number` if there is none.

        Interest in grace or in arrears is not quiet.
        """
        start, end = self.periods.starts[number - 1], self.periods.ends[number - 1]
        is_loud = number <= self._interest_grace or self._defers_interest or self._arrears.may_keep(end)
        if is_loud or not self.balance_minor or not self.meter.is_clear:
            return 0
        change = self._changes.next_after(start)
        count = len(self.periods.ends) if change is None else bisect_left(self.periods.ends, change)
        return count if until is None else min(count, bisect_right(self.periods.ends, until))

    def _run_quietly(self, number: int, quiet_until: int) -> int:
        """Run through instalments that follow one rule of principal; return how many there were."""
        standing = Standing(self.balance_minor, self._rate, lambda: _NOTHING, self.periods.fractions[number - 1])
        part = self._plan.part_from(number, standing)
        rows = quiet_rows(
            self.periods,
            slice(number - 1, min(part.until, quiet_until)),
            part=part,
            balance_minor=self.balance_minor,
            rate=self._rate,
            meter=self.meter,
            number=len(self.instalments) + 1,
            decimals=self._decimals,
        )
        self.instalments += rows
        self.balance_minor = rows[-1].outstanding_minor
        return len(rows)

    def _is_over(self, on: date) -> bool:
        return not self.balance_minor and on >= self._changes.last_drawn_on and not self._arrears.principal_minor

    def _run_period(self, number: int, period: Period, until: date | None) -> None:
        self._start_counting()
        inside = self._changes.days_between(period.start, period.end)
        if until is not None and until < period.end:
            inside = sorted({*(stop for stop in inside if stop < until), until})
        start, counted = period.start, _NOTHING
        for stop in inside:
            reached = part_of(period, stop, self.terms, last=self.periods.ends[-1])
            self._accrue(start, stop, reached - counted)
            start, counted = stop, reached
            self._pass_day(number, stop, rest=period.fraction - counted)
            if self._is_over(stop):
                return
        if until is None or until >= period.end:
            self._accrue(start, period.end, period.fraction - counted if inside else period.fraction)
            self._fall_due(number, period)

    def _accrue(self, start: date, end: date, fraction: Fraction) -> None:
        balance_minor = self.balance_minor + self._arrears.principal_minor
        if balance_minor:
            segment = InterestSegment(start, end, balance_minor, self._rate, fraction)
            self.meter.add(segment)
            self._period_segments.append(segment)

    def _start_counting(self) -> None:
        """From here on, the interest that an equal instalment is made of."""
        self._period_segments = []
        self._paid_in_period = 0

    def _ran_in_period(self) -> Fraction:
        ran = sum((segment.unrounded_minor for segment in self._period_segments), Fraction(0))
        return max(ran - self._paid_in_period, Fraction(0))

    def _pass_day(self, number: int, on: date, *, rest: Fraction) -> None:
        """A day between two due dates: money received pays interest to the day first, in a row of its own."""
        row = _Row(on)
        for event in self._changes.received_on(on):
            self._receive(event, row, following=number, rest=rest)
        self._arrears.close_day(on)
        self._change(on)
        if row.principal_minor or row.interest_minor:
            self._emit(row)

    def _fall_due(self, number: int, period: Period) -> None:
        row = _Row(period.end)
        own_interest_minor = self._charge_interest(number, row)
        row.principal_minor = self._plan.due(number, self._standing(_NOTHING), interest_minor=own_interest_minor)
        self.balance_minor -= row.principal_minor
        self._arrears.fall_due(period.end, interest_minor=row.interest_minor, principal_minor=row.principal_minor)
        self._start_counting()
        for event in self._changes.received_on(period.end):
            rest = self.periods.fractions[number] if number < len(self.periods) else _NOTHING
            self._receive(event, row, following=number + 1, rest=rest)
        self._arrears.close_day(period.end)
        self._change(period.end)
        self._emit(row)

    def _charge_interest(self, number: int, row: _Row) -> int:
        """Charge what has run, unless interest is in grace; return the interest of this period alone.

        Deferred interest is not part of it, so that an equal instalment is not made smaller by what was deferred.
        """
        in_grace = number <= self._interest_grace and number < self._plan.last_number
        if not in_grace:
            row.add_interest(self.meter.charge())
        if in_grace or self._defers_interest:
            self._defers_interest = in_grace
            ran = self._ran_in_period()
            return round_ratio(ran.numerator, ran.denominator, self.terms.rounding.mode)
        return row.interest_minor

    def _standing(self, rest: Fraction) -> Standing:
        return Standing(self.balance_minor, self._rate, self._ran_in_period, rest)

    def _receive(self, event: Event, row: _Row, *, following: int, rest: Fraction) -> None:
        """Money: arrears first (a repayment), then interest to the day, then principal before it is due.

        :param following: number of the next instalment to fall due.
        :param rest: part of a year until then.
        """
        amount = self._arrears.pay(event.amount_minor) if event.type is EventType.REPAYMENT else event.amount_minor
        if not amount:
            return
        interest = min(amount, self.meter.due_minor)
        principal = amount - interest
        if principal > self.balance_minor:
            self._refuse(event, maximum_minor=event.amount_minor - principal + self.balance_minor)
        keeps_level = event.effect is Effect.REDUCE_TERM and self._plan.is_amortising(following)
        level = self._plan.level(following, self._standing(rest)) if keeps_level else 0
        row.add_interest(self.meter.charge_part(interest))
        self._paid_in_period += interest
        if principal:
            self._start_counting()
        row.principal_minor += principal
        self.balance_minor -= principal
        if keeps_level and principal:
            self._plan.shorten(following, self._standing(rest), level_minor=level)
        elif principal:
            self._plan.forget()

    def _change(self, on: date) -> None:
        """Drawdowns and changes of rate at the end of a day; either makes the level to be solved again."""
        if on in self._changes.drawn_on:
            self.balance_minor += self._changes.drawn_on[on]
            self._plan.reopen()
        if on in self._changes.rate_from:
            self._rate = self._changes.rate_from[on]
            self._plan.forget()

    def _refuse(self, event: Event, *, maximum_minor: int) -> None:
        currency = self.terms.currency
        raise EventTooLarge(
            on=event.on.isoformat(),
            maximum=from_minor(maximum_minor, currency),
            asked=from_minor(event.amount_minor, currency),
            position=event.position,
        )

    def _emit(self, row: _Row) -> None:
        self.instalments.append(
            Instalment(
                len(self.instalments) + 1,
                row.due_on,
                row.principal_minor,
                row.interest_minor,
                0,
                self.balance_minor,
                self._decimals,
                row.segments,
                row.carried,
            )
        )
