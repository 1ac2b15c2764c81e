"""How figures, dates and instants are written on pages: as in documents, with a dash for what is absent."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.numbers import format_decimal
from djmoney.money import Money

from lending.statements import figures
from lending.statements.figures import LOCALES, MINUS

ABSENT = "–"
CENTS = "#,##0.00"


def locale_of(language: str) -> str:
    """The Babel locale of a language of the service; English is written as in Europe, day first."""
    return LOCALES.get(language.split("-", maxsplit=1)[0], LOCALES["fr"])


def money(value: Money | None, *, language: str) -> str:
    """`1 365,20 €` or `€1,365.20`, with a true minus."""
    return ABSENT if value is None else figures.money(value, language=language)


def figure(value: Money | Decimal | None, *, language: str) -> str:
    """An amount of a column whose unit is in its header: `1 365,20`."""
    if value is None:
        return ABSENT
    amount = value if isinstance(value, Decimal) else value.amount
    return format_decimal(amount, CENTS, locale=locale_of(language)).replace("-", MINUS)


def precise(value: Decimal, *, language: str) -> str:
    """An amount before it is rounded to the cent: `49,315068`."""
    return format_decimal(value, "#,##0.000000", locale=locale_of(language)).replace("-", MINUS)


def rate(value: Decimal | None, *, language: str, places: int = 2) -> str:
    """A rate given as a fraction: `Decimal("0.0304")` is written `3,04 %`."""
    return ABSENT if value is None else figures.rate(value, language=language, places=places)


def tenth(value: Decimal | None, *, language: str) -> str:
    """A measure to one decimal: `148,3`."""
    return ABSENT if value is None else format_decimal(value, "#,##0.0", locale=locale_of(language))


def number(value: int | None, *, language: str) -> str:
    """A count: `1 204`."""
    return ABSENT if value is None else format_decimal(value, locale=locale_of(language)).replace("-", MINUS)


def day(value: date | None, *, language: str, style: str = "long") -> str:
    """A date. `full`: mardi 3 février 2026; `long`: 3 février 2026; `short`: 03/02/2026; `brief`: mar. 3 févr."""
    if value is None:
        return ABSENT
    if style == "short":
        return figures.short_day(value)
    if style == "long":
        return figures.long_day(value, language=language)
    locale = locale_of(language)
    written = format_skeleton("MMMEd", value, locale=locale) if style == "brief" else format_date(value, style, locale)
    # French says "1er février"; the locale data does not.
    return written.replace(" 1 ", " 1er ") if locale == LOCALES["fr"] else written


def instant(value: datetime | None, *, language: str, zone: str, style: str = "long", names_zone: bool = True) -> str:
    """An instant in a fund's time zone, which is named: `vendredi 6 février 2026 à 18:00, heure de Paris`.

    :param names_zone: False only where the zone is said once for a whole list.
    """
    if value is None:
        return ABSENT
    there = value.astimezone(ZoneInfo(zone))
    written, clock = day(there.date(), language=language, style=style), there.strftime("%H:%M")
    moment = f"{written} à {clock}" if language.startswith("fr") else f"{written} at {clock}"
    if not names_zone:
        return moment
    city = zone_city(zone, language=language)
    return f"{moment}, heure de {city}" if language.startswith("fr") else f"{moment}, {city} time"


def zone_city(zone: str, *, language: str) -> str:
    """The city that a time zone is known by: `Europe/Paris` is Paris."""
    return get_timezone_location(zone, locale=locale_of(language), return_city=True)
