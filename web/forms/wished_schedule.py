"""What a request wishes of its schedule, as a page asks for it."""

from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.domain.terms_json import INSTALMENTS_MAX
from lending.domain.wished_schedule import GRACE, WishedSchedule
from lending.models import LoanProduct
from web.forms.fields import DayInput

DATES_MIN, DATES_MORE = 6, 6


class WishedFields(forms.Form):
    """Another first due date or every due date, and first instalments that pay less; all may be left empty."""

    first_due_on = forms.DateField(
        label=_("First instalment due on"),
        help_text=_("Left empty, one period after the day you wish for."),
        widget=DayInput,
        required=False,
    )
    principal_grace = forms.IntegerField(
        label=_("First instalments without principal"), min_value=0, max_value=INSTALMENTS_MAX, required=False
    )
    interest_grace = forms.IntegerField(
        label=_("First instalments without interest"),
        help_text=_("It runs all the same, and is added to the instalment that follows."),
        min_value=0,
        max_value=INSTALMENTS_MAX,
        required=False,
    )

    def add_due_dates(self) -> None:
        """As many rows as were given or sent, and room for more."""
        given = self.initial.get("due_dates") or ()
        sent = sum(name.startswith("due_on_") for name in self.data)
        for number in range(1, max(DATES_MIN, len(given) + DATES_MORE if given else 0, sent) + 1):
            self.fields[f"due_on_{number}"] = forms.DateField(
                label=_("Instalment %(number)s: day") % {"number": number}, widget=DayInput, required=False
            )
        for number, day in enumerate(given, start=1):
            self.initial[f"due_on_{number}"] = day

    def clean(self) -> dict[str, Any]:
        """The first instalment comes after the money, each after the one before, and one at least pays."""
        data: dict[str, Any] = super().clean() or {}
        first, start = data.get("first_due_on"), data.get("start_on")
        if first and start and first <= start:
            self.add_error("first_due_on", _("The first instalment comes after the day of the money."))
        self._clean_dates(data)
        count, product = data.get("instalments"), data.get("product")
        for name in GRACE:
            if data.get(name) and product and product.repayment == LoanProduct.Repayment.BULLET:
                self.add_error(name, _("A loan repaid at once has one instalment only: choose another loan."))
            elif count and (data.get(name) or 0) >= count:
                self.add_error(name, _("At least the last instalment must pay."))
        return data

    def _clean_dates(self, data: dict[str, Any]) -> None:
        """Where every day is given, there are as many instalments: what the form says of their number gives way."""
        days = {name: data[name] for name in self._date_names() if data.get(name)}
        if not days:
            return
        data["instalments"] = len(days)
        self.errors.pop("instalments", None)
        if data.get("first_due_on"):
            self.add_error("first_due_on", _("Leave this empty where you give the day of each instalment."))
        if data.get("start_on") and next(iter(days.values())) <= data["start_on"]:
            self.add_error(next(iter(days)), _("The first instalment comes after the day of the money."))
        for (_name, before), (name, day) in pairwise(days.items()):
            if day <= before:
                self.add_error(name, _("Each instalment comes after the one before."))
        product = data.get("product")
        if product and product.repayment == LoanProduct.Repayment.BULLET and len(days) > 1:
            self.add_error(list(days)[1], _("A loan repaid at once has one instalment only: choose another loan."))

    def wished(self) -> WishedSchedule:
        """The same, as the services take it."""
        data = self.cleaned_data
        given = {name: data[name] for name in ("first_due_on", *GRACE) if data.get(name)}
        return WishedSchedule(**given, due_dates=tuple(self._days()))

    @property
    def due_date_rows(self) -> list[forms.BoundField]:
        """The days of the instalments, as the page shows them."""
        return [self[name] for name in self._date_names()]

    @property
    def opens_wished(self) -> bool:
        """Whether something is wished, or wrong, and must be seen."""
        return any(self[name].value() or self[name].errors for name in ("first_due_on", *GRACE))

    @property
    def opens_dates(self) -> bool:
        """Whether the day of an instalment is given, or wrong, and must be seen."""
        return any(field.value() or field.errors for field in self.due_date_rows)

    def _date_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("due_on_")]

    def _days(self) -> list[date]:
        return [self.cleaned_data[name] for name in self._date_names() if self.cleaned_data.get(name)]
