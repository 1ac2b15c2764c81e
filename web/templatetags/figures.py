"""Amounts, rates, dates and instants in templates, in the language of the reader."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django import template
from django.conf import settings
from django.utils.translation import get_language, gettext
from djmoney.money import Money

from lending.models import LoanProduct
from lending.statements.entry_words import told_entry
from web import formats

register = template.Library()
T = TypeVar("T")


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _present(value: T) -> T | None:
    # A template gives "" for what it did not find; nought is present, and written 0,00 €.
    return None if value == "" else value


@register.filter
def money(value: Money | None) -> str:
    """`{{ loan.amount|money }}` → 1 365,20 €; nothing → –."""
    return formats.money(_present(value), language=_language())


@register.filter
def figure(value: Money | Decimal | str | None) -> str:
    """`{{ line.debit|figure }}` → 1 365,20, for a column whose header says the unit."""
    value = _present(value)
    return formats.figure(Decimal(value) if isinstance(value, str) else value, language=_language())


@register.filter
def precise(value: Decimal) -> str:
    """`{{ interest|precise }}` → 49,315068: six decimals, before any rounding to the cent."""
    return formats.precise(value, language=_language())


@register.filter
def rate(value: Decimal | str | None, places: int = 2) -> str:
    """`{{ loan.annual_rate|rate }}` → 3,04 %."""
    value = _present(value)
    return formats.rate(None if value is None else Decimal(value), language=_language(), places=places)


@register.filter
def tenth(value: Decimal | None) -> str:
    """`{{ average_days|tenth }}` → 148,3."""
    return formats.tenth(_present(value), language=_language())


@register.filter
def number(value: int | None) -> str:
    """`{{ count|number }}` → 1 204."""
    return formats.number(_present(value), language=_language())


@register.filter
def day(value: date | None, style: str = "long") -> str:
    """`{{ due_on|day:"full" }}` → mardi 3 février 2026."""
    return formats.day(_present(value), language=_language(), style=style)


@register.filter
def instant(value: datetime | None, zone: str | None = None) -> str:
    """`{{ closes_at|instant:fund.time_zone }}` → vendredi 6 février 2026 à 18:00, heure de Paris."""
    return formats.instant(_present(value), language=_language(), zone=zone or settings.TIME_ZONE, style="full")


@register.filter
def moment(value: datetime | None, zone: str | None = None) -> str:
    """`{{ happened_at|moment }}` → 3 février 2026 à 18:00, heure de Paris."""
    return formats.instant(_present(value), language=_language(), zone=zone or settings.TIME_ZONE)


@register.filter
def zone_city(zone: str) -> str:
    """`{{ fund.time_zone|zone_city }}` → Paris."""
    return formats.zone_city(zone, language=_language())


@register.filter
def said(text: str) -> str:
    """A sentence that the program wrote into the data, in the reader's language; what people wrote stays as it is."""
    return gettext(text) if text else ""


@register.filter
def entry_words(description: str) -> str:
    """What an entry is, in the reader's language: the books say it in French."""
    return told_entry(description)


@register.filter
def product_name(product: LoanProduct) -> str:
    """`{{ product|product_name }}`: what a loan on offer is called, in the reader's language if it can be."""
    return (_language() == "en" and product.name_en) or product.name


@register.filter
def iban(value: str) -> str:
    """`{{ cooperative.iban|iban }}` → FR76 3000 6000 …, in fours, as on a bank's own paper."""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4))
