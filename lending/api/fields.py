"""Amounts in requests and answers: text, to the cent, never a float."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lending.api.wording import told
from lending.domain.amounts import WrongAmountText, parse_amount, parse_figure
from lending.domain.json_values import CHOICE, shown
from lending.domain.sentences import Sentence
from members.models import Person

DIGITS_MAX = 30
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
AMOUNT = {
    "type": "string",
    "description": "An amount in the fund's currency: `1365.20`; `1 365,20`, as a French person types it, is read too.",
    "examples": ["1365.20"],
}


@extend_schema_field(AMOUNT)
class AmountField(serializers.Field[Money, Any, str, Any]):
    """An amount as text; what has more decimals than the currency is refused and never rounded."""

    reads: ClassVar[Callable[..., Decimal]] = staticmethod(parse_amount)
    default_error_messages = {"not_an_amount": _("Write an amount as text, such as “1365.20”.")}

    def __init__(self, *, currency: str = "EUR", **options: Any) -> None:
        self.currency = currency
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Money:
        """The amount meant. A JSON number is taken where it is exact to the cent."""
        try:
            return Money(type(self).reads(self._text(data), currency=self.currency), self.currency)
        except WrongAmountText as error:
            raise serializers.ValidationError(told(Sentence(error.sentence, error.values)), code=error.code) from error

    def to_representation(self, value: Money) -> str:
        return f"{value.amount:.2f}"

    def _text(self, data: Any) -> str:
        if isinstance(data, str):
            return data
        if isinstance(data, bool) or not isinstance(data, int | Decimal):
            self.fail("not_an_amount")
        number = Decimal(data)
        return f"{number:f}" if abs(number.adjusted()) < DIGITS_MAX else str(number)


class FigureField(AmountField):
    """A figure of accounts: it may be zero, or below."""

    reads = staticmethod(parse_figure)


class Own(serializers.PrimaryKeyRelatedField[Any]):
    """The id of a thing that the person may see; any other id is one of nothing."""

    def __init__(self, *, visible: Callable[[Person], QuerySet[Any]], **options: Any) -> None:
        self.visible = visible
        super().__init__(**options)

    def get_queryset(self) -> QuerySet[Any]:
        return self.visible(self.context["view"].person)


class DayField(serializers.DateField):
    """A day of a calendar that people use: before or after, it is a slip of the keyboard."""

    default_error_messages = {"out_of_range": _("Give a day between %(first)s and %(last)s.")}

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            detail = self.error_messages["out_of_range"] % {"first": FIRST_DAY, "last": LAST_DAY}
            raise serializers.ValidationError(detail, code="out_of_range")
        return day


class WordField(serializers.ChoiceField):
    """One of a few words; a refusal names them all."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            known = ", ".join(str(each) for each in self.choices)
            why = told(Sentence(CHOICE, {"given": shown(data), "known": known}))
            raise serializers.ValidationError(why, code="invalid_choice") from error
