"""What is prepared by one hand, confirmed by another, or taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms.fields import DayInput
from web.forms.lending import DayForm

REASON_LENGTH_MAX = 1000


class ReasonForm(forms.Form):
    """Why, in one's own words; kept with the loan."""

    reason = forms.CharField(label=_("Why"), max_length=REASON_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class CallingInForm(ReasonForm):
    """Why a loan is to be called in, and when the borrower was given formal notice."""

    notice_on = forms.DateField(
        label=_("Formal notice sent on"),
        help_text=_("The letter that asked the borrower to pay and said what would follow."),
        widget=DayInput,
    )


class TakenBackForm(ReasonForm, DayForm):
    """Why something is taken back, and on which day."""

    field_order = ["reason", "on"]
