"""Sentences of the domain, and its refusals, said in the reader's language with figures as people write them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy
from djmoney.money import Money

from ledger.domain.errors import LedgerError
from ledger.domain.reasons import Name, Reason
from lending.domain.errors import LendingError
from lending.domain.loan_states import LoanState
from lending.domain.sentences import Sentence
from lending.models import Consultation, Loan, LoanRequest, TransferProposal, Withdrawal
from members.domain.errors import MemberError
from web import formats

CODE = re.compile(r"[a-z]+(_[a-z]+)*")
REFUSALS = (LendingError, LedgerError, MemberError)
STATES = (LoanRequest.State, Loan.State, Consultation.State, TransferProposal.State, Withdrawal.State)
STATE_NAMES = {code: name for states in STATES for code, name in states.choices}
# A loan passes through it, and never stays.
STATE_NAMES[LoanState.RESCHEDULED] = gettext_lazy("given another schedule")


def title_of(error: Exception) -> str:
    """What kind of refusal this is, in a few words."""
    return gettext(getattr(error, "title", ""))


def sentence_of(error: Exception, *, currency: str = "EUR", zone: str | None = None) -> str:
    """What an error says to people: the rule, the values, the way out; instants in `zone`, or the one being spoken."""
    text, values = getattr(error, "sentence", ""), getattr(error, "values", {})
    if not text:
        return title_of(error) or str(error)
    return gettext(text) % _written(values, currency=currency, zone=zone)


def refusal_of(error: Exception) -> str:
    """The same on a page; where single values are wrong, what is wrong with each, and not how programs name them."""
    said = [told(why) for why in getattr(error, "fields", {}).values() if isinstance(why, Sentence)]
    return f"{title_of(error)}. {' '.join(said)}" if said else sentence_of(error)


def reason_of(reason: str) -> str:
    """Why something is refused, as it goes on in a sentence: translated, with its values."""
    return _say(reason, currency="EUR", zone=None)


def told(sentence: Sentence, *, currency: str = "EUR", zone: str | None = None) -> str:
    """A sentence, translated, with its values written for people; a Decimal is an amount of `currency`."""
    return gettext(sentence.text) % _written(sentence.values, currency=currency, zone=zone)


def _written(values: Mapping[str, Any], *, currency: str, zone: str | None) -> dict[str, str]:
    return {name: _say(value, currency=currency, zone=zone) for name, value in values.items()}


def _say(value: Any, *, currency: str, zone: str | None) -> str:
    match value:
        case Sentence():
            return told(value, currency=currency, zone=zone)
        case Name():
            return value
        case Reason():
            return gettext(value.text) % _written(value.values, currency=currency, zone=zone)
        case str():
            return _named(value) if value else ""
        case Mapping():
            return ", ".join(f"{name}: {_say(part, currency=currency, zone=zone)}" for name, part in value.items())
        case Iterable():
            return " ".join(_say(one, currency=currency, zone=zone) for one in value)
    return _say_figure(value, currency=currency, zone=zone)


def _named(text: str) -> str:
    """States by their names, several of them too; any other text translated where it has a translation."""
    states = text.split(", ")
    if all(state in STATE_NAMES for state in states):
        return ", ".join(str(STATE_NAMES[state]) for state in states)
    return gettext(text)


def _say_figure(value: Any, *, currency: str, zone: str | None) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    match value:
        case Money():
            return formats.money(value, language=language)
        case Decimal():
            return formats.money(Money(value, currency), language=language)
        case datetime():
            return formats.instant(value, language=language, zone=zone or timezone.get_current_timezone_name())
        case date():
            return formats.day(value, language=language)
        case int() if not isinstance(value, bool):
            return formats.number(value, language=language)
    return str(value)
