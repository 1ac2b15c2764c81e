"""The yearly rates of a loan, each with the day from which it counts."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext

from lending.domain.planned_rates import planned_rates
from lending.statements.figures import long_day, rate


def rates_said(terms: dict[str, Any], *, language: str) -> str:
    """The yearly rate; where others are planned: `3,00 %, puis 4,00 % à partir du 15 mars 2026`."""
    return ", ".join([rate(_rates(terms)[0][1], language=language), *later_rates(terms, language=language)])


def rates_in_short(terms: dict[str, Any], *, language: str) -> str:
    """As a figure, without their days: `3,00 %`, `3,00 %, puis 4,00 %`, `2,00 % à 7,00 %` where there are more."""
    rates = [each for _on, each in _rates(terms)]
    low, high = (rate(each, language=language) for each in (min(rates), max(rates)))
    if len(rates) > 2:
        return pgettext("document", "%(low)s to %(high)s") % {"low": low, "high": high}
    first, *second = (rate(each, language=language) for each in rates)
    return ", ".join([first, *(pgettext("document", "then %(rate)s") % {"rate": each} for each in second)])


def yearly_said(terms: dict[str, Any], *, language: str) -> str:
    """The same in a line of its own: `3,00 % par an, puis 4,00 % à partir du 15 mars 2026`."""
    yearly = pgettext("document", "%(rate)s a year") % {"rate": rate(_rates(terms)[0][1], language=language)}
    return ", ".join([yearly, *later_rates(terms, language=language)])


def later_rates(terms: dict[str, Any], *, language: str) -> list[str]:
    """What follows the first rate: `puis 4,00 % à partir du 15 mars 2026`; nothing where it stays the same."""
    then = pgettext("document", "then %(rate)s from %(date)s")
    return [
        then % {"rate": rate(each, language=language), "date": long_day(on, language=language)}
        for on, each in _rates(terms)[1:]
    ]


def rates_json(terms: dict[str, Any]) -> list[dict[str, str]]:
    """The same for programs: from which day each counts, a fraction as text."""
    return [{"from": on.isoformat(), "annual_rate": each} for on, each in planned_rates(terms)]


def _rates(terms: dict[str, Any]) -> list[tuple[date, Decimal]]:
    return [(on, Decimal(each)) for on, each in planned_rates(terms)]
