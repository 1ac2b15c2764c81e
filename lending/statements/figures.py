"""How documents write amounts, dates, instants and rates, in French and in English."""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from djmoney.money import Money

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
MINUS = "\N{MINUS SIGN}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_FRENCH_FIRST = re.compile(r"^1 ")


def figure(amount: Money, *, language: str) -> str:
    """An amount of a column whose unit is said once: `1 365,20`, with a true minus."""
    return _number(amount.amount, "#,##0.00", language)


def money(amount: Money, *, language: str) -> str:
    """An amount in a sentence: `1 365,20 €`, `€1,365.20`; another currency by its code."""
    sign = "€" if str(amount.currency) == "EUR" else str(amount.currency)
    written = figure(amount, language=language)
    if language.startswith("fr"):
        return f"{written}{NO_BREAK_SPACE}{sign}"
    minus, digits = (MINUS, written[1:]) if written.startswith(MINUS) else ("", written)
    return f"{minus}{sign}{digits}" if sign == "€" else f"{minus}{sign}{NO_BREAK_SPACE}{digits}"


def rate(fraction: Decimal, *, language: str, places: int = 2) -> str:
    """A rate given as a fraction: `Decimal("0.0304")` is `3,04 %`, `3.04%`."""
    written = _number(fraction * 100, "#,##0." + "0" * places, language)
    return f"{written}{NO_BREAK_SPACE}%" if language.startswith("fr") else f"{written}%"


def short_day(day: date) -> str:
    """A date of a column: `03/02/2026`, in both languages day first."""
    return f"{day:%d/%m/%Y}"


def long_day(day: date, *, language: str) -> str:
    """A date in a sentence: `1er février 2026`, `1 February 2026`."""
    written = format_date(day, "long", locale=_locale(language))
    return _FRENCH_FIRST.sub("1er ", written) if language.startswith("fr") else written


def instant(moment: datetime, *, language: str, zone: str, precision: str = "minutes") -> str:
    """A moment in the fund's time zone, which is named: `6 février 2026 à 18:00 (heure de Paris)`.

    :param precision: "minutes", or "seconds" where their order matters.
    """
    there = moment.astimezone(ZoneInfo(zone))
    city = format_datetime(there, "VVV", locale=_locale(language))
    day, clock = (
        long_day(there.date(), language=language),
        there.strftime("%H:%M:%S" if precision == "seconds" else "%H:%M"),
    )
    if language.startswith("fr"):
        return f"{day} à {clock} (heure de {city})"
    return f"{day}, {clock} ({city} time)"


def siren(number: str) -> str:
    """Nine digits as registers print them: `552 100 554`."""
    return NO_BREAK_SPACE.join(number[start : start + 3] for start in range(0, len(number), 3))


def _number(value: Decimal, pattern: str, language: str) -> str:
    return format_decimal(value, pattern, locale=_locale(language)).replace("-", MINUS)


def _locale(language: str) -> str:
    return LOCALES[language[:2]]
