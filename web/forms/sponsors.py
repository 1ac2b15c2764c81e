"""Who answers for a loan, for how much; the call on a sponsor, and what it pays."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from lending.models import Membership
from lending.services.name_sponsors import SponsorAsked
from web.forms.fields import AmountField, DayInput, amount_typed

ROWS = 3
Guaranteed = Money | Decimal


class GuaranteedField(AmountField):
    """An amount, `5 000`, or a share of the loan, `50 %`: a Money, or a fraction."""

    def to_python(self, value: Any) -> Any:
        """The amount or the share; None where nothing was typed."""
        typed = forms.CharField.to_python(self, value) or ""
        if not typed.endswith("%"):
            return super().to_python(value)
        try:
            return Decimal(typed.removesuffix("%").replace(",", ".").strip()) / 100
        except ArithmeticError as error:
            raise ValidationError(_("Write an amount (5 000) or a share (50 %).")) from error


class SponsorFields(forms.Form):
    """Some rows of a sponsor and how much it answers for; rows left empty name nobody."""

    def add_sponsors(self, members: QuerySet[Membership], *, named: Sequence[dict[str, Any]]) -> None:
        """As many rows as are named or were sent, and room for more; at least ROWS."""
        sent = sum(name.startswith("sponsor_") for name in self.data)
        self.sponsor_rows = range(1, max(ROWS, len(named) + 1, sent) + 1)
        for number in self.sponsor_rows:
            known = named[number - 1] if number <= len(named) else {}
            self.fields[f"sponsor_{number}"] = _Member(
                label=_("Sponsor %(number)s") % {"number": number}, queryset=members, required=False, empty_label="–",
                initial=known.get("membership"),
            )  # fmt: skip
            self.fields[f"guaranteed_{number}"] = GuaranteedField(
                label=_("Answers for"), help_text=_("An amount (5 000), or a share of what is owed (50 %)."),
                required=False, initial=_typed(known),
            )  # fmt: skip

    def sponsor_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows, for the page."""
        return [(self[f"sponsor_{number}"], self[f"guaranteed_{number}"]) for number in self.sponsor_rows]

    def has_sponsors(self) -> bool:
        """Whether a row is filled in."""
        return any(field.value() for field, _guaranteed in self.sponsor_fields())

    def clean(self) -> dict[str, Any]:
        """Both of a row, or neither."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in self.sponsor_rows:
            sponsor, guaranteed = data.get(f"sponsor_{number}"), data.get(f"guaranteed_{number}")
            if sponsor and guaranteed is None and f"guaranteed_{number}" not in self.errors:
                self.add_error(f"guaranteed_{number}", _("Say for how much it answers."))
            if guaranteed is not None and not sponsor and f"sponsor_{number}" not in self.errors:
                self.add_error(f"sponsor_{number}", _("Say who answers for it."))
        return data

    def sponsors(self) -> list[SponsorAsked]:
        """Who is named, as the services take it."""
        rows = ((self.cleaned_data[f"sponsor_{n}"], self.cleaned_data[f"guaranteed_{n}"]) for n in self.sponsor_rows)
        return [_asked(member, guaranteed) for member, guaranteed in rows if member]


class SponsorCallForm(forms.Form):
    """For how much a sponsor is called, why, and until when it may pay."""

    amount = AmountField(label=_("Amount of the call"))
    pay_by = forms.DateField(label=_("To be paid by"), widget=DayInput)
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, amount: Money, pay_by: date, **options: Any) -> None:
        typed = amount_typed(amount)
        options.setdefault("initial", {"amount": typed, "pay_by": pay_by})
        super().__init__(*args, **options)


class _Member(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return obj.cooperative.name


def _asked(member: Membership, guaranteed: Guaranteed) -> SponsorAsked:
    if isinstance(guaranteed, Money):
        return SponsorAsked(member.pk, amount=guaranteed)
    return SponsorAsked(member.pk, share=guaranteed)


def _typed(known: dict[str, Any]) -> str:
    """What a version keeps, as people type it."""
    if not known:
        return ""
    if known["share"] is None:
        return f"{Decimal(known['amount']):.2f}".replace(".", ",")
    return f"{Decimal(known['share']) * 100:f}".rstrip("0").rstrip(".").replace(".", ",") + " %"
