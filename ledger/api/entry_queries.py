"""What may be asked of the list of entries, and how each parameter is read."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext
from djmoney.money import Money
from moneyed import CURRENCIES
from rest_framework import serializers

from ledger.api.books import PageQuery
from ledger.domain.money import WrongAmount, decimals, to_minor
from ledger.models import Book
from ledger.models.posting import PHASES
from ledger.selectors.entry_filters import EntryFilter

CODE = r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$"
JOURNAL = r"^[0-9A-Za-z][0-9A-Za-z_-]{0,15}$"
AMOUNT = r"^[0-9]{1,15}(\.[0-9]{1,4})?$"
NUMBER = r"^[0-9A-Za-z][0-9A-Za-z_-]{0,15}-.{1,20}-[0-9]{1,12}$"
AMOUNTS = {"amount": ("amount_min", "amount_max"), "amount_min": ("amount_min",), "amount_max": ("amount_max",)}
BOTH = "; of a posting, or of one account over all the entry's postings on one side"
SAME_NAME = (
    "journal",
    "account",
    "account_prefix",
    "reference",
    "source",
    "kind",
    "currency",
    "phase",
    "number",
    "seal",
)
RENAMED = {"from": "start", "to": "end", "q": "text", "reservation": "reserves", "reversed": "is_reversed"}
FIELDS = {**{name: name for name in SAME_NAME}, **RENAMED, "sealed": "is_sealed"}


def words(**options: Any) -> serializers.CharField:
    """A parameter of plain text; an empty one, as forms send it, asks for nothing."""
    return serializers.CharField(required=False, max_length=200, **options)


class EntryQuery(PageQuery):
    """Filters of entries: each one narrows the list, all of them together."""

    journal = serializers.RegexField(JOURNAL, required=False)
    account = serializers.RegexField(CODE, required=False, help_text="on either side of a posting")
    account_prefix = serializers.RegexField(CODE, required=False, help_text="what an account's code begins with")
    reference = words(help_text="exactly")
    source = words(help_text="exactly: what caused the entry")  # type: ignore[assignment]
    kind = words()
    number = serializers.RegexField(NUMBER, required=False, help_text="the legal number, as in `BQ-2026-000012`")
    seal = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="sealed by the seal of this number"
    )
    q = words(help_text="words of the description or the reference; case and accents do not count")
    currency = serializers.RegexField(
        "^[A-Z]{3}$", required=False, help_text="of a posting, and of the amounts asked for"
    )
    amount = serializers.RegexField(AMOUNT, required=False, help_text=f"exactly{BOTH}")
    amount_min = serializers.RegexField(AMOUNT, required=False, help_text=f"this or more{BOTH}")
    amount_max = serializers.RegexField(AMOUNT, required=False, help_text=f"this or less{BOTH}")
    phase = serializers.ChoiceField(PHASES, required=False, help_text="of at least one posting")
    reservation = serializers.BooleanField(
        required=False, default=None, allow_null=True, help_text="whether it holds a reservation that is still open"
    )
    reversed = serializers.BooleanField(required=False, default=None, allow_null=True)
    sealed = serializers.BooleanField(required=False, default=None, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        days = {
            "from": serializers.DateField(required=False, help_text="this day or later"),
            "to": serializers.DateField(required=False, help_text="this day or earlier"),
        }
        return {**days, **super().get_fields()}

    def wrong(self, given: Mapping[str, str]) -> dict[str, str]:
        """Amounts that their currency cannot write, and ranges that hold nothing."""
        currency = self._currency_of(given)
        if currency not in CURRENCIES:
            return {"currency": gettext("There is no such currency.")}
        found = {name: why for name in AMOUNTS if (why := _why_not(given.get(name), currency=currency))}
        if "amount" in given and ("amount_min" in given or "amount_max" in given):
            found["amount"] = gettext("An exact amount and a range cannot both be asked for.")
        for low, high in (("from", "to"), ("amount_min", "amount_max")):
            if low in given and high in given and not found.keys() & {low, high} and _after(given[low], given[high]):
                found[high] = gettext("It is below %(name)s: nothing can be found.") % {"name": low}
        return found

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """`where` is what is asked; amounts are in the book's currency, unless another is named."""
        return {**attrs, "where": _filter(attrs, currency=self._currency_of(attrs))}

    def _currency_of(self, given: Mapping[str, Any]) -> str:
        book: Book = self.context["book"]
        return given.get("currency") or book.currency


def _why_not(text: str | None, *, currency: str) -> str | None:
    """Why an amount cannot be written in a currency; what is no amount at all is the field's own business."""
    if text is None or not re.fullmatch(AMOUNT, text, re.ASCII):
        return None
    places = decimals(currency)
    if len(text.partition(".")[2]) > places:
        return gettext("%(currency)s has %(places)s decimals.") % {"currency": currency, "places": places}
    try:
        to_minor(Decimal(text), currency=currency)
    except WrongAmount:
        return gettext("It is too large.")
    return None


def _after(low: str, high: str) -> bool:
    """Whether a range runs backwards; two days or two amounts, if they are any."""
    for read in (date.fromisoformat, Decimal):
        try:
            return read(low) > read(high)  # type: ignore[operator]
        except (ValueError, InvalidOperation):
            continue
    return False


def _filter(attrs: Mapping[str, Any], *, currency: str) -> EntryFilter:
    asked: dict[str, Any] = {field: attrs[name] for name, field in FIELDS.items() if attrs.get(name) is not None}
    for name, fields in AMOUNTS.items():
        if name in attrs:
            asked |= dict.fromkeys(fields, Money(Decimal(attrs[name]), currency))
    return EntryFilter(**asked)
