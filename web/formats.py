"""How figures, dates and instants are written for people, in French and in English."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_currency, format_decimal

ABSENT = "–"
MINUS = "\N{MINUS SIGN}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
TWO_PLACES = "#,##0.00"
_FRENCH_FIRST = re.compile(r"\b1 ")


class Amount(Protocol):
    """Anything that says how much, and of what currency."""

    @property
    def amount(self) -> Decimal: ...

    @property
    def currency(self) -> object: ...


def locale_of(language: str) -> str:
    """The Babel locale of a language of the service; English is written as in Europe, day first."""
    return LOCALES.get(language.split("-")[0], LOCALES["fr"])


def money(value: Amount | None, *, language: str) -> str:
    """`1 365,20 €` or `€1,365.20`, with a true minus; an absent amount is a dash."""
    if value is None:
        return ABSENT
    return _true_minus(format_currency(value.amount, str(value.currency), locale=locale_of(language)))


def figure(value: Amount | Decimal | None, *, language: str) -> str:
    """An amount of a column whose unit is in its header: `1 365,20`."""
    if value is None:
        return ABSENT
    number = value if isinstance(value, Decimal) else value.amount
    return _true_minus(format_decimal(number, TWO_PLACES, locale=locale_of(language)))


def rate(value: Decimal | None, *, language: str, places: int = 2) -> str:
    """A rate given as a fraction: `Decimal("0.0304")` is written `3,04 %`."""
    if value is None:
        return ABSENT
    number = _true_minus(format_decimal(value * 100, "#,##0." + "0" * places, locale=locale_of(language)))
    return f"{number}{NO_BREAK_SPACE}%" if language.startswith("fr") else f"{number}%"


def number(value: int | None, *, language: str) -> str:
    """A count: `1 204`."""
    return ABSENT if value is None else _true_minus(format_decimal(value, locale=locale_of(language)))


def day(value: date | None, *, language: str, style: str = "long") -> str:
    """A date. `full`: mardi 3 février 2026; `long`: 3 février 2026; `short`: 03/02/2026; `brief`: mar. 3 févr."""
    if value is None:
        return ABSENT
    locale = locale_of(language)
    if style == "brief":
        written = format_skeleton("MMMEd", value, locale=locale)
    else:
        written = format_date(value, style, locale=locale)
    # French says "1er février"; the locale data does not.
    return _FRENCH_FIRST.sub("1er ", written) if locale == "fr_FR" and value.day == 1 else written


def instant(value: datetime | None, *, language: str, zone: str, style: str = "long") -> str:
    """An instant in a fund's time zone, which is named: `vendredi 6 février 2026 à 18:00, heure de Paris`."""
    if value is None:
        return ABSENT
    locale, zone_info = locale_of(language), ZoneInfo(zone)
    written = day(value.astimezone(zone_info).date(), language=language, style=style)
    clock = format_datetime(value, "HH:mm", tzinfo=zone_info, locale=locale)
    city = format_datetime(value, "VVV", tzinfo=zone_info, locale=locale)
    if language.startswith("fr"):
        return f"{written} à {clock}, heure de {city}"
    return f"{written} at {clock}, {city} time"


def _true_minus(written: str) -> str:
    return written.replace("-", MINUS)
