"""Forms of rules: what a vote is to let be exceeded, what a cooperative declares, and what a fund asks."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.domain import french_rules
from lending.domain.exposure import Verdict
from lending.domain.rule_sets import Choice
from lending.models import AccountsDeclaration, LinkDeclaration, Membership
from lending.services.assess_request import may_be_put_to_the_vote
from lending.statements.rule_wording import title_of_rule
from web.forms.fields import AmountField, DayInput, FigureField, PercentField
from web.forms.lending import MemberChoice
from web.sentences import told

ANSWERS = (("", _("not known")), ("yes", _("yes")), ("no", _("no")))


class OverridesForm(forms.Form):
    """One reason a red rule that the committee may let be exceeded; an empty one does not ask for it."""

    def __init__(self, *args: Any, verdicts: Iterable[Verdict], **options: Any) -> None:
        super().__init__(*args, **options)
        self.keys: dict[str, tuple[str, str]] = {}
        for verdict in filter(may_be_put_to_the_vote, verdicts):
            name = f"override-{verdict.rule}-{verdict.lender}"
            self.keys[name] = (verdict.rule, verdict.lender)
            self.fields[name] = forms.CharField(
                label=str(title_of_rule(verdict.rule)),
                help_text=told(verdict.sentences[0], currency=verdict.currency),
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
            )

    def reasons(self) -> dict[tuple[str, str], str]:
        """What the vote is asked, by rule and lender."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items() if self.cleaned_data[name].strip()}


class AnswerField(forms.ChoiceField):
    """Yes, no, or not known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=ANSWERS, required=False, **options)

    def clean(self, value: Any) -> bool | None:
        """True, False, or None."""
        return {"yes": True, "no": False}.get(super().clean(value))


class AccountsForm(forms.Form):
    """The accounts of one closing; what is left empty is not known."""

    closing_on = forms.DateField(label=_("Closing of the accounts"), widget=DayInput)
    document = forms.CharField(
        label=_("Where the figures are from"), help_text=_("Such as “liasse fiscale 2025, page 2”."), max_length=200
    )
    size = forms.ChoiceField(
        label=_("Size of the enterprise"),
        choices=[("", _("not known")), *AccountsDeclaration.Size.choices],
        required=False,
    )
    accounts_certified = AnswerField(label=_("Are the accounts certified by an auditor?"))
    lending_is_ancillary = AnswerField(label=_("Is lending ancillary to your main business?"))
    equity = FigureField(label=_("Equity"), required=False)
    share_capital = FigureField(label=_("Share capital"), required=False)
    ebitda = FigureField(label=_("EBITDA"), required=False)
    net_treasury = FigureField(
        label=_("Net treasury"),
        help_text=_("Current financial assets less current financial debts, both within a year."),
        required=False,
    )
    turnover = FigureField(label=_("Turnover"), required=False)
    lent_elsewhere = FigureField(
        label=_("Lent outside the fund since this closing"), help_text=_("Write 0 if nothing was."), required=False
    )


class LinkForm(forms.Form):
    """What ties a lender to a borrower."""

    borrower = MemberChoice(label=_("Borrower"), queryset=Membership.objects.none(), empty_label=None)
    # Read whole on a phone: a list that is closed cuts what does not fit.
    nature = forms.ChoiceField(
        label=_("Economic link"),
        choices=LinkDeclaration.Nature.choices,
        initial=LinkDeclaration.Nature.choices[0][0],
        widget=forms.RadioSelect,
    )
    bought = AmountField(
        label=_("Bought in the last year closed"),
        help_text=_("Where one is a client of the other, directly or through a third enterprise."),
        required=False,
    )
    document = forms.CharField(
        label=_("What shows it"), help_text=_("Contract, order, articles: its reference."), max_length=200
    )

    def __init__(self, *args: Any, lender: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        others = lender.fund.memberships.exclude(pk=lender.pk).select_related("cooperative")
        self.fields["borrower"].queryset = others.order_by("cooperative__name")  # type: ignore[attr-defined]


class RulesForm(forms.Form):
    """Which rules the fund asks beside its policy; rules of its own stay as they are."""

    is_french = forms.BooleanField(
        label=_("Members lend to each other under French law (CMF L511-6, 3 bis)"), required=False
    )
    lender_borrower_share = PercentField(
        label=_("Of its yearly ceiling, what a lender lends one borrower at most"),
        help_text=_("In per cent. Counsel says the figure; while it is empty, nothing can be lent under that law."),
        required=False,
        maximum=Decimal(1),
    )
    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Kept with the rules: a decision, a letter."))

    def choice(self, now: Choice) -> dict[str, Any]:
        """The whole choice, the fund's own rules included."""
        data = self.cleaned_data
        share = data["lender_borrower_share"]
        return {
            "sets": [french_rules.CODE] if data["is_french"] else [],
            "settings": {french_rules.LENDER_BORROWER_SHARE: str(Fraction(share))} if share else {},
            "own": now.to_dict()["own"],
        }

    @staticmethod
    def as_chosen(now: Choice) -> dict[str, Any]:
        """What the form starts from."""
        share = now.settings.get(french_rules.LENDER_BORROWER_SHARE)
        shown = "" if share is None else f"{Decimal((share * 100).numerator) / (share * 100).denominator:f}"
        return {"is_french": french_rules.CODE in now.sets, "lender_borrower_share": shown.replace(".", ",")}
