"""A fund's settings: when interest enters the books, the guarantee, a product's contract and fee, a rule of its own."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from lending.domain.allocation import LEGAL_ORDER, Part
from lending.domain.contract import GRACE_DAYS_MAX
from lending.domain.exposure_rules import Bound, ExposureRule
from lending.domain.money import from_minor, to_minor
from lending.models import Fund, FundPolicy, LoanProduct
from web.forms.fields import AmountField, PercentField
from web.templatetags.figures import money

ONE = Decimal(1)
PARTS = {
    Part.COSTS: _("costs and late interest"),
    Part.INTEREST: _("interest"),
    Part.PRINCIPAL: _("principal"),
}
# Figures of a request that a fund's own rule may limit, and what a share may be of.
LIMITED = {
    "borrower_exposure": _("All that the borrower and its links would owe"),
    "amount": _("The amount of the loan"),
}
SHARED = {
    "": _("an amount, typed above"),
    "turnover_minor": _("the turnover of the borrower at its last closing"),
    "placements_minor": _("what members have placed"),
}


BOUNDS = {
    Bound.AT_MOST: _("at most"),
    Bound.BELOW: _("below"),
    Bound.AT_LEAST: _("at least"),
    Bound.ABOVE: _("above"),
}


def order_told(order: Any) -> str:
    """An order of allocation in words: `costs and late interest, interest, principal`."""
    return ", ".join(str(PARTS[Part(part)]) for part in order or LEGAL_ORDER)


def limit_told(rule: ExposureRule, fund: Fund) -> str:
    """What a rule of the fund's own limits, and to what; a measure that no form offers is told by its name."""
    what = LIMITED.get(rule.measure, rule.measure)
    if rule.limit is not None:
        most = money(Money(from_minor(rule.limit, fund.currency), fund.currency))
    else:
        fraction = rule.share or Fraction(0)
        share = Decimal(fraction.numerator) / fraction.denominator
        most = str(_("%(share)s %% of %(whole)s")) % {
            "share": percent(share), "whole": SHARED.get(rule.share_of or "", rule.share_of),
        }  # fmt: skip
    return str(_("%(what)s: %(bound)s %(most)s")) % {"what": what, "bound": BOUNDS[rule.bound], "most": most}


def percent(fraction: Decimal) -> str:
    """A fraction as people type a rate: `3,5`."""
    return f"{(fraction * 100).normalize():f}".replace(".", ",")


class AccrualForm(forms.Form):
    """When interest enters the books."""

    accrual = forms.ChoiceField(
        label=_("Interest enters the books"), choices=FundPolicy.Accrual.choices, widget=forms.RadioSelect
    )


class GuaranteeForm(forms.Form):
    """What a borrower puts into the mutual guarantee fund."""

    rate = PercentField(
        label=_("Of its loan, what a borrower puts in"), help_text=_("In per cent; 0 for nothing."),
        maximum=Decimal("0.9999"),
    )  # fmt: skip


class ContractForm(forms.Form):
    """What the loans of a product say of repayment beyond the schedule."""

    allocation = forms.ChoiceField(
        label=_("A payment pays, in this order"),
        choices=[(",".join(order), order_told(order)) for order in permutations(LEGAL_ORDER)],
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

    fixed = AmountField(label=_("Whatever the amount"), help_text=_("0 for nothing."))
    rate = PercentField(label=_("And of the amount"), help_text=_("In per cent; 0 for nothing."), maximum=ONE)
    paid = forms.ChoiceField(label=_("How it is paid"), choices=LoanProduct.FeePaid.choices, widget=forms.RadioSelect)

    @staticmethod
    def of(product: LoanProduct) -> dict[str, Any]:
        """What the form starts from."""
        fixed = f"{product.fee_amount.amount:.2f}".replace(".", ",")
        return {"fixed": fixed, "rate": percent(product.fee_rate), "paid": product.fee_paid}


class OwnRuleForm(forms.Form):
    """A rule of the fund's own: a figure of the request, and the most it may be."""

    name = forms.SlugField(
        label=_("Name"), help_text=_("Short, without spaces, such as part-du-chiffre-d-affaires."), max_length=40
    )
    measure = forms.ChoiceField(label=_("What is limited"), choices=list(LIMITED.items()))
    limit = AmountField(label=_("At most, an amount"), required=False)
    share = PercentField(label=_("Or at most, per cent"), required=False, maximum=ONE)
    share_of = forms.ChoiceField(label=_("of"), choices=list(SHARED.items()), required=False)
    may_be_overridden = forms.BooleanField(label=_("The committee may set it aside, with a reason"), required=False)
    source = forms.CharField(
        label=_("Who decided it"), help_text=_("Such as “general meeting of 12 May 2026”."), max_length=100
    )
    reason = forms.CharField(label=_("Why"), max_length=300)

    def clean(self) -> dict[str, Any]:
        """An amount, or a share of something: one of the two."""
        data: dict[str, Any] = super().clean() or {}
        has_share = data.get("share") is not None and bool(data.get("share_of"))
        if (data.get("limit") is not None) == has_share:
            self.add_error("limit", _("Type an amount, or a share and what it is of: one of the two."))
        return data

    def rule(self) -> dict[str, Any]:
        """As `lending.domain.exposure_rules.ExposureRule` reads it."""
        data = self.cleaned_data
        said = {
            "code": f"own_{data['name'].replace('-', '_')}", "measure": data["measure"], "bound": "at_most",
            "source": data["source"], "may_be_overridden": data["may_be_overridden"],
        }  # fmt: skip
        if data["limit"] is not None:
            limit = data["limit"]
            return {**said, "limit": to_minor(limit.amount, limit.currency.code)}
        return {**said, "share": str(data["share"]), "share_of": data["share_of"]}
