"""Sentences of the domain, and its refusals, said in the reader's language with figures as people write them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext
from djmoney.money import Money

from ledger.domain.errors import LedgerError
from lending.domain.errors import LendingError
from lending.domain.sentences import Sentence
from members.domain.errors import MemberError
from web import formats

REFUSALS = (LendingError, LedgerError, MemberError)


def told(sentence: Sentence, *, currency: str = "EUR", zone: str = settings.TIME_ZONE) -> str:
    """A sentence, translated, with its values written for people; a Decimal is an amount of `currency`."""
    return gettext(sentence.text) % _written(sentence.values, currency=currency, zone=zone)


def refusal(error: Exception, *, currency: str = "EUR", zone: str = settings.TIME_ZONE) -> str:
    """What an error says to people: the rule, the values, the way out."""
    text, values = getattr(error, "sentence", ""), getattr(error, "values", {})
    if not text:
        return gettext(getattr(error, "title", "")) or str(error)
    return gettext(text) % _written(values, currency=currency, zone=zone)


def _written(values: Mapping[str, Any], *, currency: str, zone: str) -> dict[str, str]:
    return {name: _say(value, currency=currency, zone=zone) for name, value in values.items()}


def _say(value: Any, *, currency: str, zone: str) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    match value:
        case Money():
            return formats.money(value, language=language)
        case Decimal():
            return formats.money(Money(value, currency), language=language)
        case datetime():
            return formats.instant(value, language=language, zone=zone)
        case date():
            return formats.day(value, language=language)
        case bool() | None:
            return str(value)
        case int():
            return formats.number(value, language=language)
        case Sentence():
            return told(value, currency=currency, zone=zone)
        case str():
            return gettext(value) if value else ""
        case Iterable():
            return " ".join(_say(one, currency=currency, zone=zone) for one in value)
    return str(value)
