"""Sentences of the domain, and its refusals, said in the reader's language with figures as people write them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext
from djmoney.money import Money

from ledger.domain.errors import LedgerError
from lending.domain.errors import LendingError
from lending.domain.sentences import Sentence
from members.domain.errors import MemberError
from web import formats

CODE = re.compile(r"[a-z]+(_[a-z]+)*")
REFUSALS = (LendingError, LedgerError, MemberError)


def title_of(error: Any) -> str:
    """What kind of refusal this is, in a few words."""
    return gettext(error.title)


def sentence_of(error: Any) -> str:
    """What an error says to people: the rule, the values, the way out."""
    if not error.sentence:
        return title_of(error)
    return gettext(error.sentence) % written_values(error.values)


def told(sentence: Sentence, *, currency: str = "EUR") -> str:
    """A sentence, translated, with its values written for people; a Decimal is an amount of `currency`."""
    return gettext(sentence.text) % written_values(sentence.values, currency=currency)


def written_values(values: Mapping[str, Any], *, currency: str = "EUR") -> dict[str, str]:
    """The values of a sentence as the reader writes them, instants in the zone being spoken."""
    # A sentence that names its currency itself wants bare figures.
    currency = "" if "currency" in values else currency
    return {name: _say(value, currency=currency) for name, value in values.items()}


def zone_of(instant: datetime) -> str:
    """The name of the zone an instant is told in: `Europe/Paris`."""
    return getattr(instant.tzinfo, "key", None) or str(instant.tzinfo)


def _say(value: Any, *, currency: str) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    match value:
        case Money():
            return formats.money(value, language=language)
        case Decimal() if not currency:
            return formats.figure(value, language=language)
        case Decimal():
            return formats.money(Money(value, currency), language=language)
        case datetime():
            return formats.instant(value, language=language, zone=timezone.get_current_timezone_name())
        case date():
            return formats.day(value, language=language)
        case bool() | None:
            return str(value)
        case int():
            return formats.number(value, language=language)
        case Sentence():
            return told(value, currency=currency)
        case str():
            return _word(str(value))
        case Mapping():
            return ", ".join(f"{name}: {_say(part, currency=currency)}" for name, part in value.items())
        case Iterable():
            return " ".join(_say(one, currency=currency) for one in value)
    return str(value)


def _word(text: str) -> str:
    """A name as it is; a word of ours translated, a state by its name: `under_review` is “under review”."""
    return gettext(text.replace("_", " ") if CODE.fullmatch(text) else text) if text else ""
