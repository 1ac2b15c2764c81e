"""A fund's settings: ceilings, how loans are spread, when interest enters the books, the guarantee, its own rules."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.domain.exposure_rules import Bound, ExposureRule
from lending.domain.fund_limits import wrong_limits, wrong_share
from lending.domain.money import to_minor
from lending.models import Fund, FundPolicy
from lending.selectors.amounts import as_money
from web.forms.fields import AmountField, FigureField, PercentField, amount_typed, percent, refuse
from web.templatetags.figures import money

ONE, REASON_LENGTH_MAX = Decimal(1), 300
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


def limit_told(rule: ExposureRule, fund: Fund) -> str:
    """What a rule of the fund's own limits, and to what; a measure that no form offers is told by its name."""
    what = LIMITED.get(rule.measure, rule.measure)
    if rule.limit is not None:
        most = money(as_money(rule.limit, fund.currency))
    else:
        fraction = rule.share or Fraction(0)
        share = Decimal(fraction.numerator) / fraction.denominator
        most = str(_("%(share)s %% of %(whole)s")) % {
            "share": percent(share), "whole": SHARED.get(rule.share_of or "", rule.share_of),
        }  # fmt: skip
    return str(_("%(what)s: %(bound)s %(most)s")) % {"what": what, "bound": BOUNDS[rule.bound], "most": most}


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


# Stands for what could not be read, so that the other fields are judged all the same.
FITTING: dict[str, Any] = {
    "max_per_borrower": ONE,
    "max_share_of_fund": ONE,
    "liquidity_reserve": ONE,
    "decision_valid_days": 1,
    "reason": "-",
}


class LimitsForm(forms.Form):
    """The ceilings, the cash the fund keeps, and how long a decision is good."""

    max_per_borrower = AmountField(label=_("To one borrower and its links, at most"))
    max_share_of_fund = PercentField(
        label=_("Of all placements, at most"), help_text=_("In per cent, what one borrower and its links may owe."),
        maximum=ONE,
    )  # fmt: skip
    liquidity_reserve = FigureField(
        label=_("Cash the fund keeps"), help_text=_("What stays available after each loan; 0 for nothing.")
    )
    decision_valid_days = forms.IntegerField(label=_("Days in which a decision may be carried out"))
    reason = forms.CharField(
        label=_("Why"), help_text=_("Such as “general meeting of 12 May 2026”."), max_length=REASON_LENGTH_MAX
    )

    @staticmethod
    def of(policy: FundPolicy) -> dict[str, Any]:
        """What the form starts from."""
        return {
            "max_per_borrower": amount_typed(policy.max_per_borrower),
            "max_share_of_fund": percent(policy.max_share_of_fund),
            "liquidity_reserve": amount_typed(policy.liquidity_reserve),
            "decision_valid_days": policy.decision_valid_days,
        }

    def clean(self) -> dict[str, Any]:
        """The rules of the service, each beside its field."""
        data: dict[str, Any] = super().clean() or {}
        refuse(
            self, wrong_limits(**{**FITTING, **{name: getattr(each, "amount", each) for name, each in data.items()}})
        )
        return data


class FundingForm(forms.Form):
    """How loans are spread over the lenders, where nobody chooses otherwise."""

    method = forms.ChoiceField(
        label=_("How loans are spread"), choices=FundPolicy.Funding.choices, widget=forms.RadioSelect
    )
    max_share_of_lender = PercentField(
        label=_("Of what a lender has placed, to one borrower and its links at most"),
        help_text=_("In per cent; 100 for no ceiling."), maximum=ONE,
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), help_text=_("Such as “general meeting of 12 May 2026”."), max_length=REASON_LENGTH_MAX
    )

    @staticmethod
    def of(policy: FundPolicy) -> dict[str, Any]:
        """What the form starts from."""
        share = ONE if policy.max_share_of_lender is None else policy.max_share_of_lender
        return {"method": policy.funding_method, "max_share_of_lender": percent(share)}

    def clean(self) -> dict[str, Any]:
        """The rule of the service, beside its field."""
        data: dict[str, Any] = super().clean() or {}
        refuse(self, wrong_share(data.get("max_share_of_lender", ONE), field="max_share_of_lender"))
        return data


class EndRuleForm(forms.Form):
    """Why a rule of the fund's own ends."""

    reason = forms.CharField(
        label=_("Why"), help_text=_("Such as “general meeting of 12 May 2026”."), max_length=REASON_LENGTH_MAX
    )


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
