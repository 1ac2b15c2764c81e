"""Values of JSON as ours: amounts, rates, dates, counts and words, or what is wrong with them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from lending.domain.amounts import ABOVE_ZERO, AMOUNT_LIMIT, BELOW_LIMIT, DECIMALS_MAX, WrongAmountText, parse_amount
from lending.domain.currencies import DECIMALS
from lending.domain.sentences import Sentence, gettext_noop

T = TypeVar("T")

LIST: Final = gettext_noop("%(given)s was given; a list of at most %(maximum)s is expected.")
_FILLED_LIST: Final = gettext_noop("%(given)s was given; a list of at least one is expected.")
CHOICE: Final = gettext_noop("%(given)s was given; choose one of %(known)s.")
_CURRENCY: Final = gettext_noop("%(given)s was given; the code of a currency is expected, such as EUR.")
_COUNT: Final = gettext_noop("%(given)s was given; a whole number from %(minimum)s to %(maximum)s is expected.")
_DATE: Final = gettext_noop(
    "%(given)s was given; a date that exists is expected, from 1900 to 2200, such as 2026-01-31."
)
_AMOUNT: Final = gettext_noop("%(given)s was given; write an amount such as 1365.20, as text. %(rule)s")
_FINITE: Final = gettext_noop("It is a plain number.")
_RATE: Final = gettext_noop("%(given)s was given; a fraction from 0 to 1 is expected, as text: 4 %% is 0.04.")
_RATE_TEXT: Final = re.compile(r"[0-9]{1,3}([.,][0-9]{1,30})?")
_DATE_TEXT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotReadable(Exception):
    """A value is not what its field expects."""

    def __init__(self, text: str, **values: Any) -> None:
        self.sentence = Sentence(text, values)
        super().__init__(text)


def shown(given: Any) -> str:
    """A value as it is named in a sentence, cut when it is long."""
    try:
        text = str(given)
    except ValueError:  # an int of thousands of digits
        text = "…"
    return text if len(text) <= 60 else f"{text[:60]}…"


def word(words: Mapping[str, T]) -> Callable[[Any], T]:
    """A reader of one of these words, for what it stands for."""

    def read(given: Any) -> T:
        if not isinstance(given, str) or given not in words:
            raise NotReadable(CHOICE, given=shown(given), known=", ".join(words))
        return words[given]

    return read


def currency(given: Any) -> str:
    """A reader of a currency."""
    if not isinstance(given, str) or given not in DECIMALS:
        raise NotReadable(_CURRENCY, given=shown(given))
    return given


def count(*, minimum: int, maximum: int) -> Callable[[Any], int]:
    """A reader of a whole number."""

    def read(given: Any) -> int:
        if not isinstance(given, int) or isinstance(given, bool) or not minimum <= given <= maximum:
            raise NotReadable(_COUNT, given=shown(given), minimum=minimum, maximum=maximum)
        return given

    return read


def names(*, maximum: int) -> Callable[[Any], tuple[str, ...]]:
    """A reader of a list of texts, each once, in one order."""

    def read(given: Any) -> tuple[str, ...]:
        is_list = isinstance(given, list) and len(given) <= maximum
        if not is_list or not all(isinstance(item, str) for item in given):
            raise NotReadable(LIST, given=shown(given), maximum=maximum)
        return tuple(sorted(set(given)))

    return read


def day(given: Any) -> date:
    """A reader of a date."""
    try:
        read = date.fromisoformat(given) if isinstance(given, str) and _DATE_TEXT.fullmatch(given) else None
    except ValueError:
        read = None
    if read is None or not 1900 <= read.year <= 2200:
        raise NotReadable(_DATE, given=shown(given))
    return read


def days(*, maximum: int) -> Callable[[Any], tuple[date, ...]]:
    """A reader of a list of dates."""

    def read(given: Any) -> tuple[date, ...]:
        if not isinstance(given, list) or not 0 < len(given) <= maximum:
            raise NotReadable(LIST, given=shown(given), maximum=maximum)
        return tuple(day(item) for item in given)

    return read


def filled_list(given: Any) -> list[Any]:
    """A reader of a list that may not be empty."""
    if not isinstance(given, list) or not given:
        raise NotReadable(_FILLED_LIST, given=shown(given))
    return given


def amount(code: str) -> Callable[[Any], int]:
    """A reader of an amount above zero of a currency, into minor units."""

    def read(given: Any) -> int:
        try:
            exact = parse_amount(given, currency=code) if isinstance(given, str) else _number(given, code)
        except WrongAmountText as error:
            raise NotReadable(_AMOUNT, given=shown(given), rule=error.values["rule"]) from error
        return int(exact.scaleb(DECIMALS[code]))

    return read


def _number(given: Any, code: str) -> Decimal:
    """A JSON number as an amount."""
    if not isinstance(given, int | Decimal) or isinstance(given, bool) or not Decimal(given).is_finite():
        raise NotReadable(_AMOUNT, given=shown(given), rule=Sentence(_FINITE))
    if not 0 < given < AMOUNT_LIMIT:
        raise NotReadable(_AMOUNT, given=shown(given), rule=Sentence(ABOVE_ZERO if given <= 0 else BELOW_LIMIT))
    exact = Decimal(given)
    if exact != exact.quantize(Decimal(1).scaleb(-DECIMALS[code])):
        values = {"currency": code, "decimals": DECIMALS[code]}
        raise NotReadable(_AMOUNT, given=shown(given), rule=Sentence(DECIMALS_MAX, values))
    return exact


def rate(given: Any) -> Decimal:
    """A reader of a rate: a text, or a JSON number written as a text would be."""
    text = shown(given) if isinstance(given, int | Decimal) and not isinstance(given, bool) else given
    if not isinstance(text, str) or not _RATE_TEXT.fullmatch(text) or not Decimal(text.replace(",", ".")) <= 1:
        raise NotReadable(_RATE, given=shown(given))
    return Decimal(text.replace(",", "."))
