"""How far ahead one looks, and how many are thought to pay late."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.domain.late_payers import DAYS_LATE, DAYS_LATE_MAX
from lending.domain.liquidity import MONTHS_DEFAULT, MONTHS_MAX
from web.forms.fields import PercentField


class TreasuryForm(forms.Form):
    """A forecast's assumptions; its address can be sent to a colleague."""

    months = forms.IntegerField(label=_("Months ahead"), min_value=1, max_value=MONTHS_MAX)
    late_rate = PercentField(label=_("Share that pays late"), maximum=Decimal(1))
    late_days = forms.IntegerField(label=_("Days late"), min_value=0, max_value=DAYS_LATE_MAX)

    @staticmethod
    def example() -> dict[str, Any]:
        """Twelve months, everybody in time."""
        return {"months": MONTHS_DEFAULT, "late_rate": "0", "late_days": DAYS_LATE}
