"""Fields that take figures as people type them: `1 365,20`, `3,5`."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from lending.domain.amounts import WrongAmountText, parse_amount, parse_figure
from lending.domain.sentences import Sentence
from web.sentences import sentence_of, told


class AmountField(forms.CharField):
    """An amount in the fund's currency; a French or an English hand, with or without the sign of the currency."""

    reads: ClassVar[Callable[..., Decimal]] = staticmethod(parse_amount)

    def __init__(self, *, currency: str = "EUR", **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)
        self.currency = currency

    def to_python(self, value: Any) -> Any:
        """A Money, or None where nothing was typed."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return Money(type(self).reads(typed, currency=self.currency), self.currency)
        except WrongAmountText as error:
            raise ValidationError(sentence_of(error)) from error


class FigureField(AmountField):
    """A figure of accounts: it may be zero, or below."""

    reads = staticmethod(parse_figure)


class PercentField(forms.CharField):
    """A rate typed as a percentage, kept as a fraction: `3,5` is `Decimal("0.035")`."""

    def __init__(self, *, maximum: Decimal = Decimal("0.25"), **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)
        self.maximum = maximum

    def to_python(self, value: Any) -> Any:
        """A fraction, or None where nothing was typed."""
        typed = (super().to_python(value) or "").replace("%", "").replace(",", ".").strip()
        if not typed:
            return None
        try:
            fraction = Decimal(typed) / 100
        except InvalidOperation as error:
            raise ValidationError(_("Write a rate in per cent: 3,5.")) from error
        if not fraction.is_finite() or not 0 <= fraction <= self.maximum:
            ceiling = f"{self.maximum * 100:.0f}"
            raise ValidationError(_("A rate from 0 to %(ceiling)s %% is expected.") % {"ceiling": ceiling})
        return fraction


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def typed_here(figure: str) -> str:
    """A figure as people type it in their language: with a point in English, with a comma in French; both are read."""
    return figure if (get_language() or "").startswith("en") else figure.replace(".", ",")


def percent(fraction: Decimal) -> str:
    """A fraction as people type a rate: `3,5`."""
    return typed_here(f"{(fraction * 100).normalize():f}")


def amount_typed(value: Money) -> str:
    """An amount as people type it: `15000,00`."""
    return typed_here(f"{value.amount:.2f}")


def refuse(form: forms.Form, wrong: Mapping[str, Sentence]) -> None:
    """Say beside each field which rule it does not meet; one that could not be read has been told so."""
    for name, why in wrong.items():
        if name not in form.errors:
            form.add_error(name, told(why))
