"""What a loan is offered for: its rate and amounts, what its contract says of repayment, its fee."""

from decimal import Decimal
from itertools import permutations
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.domain.allocation import LEGAL_ORDER, Part
from lending.domain.contract import GRACE_DAYS_MAX
from lending.domain.fund_limits import wrong_offer
from lending.models import LoanProduct
from lending.services.revise_offer import least_fee
from web.forms.fields import AmountField, FigureField, PercentField, amount_typed, percent, refuse

ONE = Decimal(1)
PARTS = {
    Part.COSTS: _("costs and late interest"),
    Part.INTEREST: _("interest"),
    Part.PRINCIPAL: _("principal"),
}


def order_told(order: Any) -> str:
    """An order of allocation in words: `costs and late interest, interest, principal`."""
    return ", ".join(str(PARTS[Part(part)]) for part in order or LEGAL_ORDER)


# Stands for what could not be read, so that the other fields are judged all the same.
FITTING: dict[str, Any] = {
    "annual_rate": Decimal(0),
    "min_amount": Decimal("0.01"),
    "max_amount": Decimal("Infinity"),
    "max_instalments": 1,
}


class OfferForm(forms.Form):
    """What a loan is offered for: its rate, its amounts, its length."""

    annual_rate = PercentField(label=_("Yearly rate"), help_text=_("In per cent."), maximum=Decimal("0.9999"))
    min_amount = AmountField(label=_("Smallest amount"))
    max_amount = AmountField(label=_("Largest amount"))
    max_instalments = forms.IntegerField(label=_("Instalments, at most"))

    def __init__(self, *args: Any, product: LoanProduct, **options: Any) -> None:
        self.product = product
        super().__init__(*args, **{"initial": self.of(product), **options})

    @staticmethod
    def of(product: LoanProduct) -> dict[str, Any]:
        """What the form starts from."""
        return {
            "annual_rate": percent(product.annual_rate),
            "min_amount": amount_typed(product.min_amount),
            "max_amount": amount_typed(product.max_amount),
            "max_instalments": product.max_instalments,
        }

    def clean(self) -> dict[str, Any]:
        """The rules of the service, each beside its field."""
        data: dict[str, Any] = super().clean() or {}
        figures = {name: getattr(each, "amount", each) for name, each in data.items()}
        fee = least_fee(self.product, data["min_amount"]).amount if "min_amount" in data else Decimal(0)
        refuse(self, wrong_offer(**{**FITTING, **figures}, fee=fee))
        return data


class ContractForm(forms.Form):
    """What the loans of a product say of repayment beyond the schedule."""

    allocation = forms.ChoiceField(
        label=_("A payment pays, in this order"),
        # Asked for each form: words chosen as the program starts would stay in the language it starts in.
        choices=lambda: [(",".join(order), order_told(order)) for order in permutations(LEGAL_ORDER)],
    )
    prepayment_indemnity = PercentField(
        label=_("Indemnity of repaying early"), help_text=_("In per cent of the principal repaid early; 0 for none."),
        maximum=ONE,
    )  # fmt: skip
    late_rate = PercentField(
        label=_("Late interest, a year"), help_text=_("In per cent, on overdue principal; 0 for none."), maximum=ONE
    )
    late_grace_days = forms.IntegerField(label=_("Days of grace"), min_value=0, max_value=GRACE_DAYS_MAX)
    late_on_interest = forms.BooleanField(
        label=_("Also on interest, once it has been due for a full year (code civil 1343-2)"), required=False
    )

    @staticmethod
    def of(product: LoanProduct) -> dict[str, Any]:
        """What the form starts from."""
        return {
            "allocation": ",".join(product.allocation or LEGAL_ORDER),
            "prepayment_indemnity": percent(product.prepayment_indemnity),
            "late_rate": percent(product.late_rate),
            "late_grace_days": product.late_grace_days,
            "late_on_interest": product.late_on_interest,
        }

    def rules(self) -> dict[str, Any]:
        """As the service takes them."""
        return {**self.cleaned_data, "allocation": self.cleaned_data["allocation"].split(",")}


class FeeForm(forms.Form):
    """What is asked for making a loan: a fixed sum and a share of the amount, which add up."""

    fixed = FigureField(label=_("Whatever the amount"), help_text=_("0 for nothing."))
    rate = PercentField(label=_("And of the amount"), help_text=_("In per cent; 0 for nothing."), maximum=ONE)
    paid = forms.ChoiceField(label=_("How it is paid"), choices=LoanProduct.FeePaid.choices, widget=forms.RadioSelect)

    @staticmethod
    def of(product: LoanProduct) -> dict[str, Any]:
        """What the form starts from."""
        return {"fixed": amount_typed(product.fee_amount), "rate": percent(product.fee_rate), "paid": product.fee_paid}

    def clean(self) -> dict[str, Any]:
        """Zero is no fee; nothing is paid for being lent to."""
        data: dict[str, Any] = super().clean() or {}
        if (fixed := data.get("fixed")) is not None and fixed.amount < 0:
            self.add_error("fixed", _("Zero or more is expected."))
        return data
