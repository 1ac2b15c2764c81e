"""The later drawdowns of a loan that is asked for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from web.forms.fields import AmountField, DayInput

LATER_DRAWDOWNS = 4

Later = tuple[date, Money]


class DrawdownFields(forms.Form):
    """Rows of a day and an amount each; the first drawdown is what they leave of the amount."""

    def add_drawdowns(self) -> None:
        """As many rows as are there already, and four at least."""
        given = self.initial.get("later") or ()
        for number in range(1, max(LATER_DRAWDOWNS, len(given)) + 1):
            self.fields[f"later_on_{number}"] = forms.DateField(
                label=_("Drawdown %(number)s: day") % {"number": number + 1}, widget=DayInput, required=False
            )
            self.fields[f"later_amount_{number}"] = AmountField(
                label=_("Drawdown %(number)s: amount") % {"number": number + 1}, required=False
            )
        for number, (on, amount) in enumerate(given, start=1):
            self.initial[f"later_on_{number}"], self.initial[f"later_amount_{number}"] = on, amount

    def drawdowns(self) -> list[Later]:
        """Every drawdown, as the services take them; none where it is drawn at once."""
        later, amount = self._later(), self.cleaned_data["amount"]
        rest = amount - sum((each for _on, each in later), amount * 0)
        return [(self.cleaned_data["start_on"], rest), *later] if later else []

    def clean(self) -> dict[str, Any]:
        """A later drawdown has a day and an amount, and something is left for the first."""
        data: dict[str, Any] = super().clean() or {}
        for on, amount in self._pairs():
            if bool(data.get(on)) != bool(data.get(amount)) and not {on, amount} & self.errors.keys():
                self.add_error(amount if data.get(on) else on, _("Give both the day and the amount of a drawdown."))
        later = [amount for _on, amount in self._later()]
        if data.get("amount") and later and sum(later, data["amount"] * 0) >= data["amount"]:
            self.add_error("amount", _("The later drawdowns leave nothing for the first: ask for more, or draw less."))
        return data

    @property
    def later_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The later drawdowns, as the page shows them."""
        return [(self[on], self[amount]) for on, amount in self._pairs()]

    @property
    def opens_later(self) -> bool:
        """Whether some are given, or wrong, and must be seen."""
        return any(field.value() or field.errors for row in self.later_rows for field in row)

    def _pairs(self) -> list[tuple[str, str]]:
        numbers = [name.removeprefix("later_on_") for name in self.fields if name.startswith("later_on_")]
        return [(f"later_on_{number}", f"later_amount_{number}") for number in numbers]

    def _later(self) -> list[Later]:
        """What is given, in the order of days."""
        data = self.cleaned_data
        return sorted((data[on], data[amount]) for on, amount in self._pairs() if data.get(on) and data.get(amount))
