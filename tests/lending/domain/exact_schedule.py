"""A second way to a schedule: fractions alone, day by day rules, no speed. What tests compare ours with.

It shares nothing with `lending.domain` but the JSON of the terms: dates come from `calendar` and from the package
`holidays`, day counts are written out again, and the level of equal instalments is solved by running the loan twice.
"""

from calendar import isleap, monthrange
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise

import holidays

DAY = timedelta(1)
MINOR_UNITS = {"EUR": 100, "JPY": 1, "TND": 1000}


def exact_rows(terms):
    """(due on, principal, interest, outstanding) in minor units, and the exact interest each comes from."""
    return _Loan(terms).rows()


class _Loan:
    def __init__(self, terms):
        self.terms = terms
        self.drawn = {}
        for item in terms["drawdowns"]:
            on = date.fromisoformat(item["on"])
            self.drawn[on] = self.drawn.get(on, 0) + round(Fraction(item["amount"]) * MINOR_UNITS[terms["currency"]])
        self.start = min(self.drawn)
        self.rates = {date.fromisoformat(item["on"]): Fraction(item["annual_rate"]) for item in terms["rate_changes"]}
        self.nominal = nominal_dates(terms, self.start)
        self.ends = [moved(day, terms) for day in self.nominal]
        self.rate = Fraction(terms["annual_rate"])
        self.balance = 0
        self.level = None

    def rows(self):
        count, terms = len(self.ends), self.terms
        grace = count - 1 if terms["repayment"] == "bullet" else terms["interest_grace"]
        carries = terms["rounding"]["interest"] == "cumulative"
        found, waiting, charged, was_deferred = [], Fraction(0), 0, False
        self.change(self.start)
        start = self.start
        for number, end in enumerate(self.ends, start=1):
            if not self.balance and max(self.drawn) <= start:
                break
            ran = self.run_through(number, start, end)
            waiting += ran
            is_deferred = number <= grace and number < count
            interest = 0 if is_deferred else self.rounded(waiting) - charged
            unrounded = Fraction(0) if is_deferred else waiting - charged
            own = self.rounded(ran) if is_deferred or was_deferred else interest
            was_deferred = is_deferred
            if not is_deferred:
                waiting, charged = (waiting, charged + interest) if carries else (Fraction(0), 0)
            principal = self.principal(number, count, own, ran)
            self.balance -= principal
            self.change(end)
            found.append((end, principal, interest, self.balance, unrounded))
            start = end
        return found

    def change(self, on):
        if on in self.drawn:
            self.balance += self.drawn[on]
            self.level = None
        if on in self.rates:
            self.rate = self.rates[on]
            self.level = None

    def run_through(self, number, start, end):
        """Exact interest of a period, cut wherever something happens."""
        cuts = sorted({day for day in {*self.drawn, *self.rates} if start < day < end})
        ran, before, sooner = Fraction(0), start, Fraction(0)
        for cut in [*cuts, end]:
            so_far = self.part(number, start, cut, end)
            ran += self.balance * self.rate * (so_far - sooner)
            sooner, before = so_far, cut
            if cut != end:
                self.change(cut)
        assert before == end
        return ran

    def part(self, number, start, until, end):
        """The part of a year from the start of a period to a day in it."""
        terms = self.terms
        regular = terms["due_dates"] is None and (number > 1 or self.starts_regularly())
        if terms["day_count"] == "equal_periods":
            if regular:
                parts = {"days": 365, "weeks": 52, "months": 12, "years": 1}[terms["every"]["unit"]]
                whole = Fraction(terms["every"]["count"], parts)
            else:
                nominal = [self.start, *self.nominal]
                whole = twelfths(nominal[number - 1], nominal[number])
            return whole * Fraction((until - start).days, (end - start).days)
        period = (start, end)
        if not regular and terms["due_dates"] is None:
            period = (stepped(self.nominal[0], terms["every"], -1), end)
        return COUNTS[terms["day_count"]](start, until, self.ends[-1], period)

    def starts_regularly(self):
        return self.nominal[0] == stepped(self.start, self.terms["every"], 1)

    def principal(self, number, count, own_interest, ran):
        if number == count:
            return self.balance
        if self.terms["repayment"] in ("bullet", "interest_only") or number <= self.terms["principal_grace"]:
            return 0
        if self.terms["repayment"] == "equal_principal":
            if self.level is None:
                self.level = self.rounded(Fraction(self.balance, count - number + 1))
            return min(self.level, self.balance)
        if self.level is None:
            self.level = self.rounded(self.annuity(number, count, ran))
        return min(max(self.level - own_interest, 0), self.balance)

    def annuity(self, number, count, ran):
        """What is left at the end falls with the instalment: paying nothing, and one each time, tells how."""
        left, paid_one = self.balance + ran, Fraction(-1)
        for following in range(number, count):
            start, end = self.ends[following - 1], self.ends[following]
            growth = 1 + self.rate * self.part(following + 1, start, end, end)
            left, paid_one = left * growth, paid_one * growth - 1
        return left / -paid_one

    def rounded(self, amount):
        whole = amount.numerator // amount.denominator if isinstance(amount, Fraction) else amount
        rest = amount - whole
        up = rest > Fraction(1, 2)
        if rest == Fraction(1, 2):
            up = self.terms["rounding"]["mode"] == "half_up" or whole % 2 == 1
        return whole + 1 if up else whole


def nominal_dates(terms, start):
    if terms["due_dates"]:
        return [date.fromisoformat(day) for day in terms["due_dates"]]
    first = date.fromisoformat(terms["first_due_on"]) if terms["first_due_on"] else None
    if first is None or first == stepped(start, terms["every"], 1):
        return [stepped(start, terms["every"], number) for number in range(1, terms["instalments"] + 1)]
    return [stepped(first, terms["every"], number) for number in range(terms["instalments"])]


def stepped(day, every, count):
    if every["unit"] in ("days", "weeks"):
        return day + count * every["count"] * (7 if every["unit"] == "weeks" else 1) * DAY
    return plus_months(day, count * every["count"] * (12 if every["unit"] == "years" else 1))


def plus_months(day, months, wanted=None):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(wanted or day.day, monthrange(year, month + 1)[1]))


@cache
def closed_days(calendar, year):
    return set(holidays.ECB(years=year) if calendar == "TARGET" else holidays.France(years=year))


def is_open(day, calendar):
    return day.weekday() < 5 and day not in closed_days(calendar, day.year)


def moved(day, terms):
    rule, calendar = terms["business_day"], terms["calendar"]
    later = sooner = day
    while not is_open(later, calendar):
        later += DAY
    while not is_open(sooner, calendar):
        sooner -= DAY
    if rule == "modified_following":
        return later if later.month == day.month else sooner
    return {"unadjusted": day, "following": later, "preceding": sooner}[rule]


def twelfths(start, end):
    """Whole months counted back from the end, odd days over 365."""
    if ends_month(start) and ends_month(end):
        return Fraction((end.year - start.year) * 12 + end.month - start.month, 12)
    months = 0
    while plus_months(end, -months - 1) >= start:
        months += 1
    return Fraction(months, 12) + Fraction((plus_months(end, -months) - start).days, 365)


def ends_month(day):
    return (day + DAY).day == 1


def thirty(start, first, end, last):
    return Fraction((end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first, 360)


def us(start, end, *_):
    first, last = start.day, end.day
    if start.month == 2 and ends_month(start):
        if end.month == 2 and ends_month(end):
            last = 30
        first = 30
    if last == 31 and first >= 30:
        last = 30
    return thirty(start, min(first, 30), end, last)


def isda_thirty(start, end, last_day, _):
    first = 30 if ends_month(start) else start.day
    last = 30 if ends_month(end) and (end.month != 2 or end != last_day) else end.day
    return thirty(start, first, end, last)


def isda(start, end, *_):
    days = [start + number * DAY for number in range((end - start).days)]
    leap = sum(isleap(day.year) for day in days)
    return Fraction(leap, 366) + Fraction(len(days) - leap, 365)


def afb(start, end, *_):
    years = 0
    while plus_months(end, -12 * (years + 1)) >= start:
        years += 1
    rest = [start + number * DAY for number in range((plus_months(end, -12 * years) - start).days)]
    return years + Fraction(len(rest), 366 if any((day.month, day.day) == (2, 29) for day in rest) else 365)


def icma(start, end, _, period):
    """Day by day: each is its part of the regular period that it lies in."""
    months = round(Fraction((period[1] - period[0]).days * 12, 365) + Fraction(1, 10**9))
    if not months:
        period, months = (start, plus_months(start, 12)), 12
    wanted = 31 if ends_month(period[0]) and ends_month(period[1]) else max(day.day for day in period)
    edges = [
        plus_months(period[0], -months * number, wanted) for number in range((period[0] - start).days // 28 + 2, 0, -1)
    ]
    edges += period
    edges += [plus_months(period[1], months * number, wanted) for number in range(1, (end - period[1]).days // 28 + 2)]
    total = Fraction(0)
    for low, high in pairwise(edges):
        days = (min(end, high) - max(start, low)).days
        if days > 0:
            total += Fraction(days * months, (high - low).days * 12)
    return total


COUNTS = {
    "30/360-US": us,
    "30E/360": lambda start, end, *_: thirty(start, min(start.day, 30), end, min(end.day, 30)),
    "30E/360-ISDA": isda_thirty,
    "ACT/360": lambda start, end, *_: Fraction((end - start).days, 360),
    "ACT/365F": lambda start, end, *_: Fraction((end - start).days, 365),
    "ACT/ACT-ISDA": isda,
    "ACT/ACT-ICMA": icma,
    "ACT/ACT-AFB": afb,
}
