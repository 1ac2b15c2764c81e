"""Amounts as people type them."""

import re
from decimal import Decimal
from typing import ClassVar, Final

from lending.domain.currencies import DECIMALS
from lending.domain.errors import LendingError
from lending.domain.sentences import Sentence, gettext_noop

# What the books hold: 14 digits, two of them cents.
AMOUNT_LIMIT: Final = Decimal(10) ** 12

_SPACES: Final = " \u00a0\u202f\u2009"  # ordinary, no-break, narrow no-break, thin
_PLAIN: Final = re.compile(rf"(?P<whole>[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+|[0-9]+)(?:[.,](?P<decimals>[0-9]+))?")
_NOTHING: Final = re.compile(r"0+(?:[.,]0{1,2})?")
MINUS: Final = ("-", "\u2212")
_SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£"}


class WrongAmountText(LendingError, ValueError):
    """A text is not an amount, or could be two."""

    code: ClassVar[str] = "wrong-amount-text"
    title = gettext_noop("This is not an amount we can read")
    sentence = gettext_noop("“%(text)s” was given. %(rule)s")


READABLE: Final = gettext_noop("Write digits, with one comma or point before the decimals, thousands apart by spaces.")
DECIMALS_MAX: Final = gettext_noop("%(currency)s has at most %(decimals)s decimals.")
ABOVE_ZERO: Final = gettext_noop("An amount is above zero.")
BELOW_LIMIT: Final = gettext_noop("An amount is below one million million.")


def parse_amount(text: str, *, currency: str) -> Decimal:
    """The amount a person meant, with the currency's decimals.

    Thousands may stand apart by spaces of any kind, in threes; one comma or one point comes before the decimals; the
    sign or code of the currency may stand beside. Both a comma and a point, or more decimals than the currency has
    (`1,365` could be a thousand or one), are refused: nothing is guessed.

    >>> parse_amount("1 365,20", currency="EUR"), parse_amount("1365.2", currency="EUR")
    (Decimal('1365.20'), Decimal('1365.20'))

    :raises WrongAmountText: a ValueError, which says which rule was not met.
    """
    decimals = DECIMALS[currency]
    typed_text = _without_sign(text.strip(), currency)
    found = _PLAIN.fullmatch(typed_text)
    if not found:
        is_negative = typed_text[:1] in MINUS and _PLAIN.fullmatch(typed_text[1:])
        raise _wrong(text, Sentence(ABOVE_ZERO if is_negative else READABLE))
    whole, typed = re.sub(f"[{_SPACES}]", "", found["whole"]), found["decimals"] or ""
    if len(typed) > decimals:
        raise _wrong(text, Sentence(DECIMALS_MAX, {"currency": currency, "decimals": decimals}))
    if len(whole.lstrip("0")) > AMOUNT_LIMIT.adjusted():
        raise _wrong(text, Sentence(BELOW_LIMIT))
    amount = Decimal(whole + typed.ljust(decimals, "0")).scaleb(-decimals)
    if not amount:
        raise _wrong(text, Sentence(ABOVE_ZERO))
    return amount


def parse_figure(text: str, *, currency: str) -> Decimal:
    """A figure of accounts: an amount as `parse_amount` reads it, or nothing, or one below zero.

    >>> [parse_figure(text, currency="EUR") for text in ("-1 365,20", "0", "\u2212 5", "7,5")]
    [Decimal('-1365.20'), Decimal('0.00'), Decimal('-5.00'), Decimal('7.50')]

    :raises WrongAmountText: as `parse_amount`.
    """
    typed = _without_sign(text.strip(), currency)
    if _NOTHING.fullmatch(typed):
        return Decimal(0).scaleb(-DECIMALS[currency])
    if typed[:1] in MINUS:
        return -parse_amount(typed[1:], currency=currency)
    return parse_amount(text, currency=currency)


def _without_sign(text: str, currency: str) -> str:
    for sign in (currency, _SIGNS.get(currency, currency)):
        text = text.removeprefix(sign).removesuffix(sign)
    return text.strip()


def _wrong(text: str, rule: Sentence) -> WrongAmountText:
    return WrongAmountText(text=text if len(text) <= 40 else f"{text[:40]}…", rule=rule)
