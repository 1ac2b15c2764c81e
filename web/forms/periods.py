"""Closing the books up to a day, and opening them again."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ledger.selectors.periods import Span
from web import formats
from web.forms.fields import DayInput

WHY = forms.Textarea(attrs={"rows": 3})


class ClosingForm(forms.Form):
    """The last day of what is closed: it must be over, and not before the first."""

    ends_on = forms.DateField(
        label=_("Close up to and with"),
        widget=DayInput,
        error_messages={"invalid": _("Give a day, such as 31/03/2026.")},
    )
    reason = forms.CharField(
        label=_("Remark"), required=False, max_length=1000, widget=WHY, help_text=_("Kept with the closing.")
    )

    def __init__(self, *args: Any, span: Span, today: date, **options: Any) -> None:
        options.setdefault("initial", {"ends_on": span.ends_on})
        super().__init__(*args, **options)
        self.first, self.today = span.starts_on, today
        # A period that was opened with its days is closed with them.
        self.fields["ends_on"].disabled = span.is_opened

    def clean_ends_on(self) -> date:
        """:raises ValidationError: the day is not over, or comes before the first day to close."""
        day: date = self.cleaned_data["ends_on"]
        if not self.first <= day < self.today:
            first = formats.day(self.first, language=get_language() or "")
            sentence = gettext("Give a day between %(first)s and yesterday: one that is not over is not closed.")
            raise ValidationError(sentence % {"first": first})
        return day


class ReopeningForm(forms.Form):
    """Why a closed period is opened again."""

    reason = forms.CharField(label=_("Why"), max_length=1000, widget=WHY, help_text=_("Kept in the book for good."))
