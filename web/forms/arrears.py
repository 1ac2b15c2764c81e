"""On which day one looks at what is late, and how old it must be."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lending.domain.arrears import AgeBand
from web import formats
from web.forms.fields import DayInput

BANDS: dict[AgeBand, Promise | str] = {
    AgeBand.NOT_DUE: _("nothing late"),
    AgeBand.DAYS_1_30: _("1 to 30 days"),
    AgeBand.DAYS_31_60: _("31 to 60 days"),
    AgeBand.DAYS_61_90: _("61 to 90 days"),
    AgeBand.OVER_90: _("over 90 days"),
}


class ArrearsDayForm(forms.Form):
    """The end of which day; its address can be sent to a colleague."""

    on = forms.DateField(
        label=_("At the end of"),
        widget=DayInput,
        error_messages={"invalid": _("Give a day, such as 31/03/2026.")},
    )


class PayoffDayForm(forms.Form):
    """A day from today to the loan's last one."""

    on = forms.DateField(
        label=_("Repaid on"),
        widget=DayInput,
        error_messages={"invalid": _("Give a day, such as 31/03/2026.")},
    )

    def __init__(self, *args: Any, today: date, last: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.last = today, last

    def clean_on(self) -> date:
        """What was repaid before today is known; after the last due date nothing is early."""
        on: date = self.cleaned_data["on"]
        if not self.today <= on <= self.last:
            start, end = (formats.day(day, language=get_language()) for day in (self.today, self.last))
            raise forms.ValidationError(
                gettext("Give a day between %(start)s and %(end)s.") % {"start": start, "end": end}
            )
        return on


class AgeForm(forms.Form):
    """Loans by the age of what is late."""

    age = forms.ChoiceField(
        label=_("Late by"), required=False, choices=[("", _("all loans")), *((str(k), v) for k, v in BANDS.items())]
    )


def day_of(form: ArrearsDayForm, *, today: date) -> date:
    """The day asked for; today where it is none."""
    found: date = form.cleaned_data["on"] if form.is_valid() else today
    return found
