"""Forms of receipts that do more than pay what is due."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.models import Repayment
from web.forms.lending import RepaymentForm


class PrepaymentForm(RepaymentForm):
    """Principal repaid early, and what that does to the schedule."""

    effect = forms.ChoiceField(
        label=_("What it does"),
        choices=Repayment.Effect.choices,
        initial=Repayment.Effect.REDUCE_TERM,
        widget=forms.RadioSelect,
    )
    field_order = ["amount", "on", "effect", "reference"]
