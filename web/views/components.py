"""Every component in every state, for those who build pages (development only)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from djmoney.money import Money

from web.states import CONSULTATION, LOAN, REQUEST


class SampleForm(forms.Form):
    """One field of each kind."""

    amount = forms.CharField(label="Amount", help_text="For example 15 000,00")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    method = forms.ChoiceField(label="Method", choices=[("a", "Equal instalments"), ("b", "Everything at the end")])
    way = forms.ChoiceField(label="Way", choices=[("a", "By transfer"), ("b", "By debit")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I have read the file")


def components(request: HttpRequest) -> HttpResponse:
    """The page of components."""
    if not settings.DEBUG:
        raise Http404
    faulty = SampleForm({"amount": "", "method": "c"})
    return render(
        request,
        "web/components.html",
        {
            "amounts": [Money(text, "EUR") for text in ("0", "1365.20", "-48.05", "1234567890.12")] + [None],
            "rates": [Decimal(0), Decimal("0.0304"), Decimal("0.00501675"), Decimal("-0.01")],
            "one_day": date(2026, 2, 3),
            "first": date(2026, 2, 1),
            "one_instant": datetime(2026, 2, 6, 17, 0, tzinfo=UTC),
            "later": datetime(2026, 2, 6, 17, 0, tzinfo=UTC) + timedelta(days=1),
            "empty_form": SampleForm(),
            "faulty_form": faulty,
            "states": [*REQUEST.values(), *CONSULTATION.values(), *LOAN.values()],
            "long_name": "Société coopérative de démonstration des artisans menuisiers-charpentiers du haut pays "
            "et de ses vallées adjacentes",
        },
    )
