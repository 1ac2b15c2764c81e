"""Searching the books: what is left empty is not asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.selectors.accounts import AccountFilter
from ledger.selectors.entry_filters import EntryFilter
from lending.models import Fund
from web.forms.fields import AmountField, DayInput
from web.forms.lending import DayForm

CODE = r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$"
NUMBER = r"^[0-9A-Za-z][0-9A-Za-z_-]{0,15}-.{1,20}-[0-9]{1,12}$"
STATES: dict[str, dict[str, Any]] = {
    "": {},
    "reversed": {"is_reversed": True},
    "standing": {"is_reversed": False},
    "reserves": {"reserves": True},
    "sealed": {"is_sealed": True},
    "unsealed": {"is_sealed": False},
}
STATE_NAMES = [
    ("", _("All")),
    ("standing", _("Not reversed")),
    ("reversed", _("Reversed")),
    ("reserves", _("Reservation still open")),
    ("sealed", _("Sealed")),
    ("unsealed", _("Not sealed yet")),
]
NATURES = [
    ("", _("All")),
    ("asset", _("Assets")),
    ("liability", _("Liabilities")),
    ("equity", _("Equity")),
    ("income", _("Income")),
    ("expense", _("Expenses")),
    ("memo", _("Off the balance sheet")),
]


def _search(hint: str) -> forms.TextInput:
    return forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": hint})


class EntrySearchForm(forms.Form):
    """Which entries of the book to show."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False, widget=_search("VIR-0042"))
    account = forms.RegexField(CODE, label=_("Account, or its first digits"), required=False, max_length=64)
    start = forms.DateField(label=_("From"), required=False, widget=DayInput)
    end = forms.DateField(label=_("To"), required=False, widget=DayInput)
    amount_min = AmountField(label=_("Amount from"), required=False)
    amount_max = AmountField(label=_("Amount to"), required=False)
    journal = forms.RegexField(r"^[0-9A-Za-z][0-9A-Za-z_-]{0,15}$", label=_("Journal"), required=False)
    number = forms.RegexField(NUMBER, label=_("Legal number"), required=False, max_length=60)
    seal = forms.IntegerField(label=_("Seal"), min_value=1, max_value=2**63 - 1, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATE_NAMES, required=False)

    def __init__(self, *args: Any, fund: Fund, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("amount_min", "amount_max"):
            self.fields[name].currency = fund.currency  # type: ignore[attr-defined]

    @property
    def narrows(self) -> bool:
        """Whether anything but words is asked for."""
        return any(self.data.get(name) for name in self.fields if name != "q")

    def where(self) -> EntryFilter:
        """The same, as the ledger takes it; asked of a form that is valid."""
        asked = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        state = STATES[asked.pop("state", "")]
        renamed = {"q": "text", "account": "account_prefix"}
        return EntryFilter(**{renamed.get(name, name): value for name, value in asked.items()}, **state)


class AccountSearchForm(forms.Form):
    """Which accounts of the book to show."""

    q = forms.CharField(label=_("Number or name"), max_length=200, required=False, widget=_search("4551"))
    nature = forms.ChoiceField(label=_("Nature"), choices=NATURES, required=False)
    non_zero = forms.BooleanField(label=_("Only those that hold something"), required=False)

    def where(self) -> AccountFilter:
        """The same, as the ledger takes it; asked of a form that is valid."""
        data = self.cleaned_data
        return AccountFilter(text=data["q"] or None, nature=data["nature"] or None, non_zero=data["non_zero"] or None)


class EntryReversalForm(DayForm):
    """Why an entry is reversed, and on which day."""

    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Kept in the book with the reversal."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["reason", "on"]
