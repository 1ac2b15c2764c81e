"""Forms of receipts that do more than pay what is due."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.models import Repayment
from web.forms.fields import AmountField
from web.forms.lending import DayForm, RepaymentForm


class PrepaymentForm(RepaymentForm):
    """Principal repaid early, and what that does to the schedule."""

    effect = forms.ChoiceField(
        label=_("What it does"),
        choices=Repayment.Effect.choices,
        initial=Repayment.Effect.REDUCE_TERM,
        widget=forms.RadioSelect,
    )
    field_order = ["amount", "on", "effect", "reference"]


class WaiverForm(DayForm):
    """What is given up of what is due, and why."""

    part = forms.ChoiceField(
        label=_("What is waived"),
        choices=[
            ("costs", _("late interest and indemnities, which are the fund's")),
            ("interest", _("interest, which the lenders share")),
        ],
        initial="costs",
        widget=forms.RadioSelect,
    )
    amount = AmountField(label=_("Amount waived"))
    reason = forms.CharField(label=_("Why"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["part", "amount", "on", "reason"]


class NamedRepaymentForm(RepaymentForm):
    """Money received, and which instalments the debtor said it pays."""

    named = forms.MultipleChoiceField(
        label=_("Instalments that the borrower named"),
        help_text=_("Ticked instalments are paid before the others; leave it empty when nothing was said."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, unpaid: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["named"].choices = unpaid  # type: ignore[attr-defined]
