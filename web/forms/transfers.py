"""To whom a lender hands its part in a loan over, and how much of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.models import Membership, Participation
from web.forms.fields import AmountField, amount_typed
from web.forms.lending import MemberChoice


class TransferForm(forms.Form):
    """The buyer, the principal, and why."""

    buyer = MemberChoice(
        label=_("To which member"), queryset=Membership.objects.none(), empty_label=_("Choose a member")
    )
    amount = AmountField(
        label=_("Principal handed over"), help_text=_("It is the price too: the part goes over at par.")
    )
    reason = forms.CharField(
        label=_("A word to the other member"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, participation: Participation, **options: Any) -> None:
        left = amount_typed(participation.outstanding)
        options.setdefault("initial", {"amount": left})
        super().__init__(*args, **options)
        field = self.fields["buyer"]
        assert isinstance(field, forms.ModelChoiceField)
        others = participation.fund.memberships.exclude(
            pk__in=[participation.membership_id, participation.loan.membership_id]
        )
        field.queryset = others.select_related("cooperative", "fund").order_by("cooperative__name")
