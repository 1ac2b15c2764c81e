"""Figures, dates and links in the templates of mails; the context of a message holds them as plain text."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from djmoney.money import Money

from lending.statements import figures

register = template.Library()


@register.filter
def money(text: str) -> str:
    """`"1365.20 EUR"` → 1 365,20 €."""
    amount, currency = text.split()
    return figures.money(Money(Decimal(amount), currency), language=_language())


@register.filter
def rate(text: str) -> str:
    """`"0.035"` → 3,50 %."""
    return figures.rate(Decimal(text), language=_language())


@register.filter
def day(text: str) -> str:
    """`"2026-02-03"` → 3 février 2026."""
    return figures.long_day(date.fromisoformat(text), language=_language())


@register.filter
def instant(text: str, zone: str) -> str:
    """`"2026-02-06T17:00:00+00:00"` → 6 février 2026 à 18:00 (heure de Paris)."""
    return figures.instant(datetime.fromisoformat(text), language=_language(), zone=zone)


@register.simple_tag
def link(page: str, *ids: str) -> str:
    """The address of a page that shows something; opening it changes nothing."""
    return f"{settings.BASE_URL.rstrip('/')}{reverse(page, args=ids)}"


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
