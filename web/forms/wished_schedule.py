"""What a request wishes of its schedule, as a page asks for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.domain.terms_json import INSTALMENTS_MAX
from lending.domain.wished_schedule import GRACE, WishedSchedule
from lending.models import LoanProduct
from web.forms.fields import DayInput

WISHED = ("first_due_on", *GRACE)


class WishedFields(forms.Form):
    """Another first due date, and first instalments without principal or interest; all may be left empty."""

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

    def clean(self) -> dict[str, Any]:
        """The first instalment comes after the money, and one at least pays."""
        data: dict[str, Any] = super().clean() or {}
        first, start = data.get("first_due_on"), data.get("start_on")
        if first and start and first <= start:
            self.add_error("first_due_on", _("The first instalment comes after the day of the money."))
        count, product = data.get("instalments"), data.get("product")
        for name in GRACE:
            if data.get(name) and product and product.repayment == LoanProduct.Repayment.BULLET:
                self.add_error(name, _("A loan repaid at once has one instalment only: choose another loan."))
            elif count and (data.get(name) or 0) >= count:
                self.add_error(name, _("At least the last instalment must pay."))
        return data

    def wished(self) -> WishedSchedule:
        """The same, as the services take it."""
        given = {name: self.cleaned_data[name] for name in WISHED if self.cleaned_data.get(name)}
        return WishedSchedule(**given)

    @property
    def opens_wished(self) -> bool:
        """Whether something is wished, or wrong, and must be seen."""
        return any(self[name].value() or self[name].errors for name in WISHED)
