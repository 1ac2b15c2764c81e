"""Other rates from days to come, as a page asks for them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms.fields import DayInput, PercentField

ROWS_MIN = 3


class RatesForm(forms.Form):
    """Rows of a day and a rate each; those left empty plan nothing."""

    def __init__(self, *args: Any, planned: list[tuple[date, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, max(ROWS_MIN, len(planned) + 1) + 1):
            on, rate = planned[number - 1] if number <= len(planned) else (None, None)
            self.fields[f"on_{number}"] = forms.DateField(
                label=_("From this day"), widget=DayInput, required=False, initial=on
            )
            self.fields[f"rate_{number}"] = PercentField(label=_("Yearly rate"), required=False, initial=rate)

    def clean(self) -> dict[str, Any]:
        """A day has a rate, and a rate a day."""
        data: dict[str, Any] = super().clean() or {}
        for on, rate in self._pairs():
            if bool(data.get(on)) != (data.get(rate) is not None) and not {on, rate} & self.errors.keys():
                self.add_error(rate if data.get(on) else on, _("Give both the day and the rate."))
        return data

    def rates(self) -> list[tuple[date, Decimal]]:
        """The same, as the service takes it, in the order of days."""
        data = self.cleaned_data
        return sorted((data[on], data[rate]) for on, rate in self._pairs() if data.get(on))

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """As the page shows them."""
        return [(self[on], self[rate]) for on, rate in self._pairs()]

    def _pairs(self) -> list[tuple[str, str]]:
        return [(name, name.replace("on_", "rate_")) for name in self.fields if name.startswith("on_")]
