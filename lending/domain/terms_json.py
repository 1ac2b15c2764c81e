"""Terms as programs write them in JSON, read into `Terms`, or every wrong field named."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from lending.domain.calendars import BusinessDay, Calendar
from lending.domain.contract import read_contract
from lending.domain.day_count import DayCount
from lending.domain.json_fields import Fields, Wrong
from lending.domain.json_values import amount, count, currency, day, days, filled_list, rate, word
from lending.domain.money import RoundingMode
from lending.domain.terms import (
    Drawdown,
    Effect,
    Event,
    EventType,
    Every,
    Fee,
    FeePayment,
    InterestRounding,
    PeriodUnit,
    RateChange,
    Repayment,
    Rounding,
    Terms,
)
from lending.domain.terms_rules import check_terms
from lending.domain.wrong_terms import WrongTerms

INSTALMENTS_MAX: Final = 1200
_ITEMS_MAX: Final = 1200
PERIOD_MAX: Final = 3660
_CALENDARS: Final = {"TARGET": Calendar.TARGET, "FR": Calendar.FRANCE, "France": Calendar.FRANCE}

E = TypeVar("E", bound=StrEnum)


def read_terms(payload: object) -> Terms:
    """The terms that a JSON object gives; what is left out or null has its default.

    :raises WrongTerms: naming every wrong field.
    """
    wrong: Wrong = {}
    terms = read_into(wrong, payload, path="")
    if terms is None:
        raise WrongTerms(wrong)
    return terms


def read_into(wrong: Wrong, payload: object, *, path: str) -> Terms | None:
    """The terms, or None and what is wrong with them added to `wrong`."""
    found: Wrong = {}
    terms = _read(Fields(payload, path=path, wrong=found))
    if terms is not None and not found:
        check_terms(terms, path=path, wrong=found)
    wrong.update(found)
    return None if found else terms


def _read(fields: Fields) -> Terms | None:
    code = fields.read("currency", currency)
    money = amount(code or "EUR")
    values: dict[str, Any] = {
        "currency": code,
        "annual_rate": fields.read("annual_rate", rate),
        "repayment": fields.read("repayment", word(_words(Repayment))),
        "drawdowns": _drawdowns(fields, money),
    }
    due_dates = fields.read("due_dates", days(maximum=INSTALMENTS_MAX), None)
    default = {"default": len(due_dates)} if due_dates else {}
    values |= {
        "instalments": fields.read("instalments", count(minimum=1, maximum=INSTALMENTS_MAX), **default),
        "every": _every(fields.read_object("every")),
        "first_due_on": fields.read("first_due_on", day, None),
        "due_dates": due_dates,
        "day_count": fields.read("day_count", word(_words(DayCount)), DayCount.EQUAL_PERIODS),
        "principal_grace": fields.read("principal_grace", count(minimum=0, maximum=INSTALMENTS_MAX), 0),
        "interest_grace": fields.read("interest_grace", count(minimum=0, maximum=INSTALMENTS_MAX), 0),
        "business_day": fields.read("business_day", word(_words(BusinessDay)), BusinessDay.UNADJUSTED),
        "calendar": fields.read("calendar", word(_CALENDARS), Calendar.TARGET),
        "rounding": _rounding(fields.read_object("rounding"), money),
        "rate_changes": _rate_changes(fields),
        "fees": _fees(fields, money),
        "events": _events(fields, money),
        "contract": read_contract(fields.read_object("contract")),
    }
    fields.finish()
    return None if fields.wrong else Terms(**values)


def _words(kinds: type[E]) -> Mapping[str, E]:
    return {kind.value: kind for kind in kinds}


def _every(fields: Fields) -> Any:
    counted = fields.read("count", count(minimum=1, maximum=PERIOD_MAX), 1)
    unit = fields.read("unit", word(_words(PeriodUnit)), PeriodUnit.MONTHS)
    fields.finish()
    return Every(count=counted or 1, unit=unit or PeriodUnit.MONTHS)


def _rounding(fields: Fields, money: Any) -> Rounding:
    mode = fields.read("mode", word(_words(RoundingMode)), RoundingMode.HALF_UP)
    interest = fields.read("interest", word(_words(InterestRounding)), InterestRounding.EACH_PERIOD)
    instalment = fields.read("instalment", money, 1)
    fields.finish()
    return Rounding(
        mode=mode or RoundingMode.HALF_UP,
        interest=interest or InterestRounding.EACH_PERIOD,
        instalment_minor=instalment or 1,
    )


def _drawdowns(fields: Fields, money: Any) -> tuple[Drawdown, ...]:
    found: list[Drawdown] = []
    if fields.read("drawdowns", filled_list) is None:
        return ()
    for item in fields.read_objects("drawdowns", maximum=_ITEMS_MAX):
        on, drawn = item.read("on", day), item.read("amount", money)
        item.finish()
        if on and drawn:
            found.append(Drawdown(on=on, amount_minor=drawn))
    return tuple(sorted(found, key=lambda drawdown: drawdown.on))


def _rate_changes(fields: Fields) -> tuple[RateChange, ...]:
    found = []
    for item in fields.read_objects("rate_changes", maximum=_ITEMS_MAX):
        on, annual_rate = item.read("on", day), item.read("annual_rate", rate)
        item.finish()
        if on and isinstance(annual_rate, Decimal):
            found.append(RateChange(on=on, annual_rate=annual_rate))
    return tuple(found)


def _fees(fields: Fields, money: Any) -> tuple[Fee, ...]:
    found = []
    for item in fields.read_objects("fees", maximum=_ITEMS_MAX):
        on, charged = item.read("on", day), item.read("amount", money)
        paid = item.read("paid", word(_words(FeePayment)), FeePayment.APART)
        item.finish()
        if on and charged and paid:
            found.append(Fee(on=on, amount_minor=charged, paid=paid))
    return tuple(found)


def _events(fields: Fields, money: Any) -> tuple[Event, ...]:
    found = []
    for position, item in enumerate(fields.read_objects("events", maximum=_ITEMS_MAX)):
        on, paid = item.read("on", day), item.read("amount", money)
        kind = item.read("type", word(_words(EventType)))
        effect = item.read("effect", word(_words(Effect)), Effect.REDUCE_TERM)
        item.finish()
        if on and paid and kind and effect:
            found.append(Event(on=on, type=kind, amount_minor=paid, effect=effect, position=position))
    return tuple(found)
