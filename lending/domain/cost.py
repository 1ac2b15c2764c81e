"""What a loan costs as a rate: professional TEG (proportional) and EU rate, from its schedule."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Final

from lending.domain.due_dates import due_dates, has_regular_start, nominal_due_dates
from lending.domain.effective_rate import NoEffectiveRate, log_rate, rate_over
from lending.domain.intervals import IntervalUnit, interval
from lending.domain.schedule import Schedule
from lending.domain.terms import FeePayment, PeriodUnit, Terms

_YEARS_BETWEEN: Final = {
    PeriodUnit.WEEKS: Fraction(1, 52),
    PeriodUnit.MONTHS: Fraction(1, 12),
    PeriodUnit.YEARS: Fraction(1),
}


@dataclass(frozen=True, slots=True)
class EffectiveRates:
    """Fractions; None when no rate makes what is paid worth what was lent.

    :param period_months: length of the unit period, in months.
    """

    proportional: Decimal | None
    period_rate: Decimal | None
    period_months: int
    eu: Decimal | None


def effective_rates(schedule: Schedule) -> EffectiveRates:
    """Rates of all that is lent and paid, fees included.

    Professional TEG (C. conso. R314-2): the unit period is the shortest time between two payments of the borrower, to
    the nearest whole month, one at least; its actuarial rate is multiplied by the number of unit periods in a year.
    """
    time_of = _Times(schedule.terms)
    flows = _flows(schedule, time_of)
    months = _unit_months(_payment_times(schedule, time_of))
    try:
        yearly = log_rate(flows)
    except NoEffectiveRate:
        return EffectiveRates(None, None, months, None)
    period_rate = rate_over(yearly, Fraction(months, 12))
    return EffectiveRates(period_rate * 12 / months, period_rate, months, eu=rate_over(yearly, Fraction(1)))


class _Times:
    """Years from the first drawdown to a day.

    Between regular due dates the time is that of whole periods, whatever the length of the months and the business-day
    rule. Other days are counted by remark (c): in whole months where that is all, else in whole years, months or weeks
    (what instalments come in) and days.
    """

    def __init__(self, terms: Terms) -> None:
        self._start = terms.start_on
        self._unit = _interval_unit(terms)
        self._known: dict[date, Fraction] = {}
        if terms.due_dates is None and terms.every.unit in _YEARS_BETWEEN:
            self._index(terms)

    def _index(self, terms: Terms) -> None:
        length = terms.every.count * _YEARS_BETWEEN[terms.every.unit]
        nominal = nominal_due_dates(terms)
        first = length if has_regular_start(terms) else self._apart(nominal[0])
        self._known = {day: first + number * length for number, day in enumerate(due_dates(terms))}

    def __call__(self, day: date) -> Fraction:
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = self._apart(day)
        return found

    def _apart(self, day: date) -> Fraction:
        in_months = interval(self._start, day)
        if self._unit is IntervalUnit.MONTHS or 12 % in_months.denominator == 0:
            return in_months
        return interval(self._start, day, unit=self._unit)


def _interval_unit(terms: Terms) -> IntervalUnit:
    if terms.due_dates is not None:
        return IntervalUnit.MONTHS
    if terms.every.unit is PeriodUnit.WEEKS:
        return IntervalUnit.WEEKS
    is_yearly = terms.every.unit is PeriodUnit.YEARS or (
        terms.every.unit is PeriodUnit.MONTHS and terms.every.count % 12 == 0
    )
    return IntervalUnit.YEARS if is_yearly else IntervalUnit.MONTHS


def _flows(schedule: Schedule, time_of: _Times) -> list[tuple[Fraction, Decimal]]:
    """Time in years since the first drawdown, and amount, lent positive. In minor units: a rate has no currency."""
    terms = schedule.terms
    flows = [(time_of(drawdown.on), drawdown.amount_minor) for drawdown in terms.drawdowns]
    flows += [(time_of(row.due_on), -row.principal_minor - row.interest_minor) for row in schedule.instalments]
    # A fee kept back makes less of the drawdown of its day; one that is lent is paid with the principal.
    flows += [(time_of(fee.on), -fee.amount_minor) for fee in terms.fees if fee.paid is not FeePayment.FINANCED]
    return [(time, Decimal(amount)) for time, amount in flows if amount]


def _payment_times(schedule: Schedule, time_of: _Times) -> list[Fraction]:
    """When the borrower pays. A drawdown is no payment; with one payment alone, the unit period is the wait for it."""
    paid = {time_of(row.due_on) for row in schedule.instalments if row.principal_minor or row.interest_minor}
    paid |= {time_of(fee.on) for fee in schedule.terms.fees_paid(FeePayment.APART)}
    return [*paid] if len(paid) > 1 else [Fraction(0), *paid]


def _unit_months(times: list[Fraction]) -> int:
    parts = lcm(*{time.denominator for time in times})
    moments = sorted({time.numerator * (parts // time.denominator) for time in times})
    shortest = min((later - earlier for earlier, later in pairwise(moments)), default=parts // 12)
    return max(1, (24 * shortest + parts) // (2 * parts))
