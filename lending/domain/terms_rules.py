"""How the fields of terms must fit each other."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from lending.domain.amounts import AMOUNT_LIMIT
from lending.domain.due_dates import due_dates
from lending.domain.money import from_minor
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.terms import FeePayment, PeriodUnit, Terms
from lending.domain.wished_rules import AFTER_START, Finding, graces, own_dates

_YEARS_MAX: Final = 200
_DAYS_IN = {PeriodUnit.DAYS: 1, PeriodUnit.WEEKS: 7, PeriodUnit.MONTHS: 31, PeriodUnit.YEARS: 366}

_TOO_LONG: Final = gettext_noop("The loan would last more than %(years)s years: take fewer or shorter periods.")
_TOTAL: Final = gettext_noop("All drawdowns together are %(total)s; a loan is below %(limit)s.")
_DRAWN_LATE: Final = gettext_noop(
    "A drawdown on %(day)s does not come before the last due date, %(end)s: draw it earlier, or ask for a longer loan."
)
_COLLIDE: Final = gettext_noop(
    "By this rule %(day)s does not come after %(before)s: take longer periods, or dates as they are (unadjusted)."
)
_FROM_START: Final = gettext_noop("%(day)s was given; it must not be before the first drawdown, %(start)s.")
_BEFORE_END: Final = gettext_noop("%(day)s was given; it must be before the last due date, %(end)s.")
_UNTIL_END: Final = gettext_noop("%(day)s was given; it must not be after the last due date, %(end)s.")
_TWICE: Final = gettext_noop("%(day)s is given twice; a day has one rate.")
_DEDUCTED: Final = gettext_noop(
    "What is drawn on %(day)s leaves nothing after a fee of %(amount)s: deduct it on the day of a larger drawdown."
)
_FINANCED: Final = gettext_noop("%(day)s was given; a fee is lent from %(start)s on and before %(end)s.")
_MULTIPLE: Final = gettext_noop(
    "Instalments in multiples of %(multiple)s do not repay %(total)s: take a smaller multiple."
)


def check_terms(terms: Terms, *, path: str, wrong: dict[str, Sentence]) -> None:
    """Add to `wrong` what does not fit; dates are compared only when they are in order themselves."""
    for rules in (_FIELD_RULES, _DATE_RULES):
        for rule in rules:
            for name, why in rule(terms):
                wrong.setdefault(f"{path}{name}", why)
        if wrong:
            return


def _length(terms: Terms) -> Iterator[Finding]:
    span = timedelta(terms.every.count * _DAYS_IN[terms.every.unit]) * terms.instalments
    if terms.due_dates is None and span.days > _YEARS_MAX * 366:
        yield "instalments", Sentence(_TOO_LONG, {"years": _YEARS_MAX})


def _total(terms: Terms) -> Iterator[Finding]:
    total = from_minor(terms.principal_minor, terms.currency)
    if total >= AMOUNT_LIMIT:
        yield "drawdowns", Sentence(_TOTAL, {"total": str(total), "limit": str(AMOUNT_LIMIT)})
    if terms.rounding.instalment_minor > terms.amount_minor:
        multiple = from_minor(terms.rounding.instalment_minor, terms.currency)
        yield "rounding.instalment", Sentence(_MULTIPLE, {"multiple": str(multiple), "total": str(total)})


def _graces(terms: Terms) -> Iterator[Finding]:
    given = {name: getattr(terms, name) for name in ("principal_grace", "interest_grace")}
    yield from graces(given, terms.instalments)


def _own_dates(terms: Terms) -> Iterator[Finding]:
    yield from own_dates(terms.start_on, terms.first_due_on, terms.due_dates, terms.instalments)


def _adjusted_dates(terms: Terms) -> Iterator[Finding]:
    for before, day in pairwise((terms.start_on, *due_dates(terms))):
        if day <= before:
            yield "business_day", Sentence(_COLLIDE, {"day": day, "before": before})


def _dated_fields(terms: Terms) -> Iterator[Finding]:
    start, end = terms.start_on, due_dates(terms)[-1]
    for name, days, is_too_early, early, is_too_late, late in (
        ("drawdowns[%s].on", [item.on for item in terms.drawdowns], None, "", _reaches, _DRAWN_LATE),
        (
            "rate_changes[%s].on",
            [item.on for item in terms.rate_changes],
            _precedes,
            _FROM_START,
            _reaches,
            _BEFORE_END,
        ),
        ("fees[%s].on", [item.on for item in terms.fees], None, "", _passes, _UNTIL_END),
        ("events[%s].on", [item.on for item in terms.events], _does_not_follow, AFTER_START, _passes, _UNTIL_END),
    ):
        for position, day in enumerate(days):
            if is_too_early and is_too_early(day, start):
                yield name % position, Sentence(early, {"day": day, "start": start})
            if is_too_late(day, end):
                yield name % position, Sentence(late, {"day": day, "end": end})


def _fees(terms: Terms) -> Iterator[Finding]:
    """A fee is kept back from what is drawn on its day, or lent on a day of the loan."""
    drawn: dict[date, int] = {}
    for item in terms.drawdowns:
        drawn[item.on] = drawn.get(item.on, 0) + item.amount_minor
    start, end = terms.start_on, due_dates(terms)[-1]
    for position, fee in enumerate(terms.fees):
        if fee.paid is FeePayment.DEDUCTED:
            drawn[fee.on] = drawn.get(fee.on, 0) - fee.amount_minor
            if drawn[fee.on] <= 0:
                amount = str(from_minor(fee.amount_minor, terms.currency))
                yield f"fees[{position}].paid", Sentence(_DEDUCTED, {"day": fee.on, "amount": amount})
        elif fee.paid is FeePayment.FINANCED and not start <= fee.on < end:
            bounds = {"day": fee.on, "start": start, "end": end}
            yield f"fees[{position}].on", Sentence(_FINANCED, bounds)


def _rate_days(terms: Terms) -> Iterator[Finding]:
    days = [change.on for change in terms.rate_changes]
    for position, day in enumerate(days):
        if day in days[:position]:
            yield f"rate_changes[{position}].on", Sentence(_TWICE, {"day": day})


def _precedes(day: date, bound: date) -> bool:
    return day < bound


def _does_not_follow(day: date, bound: date) -> bool:
    return day <= bound


def _reaches(day: date, bound: date) -> bool:
    return day >= bound


def _passes(day: date, bound: date) -> bool:
    return day > bound


_FIELD_RULES: Final[tuple[Callable[[Terms], Iterator[Finding]], ...]] = (_length, _total, _graces, _own_dates)
_DATE_RULES: Final[tuple[Callable[[Terms], Iterator[Finding]], ...]] = (
    _adjusted_dates,
    _dated_fields,
    _rate_days,
    _fees,
)
