"""What one may ask the simulator, in the words of those who borrow."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.domain.day_count import DayCount
from lending.domain.errors import LendingError
from lending.statements.agreement_wording import day_count_name
from web.forms.fields import AmountField, DayInput, PercentField, typed_here
from web.sentences import sentence_of, told

METHODS = [
    ("equal_instalments", _("equal instalments")),
    ("equal_principal", _("equal principal")),
    ("interest_only", _("interest only, principal at the end")),
    ("bullet", _("everything at the end")),
]
RHYTHMS = [(1, _("every month")), (3, _("every quarter")), (6, _("every half-year")), (12, _("every year"))]
LONGEST_MONTHS = 360
FIELD_OF_TERM = {
    "annual_rate": "annual_rate",
    "repayment": "repayment",
    "drawdowns": "amount",
    "instalments": "months",
    "every": "rhythm",
    "day_count": "day_count",
    "fees": "fee",
}


def day_counts() -> list[tuple[str, str]]:
    """All nine, in words."""
    return [(way.value, day_count_name(way)) for way in DayCount]


class SimulatorForm(forms.Form):
    """Amount, term, start, method and rate; the rest has its usual value until somebody cares."""

    amount = AmountField(label=_("Amount"))
    months = forms.IntegerField(label=_("Term"), min_value=1, max_value=LONGEST_MONTHS)
    start_on = forms.DateField(label=_("Paid out on"), widget=DayInput)
    repayment = forms.ChoiceField(label=_("Repaid by"), choices=METHODS)
    annual_rate = PercentField(label=_("Yearly rate"))
    rhythm = forms.TypedChoiceField(label=_("Instalments"), choices=RHYTHMS, coerce=int, required=False)
    day_count = forms.ChoiceField(label=_("Days counted as"), choices=day_counts, required=False)
    fee = AmountField(label=_("Fee paid at the start"), required=False)

    @staticmethod
    def example(*, today: date) -> dict[str, Any]:
        """What the page shows before anything is asked."""
        return {
            "amount": typed_here("15 000.00"),
            "months": 6,
            "start_on": today,
            "repayment": "equal_instalments",
            "annual_rate": "3",
            "rhythm": 1,
            "day_count": "equal_periods",
        }

    def clean(self) -> dict[str, Any]:
        """A whole number of instalments fits into the term."""
        data: dict[str, Any] = super().clean() or {}
        months, rhythm = data.get("months"), int(data.get("rhythm") or 1)
        if months and data.get("repayment") != "bullet" and months % rhythm:
            way_out = _("With this rhythm the term must be a multiple of %(rhythm)s months.") % {"rhythm": rhythm}
            self.add_error("months", way_out)
        return data

    @property
    def opens_details(self) -> bool:
        """Whether one of the folded answers is wrong, and must be seen."""
        return any(name in self.errors for name in ("rhythm", "day_count", "fee"))

    def payload(self) -> dict[str, Any]:
        """The terms as `lending.domain.simulation.simulate` takes them."""
        data = self.cleaned_data
        months, rhythm = data["months"], int(data["rhythm"] or 1)
        at_the_end = data["repayment"] == "bullet"
        start_on = data["start_on"].isoformat()
        return {
            "currency": str(data["amount"].currency),
            "annual_rate": str(data["annual_rate"]),
            "repayment": data["repayment"],
            "drawdowns": [{"on": start_on, "amount": _plain(data["amount"].amount)}],
            "instalments": 1 if at_the_end else months // rhythm,
            "every": {"count": months if at_the_end else rhythm, "unit": "months"},
            "day_count": data["day_count"] or "equal_periods",
            "fees": [{"on": start_on, "amount": _plain(data["fee"].amount)}] if data["fee"] else [],
        }

    def blame(self, error: LendingError) -> None:
        """Say beside each field what the calculation refused of it; what belongs to none is said at the top."""
        wrong = getattr(error, "fields", {})
        for path, why in wrong.items():
            self.add_error(FIELD_OF_TERM.get(re.split(r"[.\[]", path)[0]), told(why))
        if not wrong:
            self.add_error(None, sentence_of(error))


def _plain(amount: Decimal) -> str:
    return f"{amount:.2f}"
