"""Changing the schedule of a running loan: new terms for what is outstanding, and the instalments that follow.

Interest of the period that runs on the day of the change is reckoned in one go: the days before it at the rates and on
the principal of the old schedule, the days after it on the new terms. Nothing is charged twice and nothing is left out.
Interest that is due and unpaid never bears interest (Code civil 1343-2 asks for a full year, and we do not go there).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from lending.domain.day_count import DayCount
from lending.domain.due_dates import due_dates, nominal_due_dates, step
from lending.domain.instalment import Instalment
from lending.domain.loan_position import Owed, Position, Ran
from lending.domain.money import from_minor
from lending.domain.schedule import Schedule, build_schedule
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.terms import Every, Terms
from lending.domain.terms_json import read_terms
from lending.domain.wish import ChangeKind, HolidayEffect, Moved, PastDues, Wish
from lending.domain.wrong_terms import WrongTerms

Json = dict[str, Any]

# What the running loan has and a change drops: the new terms say it anew.
DROPPED: Final = ("first_due_on", "due_dates", "principal_grace", "interest_grace", "rate_changes", "fees", "events")

_AFTER: Final = gettext_noop("%(day)s was given; the first new instalment falls due after the change, %(on)s.")
_NO_ROWS: Final = gettext_noop("No instalment is to come after %(on)s: choose an earlier day, or ask for new terms.")
_TOO_MANY: Final = gettext_noop(
    "%(given)s was given; %(rows)s instalments are to come and at least the last one must pay: extend the schedule, or "
    "skip fewer."
)
_AT_ONCE: Final = gettext_noop(
    "What is repaid at once has no instalments to skip: ask for new terms with a later first due date."
)
_NOTHING: Final = gettext_noop("Nothing is outstanding but past dues: bring them into the new schedule.")
_GROWN_LESS: Final = gettext_noop(
    "Principal came back while interest was deferred: choose a day from %(earliest)s on, when it has been charged."
)


_NOT_DRAWN: Final = gettext_noop(
    "On %(on)s the schedule repays another amount than has been drawn: draw what was agreed first, or take another day."
)


class NewRow(NamedTuple):
    """An instalment of the new version. `computed` says why its cents; None for one that is kept."""

    number: int
    due_on: date
    principal_minor: int
    interest_minor: int
    deferred_from: date | None = None
    computed: Instalment | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The new terms, their schedule alone, and every instalment of the new version of the loan's schedule."""

    terms: Json
    schedule: Schedule
    rows: tuple[NewRow, ...] = field(default=())


def change(terms: Mapping[str, Any], position: Position, wish: Wish) -> Change:
    """What becomes of a loan.

    :param terms: by which the schedule in force was made.
    :raises WrongTerms: naming every wrong field.
    """
    outstanding = position.ahead_minor + (position.past_principal_minor if _brings_in(wish) else 0)
    if not outstanding:
        _refuse("past_dues", _NOTHING)
    new = _holiday(terms, position, wish) if wish.kind is ChangeKind.HOLIDAY else _rescheduled(terms, position, wish)
    schedule = build_schedule(read_terms(new))
    return Change(new, schedule, (*_kept(position, wish, schedule), *_coming(position, schedule)))


def _brings_in(wish: Wish) -> bool:
    return wish.past_dues is PastDues.BROUGHT_IN


def _refuse(name: str, text: str, **values: Any) -> None:
    raise WrongTerms({name: Sentence(text, {key: str(value) for key, value in values.items()})})


def _rescheduled(terms: Mapping[str, Any], position: Position, wish: Wish) -> Json:
    old = read_terms(terms)
    every = wish.every or old.every
    coming = [row.due_on for row in position.ahead]
    first = wish.first_due_on or (coming[0] if coming else step(wish.on, every, 1))
    if first <= wish.on:
        _refuse("first_due_on", _AFTER, day=first, on=wish.on)
    new = _carried_over(terms, position, wish)
    own = [] if wish.every or wish.first_due_on or not old.due_dates else _nominal_days(old, position.ahead)
    new |= {
        "instalments": wish.instalments or len(coming) or 1,
        "every": {"count": every.count, "unit": str(every.unit)},
        "repayment": wish.repayment or str(old.repayment),
        "first_due_on": first.isoformat(),
        "principal_grace": wish.principal_grace,
        "interest_grace": wish.interest_grace,
    }
    # Days that were agreed one by one stay, as long as it is not other days or another number of them that is wished.
    if own and new["instalments"] == len(own):
        new |= {"first_due_on": None, "due_dates": [day.isoformat() for day in own]}
    return new


def _holiday(terms: Mapping[str, Any], position: Position, wish: Wish) -> Json:
    """The days of the old schedule stay; as many more as are skipped follow them where it is extended."""
    old, rows = read_terms(terms), position.ahead
    if not rows:
        _refuse("on", _NO_ROWS, on=wish.on)
    if len(rows) == 1 and old.instalments == 1:
        _refuse("periods", _AT_ONCE)
    extends = wish.effect is HolidayEffect.EXTEND
    if not extends and wish.periods >= len(rows):
        _refuse("periods", _TOO_MANY, given=wish.periods, rows=len(rows))
    days = _nominal_days(old, rows)
    if extends:
        days += [_following(old, days, number) for number in range(1, wish.periods + 1)]
    new = _carried_over(terms, position, wish)
    new |= {
        "instalments": len(days),
        "principal_grace": wish.periods,
        "interest_grace": wish.periods if wish.moved is Moved.PRINCIPAL_AND_INTEREST else 0,
        "first_due_on": days[0].isoformat(),
    }
    if list(nominal_due_dates(read_terms(new))) != days:
        new |= {"first_due_on": None, "due_dates": [day.isoformat() for day in days]}
    return new


def _nominal_days(old: Terms, rows: tuple[Owed, ...]) -> list[date]:
    """Due dates to come before the business-day rule, so that they are not moved twice."""
    nominal = dict(zip(due_dates(old), nominal_due_dates(old), strict=True))
    return [nominal.get(row.due_on, row.due_on) for row in rows]


def _following(old: Terms, days: list[date], number: int) -> date:
    """So many periods after the last day, on the day of the month that the loan has."""
    anchor = max((day.day for day in nominal_due_dates(old)), default=days[-1].day)
    is_last_of_month = step(days[-1], Every(), 0, day_of_month=anchor) == days[-1]
    return step(days[-1], old.every, number, day_of_month=anchor if is_last_of_month else None)


def _carried_over(terms: Mapping[str, Any], position: Position, wish: Wish) -> Json:
    """What runs on: the principal as drawn since the period began, and the rates since then."""
    currency = str(terms["currency"])
    drawn, rates = _as_it_ran(position, _from_nominal_start(terms, position))
    if sum(drawn.values()) != position.ahead_minor:
        _refuse("on", _NOT_DRAWN, on=wish.on)
    if _brings_in(wish) and position.past_principal_minor:
        drawn[wish.on] = drawn.get(wish.on, 0) + position.past_principal_minor
    later = read_terms(terms).rate_changes
    rates |= {rate.on: Fraction(rate.annual_rate) for rate in later if rate.on > wish.on}
    start = min(drawn)
    rates.setdefault(start, Fraction(rate_on(terms, start)))
    if wish.annual_rate is not None:
        rates = {day: rate for day, rate in rates.items() if day < wish.on}
        rates[wish.on] = Fraction(wish.annual_rate)
    rates = {max(day, start): rate for day, rate in sorted(rates.items())}
    kept = {name: value for name, value in terms.items() if name not in DROPPED}
    return kept | {
        "annual_rate": _text(rates.pop(start)),
        "drawdowns": [
            {"on": day.isoformat(), "amount": str(from_minor(amount, currency))}
            for day, amount in sorted(drawn.items())
        ],
        "rate_changes": [{"on": day.isoformat(), "annual_rate": _text(rate)} for day, rate in rates.items()],
    }


def _from_nominal_start(terms: Mapping[str, Any], position: Position) -> tuple[Ran, ...]:
    """Equal periods are counted from due dates before the business-day rule, as in the schedule in force."""
    old = read_terms(terms)
    if not position.ahead:
        return ()
    if old.day_count is not DayCount.EQUAL_PERIODS or len(position.ran) > 1:
        return position.ran
    (only,) = position.ran
    nominal = dict(zip(due_dates(old), nominal_due_dates(old), strict=True))
    return (only._replace(start=min(nominal.get(only.start, only.start), position.on)),)


def _as_it_ran(position: Position, ran: tuple[Ran, ...]) -> tuple[dict[date, int], dict[date, Fraction]]:
    """Each rise of the balance is a drawdown, each other rate a change of rate."""
    drawn: dict[date, int] = {}
    rates: dict[date, Fraction] = {}
    balance = 0
    for part in ran:
        if part.balance_minor < balance:
            _refuse("on", _GROWN_LESS, earliest=position.ahead[0].due_on)
        if part.balance_minor > balance:
            drawn[part.start] = part.balance_minor - balance
        if part.rate not in list(rates.values())[-1:]:
            rates[part.start] = part.rate
        balance = part.balance_minor
    return drawn, rates


def rate_on(terms: Mapping[str, Any], day: date) -> Decimal:
    """The annual rate of some terms on a day, a fraction."""
    read = read_terms(terms)
    changed = [change.annual_rate for change in sorted(read.rate_changes, key=lambda it: it.on) if change.on <= day]
    return changed[-1] if changed else read.annual_rate


def _text(rate: Fraction) -> str:
    return f"{(Decimal(rate.numerator) / rate.denominator).normalize():f}"


def _kept(position: Position, wish: Wish, schedule: Schedule) -> list[NewRow]:
    """What has fallen due; interest that stays a due of its own moves to the first new due date."""
    first = schedule.instalments[0].due_on
    past = set(position.past)
    rows = []
    for row in position.fallen_due:
        brought_in = _brings_in(wish) and row in past
        principal = row.paid_principal_minor if brought_in else row.principal_minor
        moves = (brought_in or row.due_on > wish.on) and row.unpaid_interest_minor > 0
        since = row.deferred_from or (row.due_on if moves else None)
        rows.append(NewRow(row.number, first if moves else row.due_on, principal, row.interest_minor, since))
    return rows


def _coming(position: Position, schedule: Schedule) -> list[NewRow]:
    """The new instalments, numbered after those that have fallen due."""
    last = max((row.number for row in position.fallen_due), default=0)
    return [
        NewRow(last + place, row.due_on, row.principal_minor, row.interest_minor, None, row)
        for place, row in enumerate(schedule.instalments, start=1)
    ]
