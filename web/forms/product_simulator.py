"""Simulating a loan that the fund offers: its rate, its rhythm and its way of counting are not asked."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from lending.domain.errors import LendingError
from lending.models import Fund, LoanProduct
from lending.selectors.products import offered_products, product_terms
from web.forms.fields import AmountField, DayInput
from web.forms.lending import ProductChoice
from web.presenters.offered import periods_told
from web.sentences import sentence_of, told

FIELD_OF_TERM = {"drawdowns": "amount", "instalments": "instalments", "every": "instalments"}
USUAL = 6


class WhichLoan(forms.Form):
    """A loan that the fund offers, or one of one's own."""

    product = ProductChoice(
        label=_("Loan"), queryset=LoanProduct.objects.none(), required=False, empty_label=_("Another, by its own terms")
    )

    def __init__(self, *args: Any, fund: Fund, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["product"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = offered_products(fund)

    def chosen(self) -> LoanProduct | None:
        """None where no loan of the fund is meant."""
        return self.cleaned_data.get("product") if self.is_valid() else None


class ProductSimulatorForm(forms.Form):
    """How much, over how many of its periods, from when."""

    amount = AmountField(label=_("Amount"))
    instalments = forms.IntegerField(label=_("Number of instalments"), min_value=1)
    start_on = forms.DateField(label=_("Paid out on"), widget=DayInput)

    def __init__(self, *args: Any, product: LoanProduct, **options: Any) -> None:
        super().__init__(*args, **options)
        self.product = product
        field = self.fields["instalments"]
        assert isinstance(field, forms.IntegerField)
        field.max_value = product.max_instalments
        # Help is shown as it is: the name of a loan is text.
        field.help_text = escape(periods_told(product))

    @property
    def opens_details(self) -> bool:
        """It has none."""
        return False

    def clean_instalments(self) -> int:
        """No more than the loan is offered for."""
        count: int = self.cleaned_data["instalments"]
        if count > self.product.max_instalments:
            raise forms.ValidationError(_("%(maximum)s at most.") % {"maximum": self.product.max_instalments})
        return count

    def payload(self) -> dict[str, Any]:
        """The terms as `lending.domain.simulation.simulate` takes them."""
        data = self.cleaned_data
        terms = product_terms(
            self.product, amount=data["amount"], instalments=data["instalments"], start_on=data["start_on"]
        )
        return {name: value for name, value in terms.items() if name != "contract"}

    def blame(self, error: LendingError) -> None:
        """Say beside each field what the calculation refused of it; what belongs to none is said at the top."""
        wrong = getattr(error, "fields", {})
        for path, why in wrong.items():
            self.add_error(FIELD_OF_TERM.get(path.partition(".")[0].partition("[")[0]), told(why))
        if not wrong:
            self.add_error(None, sentence_of(error))


def figures_for(product: LoanProduct, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed for another loan, as this one asks it."""
    usual = min(USUAL, product.max_instalments)
    return {"instalments": str(periods_in(product, typed.get("months", "")) or usual), **typed}


def taken_along(typed: Mapping[str, str], fund: Fund) -> dict[str, Any]:
    """What a request starts from: the loan that was simulated, else the first on offer that is repaid so."""
    offered = list(offered_products(fund))
    months = typed.get("months", "")
    alike = [one for one in offered if one.repayment == typed.get("repayment")]
    product = next((one for one in offered if str(one.pk) == typed.get("product")), None) or next(
        (one for one in alike if periods_in(one, months)), None
    )
    counted = periods_in(product, months) if product else months
    return {
        "amount": typed.get("amount"),
        "instalments": typed.get("instalments") or counted,
        "product": product.pk if product else None,
        "start_on": typed.get("start_on") or timezone.localdate(),
    }


def periods_in(product: LoanProduct, months: str) -> int | None:
    """How many of its periods make so many months; None where they do not fit."""
    in_one = product.every_count * {"months": 1, "years": 12}.get(product.every_unit, 0)
    if not months.isdecimal() or not in_one or int(months) % in_one:
        return None
    return int(months) // in_one
