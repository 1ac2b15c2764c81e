"""What people ask, answer and record: one form an act, each field in the words of who fills it in."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lending.domain.wished_schedule import WISHED
from lending.models import Fund, FundPolicy, LoanProduct, Membership
from lending.selectors.products import offered_products
from lending.statements.wording import frequency
from web.forms.fields import AmountField, DayInput
from web.forms.fitting import FittingFields
from web.forms.sponsors import SponsorFields
from web.presenters.offered import periods_told


class ProductChoice(forms.ModelChoiceField):
    """A loan of the fund, by its name in the reader's language."""

    def label_from_instance(self, obj: LoanProduct) -> str:
        """`name_en` where English is read and the fund has given one; with how often it is repaid."""
        name = obj.name_en if (get_language() or "").startswith("en") and obj.name_en else obj.name
        if obj.repayment == LoanProduct.Repayment.BULLET:
            return name
        return f"{name}, {frequency(obj.every_count, obj.every_unit)}"


class MemberChoice(forms.ModelChoiceField):
    """A member of the fund, by its name."""

    def label_from_instance(self, obj: Membership) -> str:
        """The cooperative's name."""
        return obj.cooperative.name


class MembersChoice(forms.ModelMultipleChoiceField):
    """Members of the fund, ticked."""

    def label_from_instance(self, obj: Membership) -> str:
        """The cooperative's name."""
        return obj.cooperative.name


class RequestForm(FittingFields, SponsorFields):
    """What a cooperative asks for."""

    product = ProductChoice(label=_("Loan"), queryset=LoanProduct.objects.none(), empty_label=None)
    amount = AmountField(label=_("Amount"))
    instalments = forms.IntegerField(
        label=_("Number of instalments"),
        min_value=1,
        max_value=600,
    )
    start_on = forms.DateField(label=_("Wished for"), widget=DayInput)
    purpose = forms.CharField(
        label=_("What for"),
        help_text=_("What the committee reads first: what it pays, and what will repay it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    links = MembersChoice(
        label=_("Members you are linked to"),
        help_text=_("Same owners, same managers, or one depends on the other: their seats will not vote on your loan."),
        queryset=Membership.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, membership: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.add_drawdowns()
        self.add_due_dates()
        _choose(self, "product", offered_products(membership.fund))
        self._say_periods(list(offered_products(membership.fund)))
        others = membership.fund.memberships.exclude(pk=membership.pk).select_related("cooperative")
        _choose(self, "links", others.order_by("cooperative__name"))
        named = (options.get("initial") or {}).get("sponsors", [])
        self.add_sponsors(others.order_by("cooperative__name"), named=named)

    def _say_periods(self, offered: list[LoanProduct]) -> None:
        """What the number of instalments counts, for the loan that is chosen."""
        chosen = str(self["product"].value())
        product = next((one for one in offered if str(one.pk) == chosen), offered[0] if offered else None)
        # Help is shown as it is: the name of a loan is text.
        self.fields["instalments"].help_text = escape(periods_told(product)) if product else ""

    def asked(self) -> dict[str, Any]:
        """The same, as the services take it."""
        apart = ("sponsor_", "guaranteed_", "later_", "due_on_", *WISHED)
        data = {name: value for name, value in self.cleaned_data.items() if not name.startswith(apart)}
        links = [str(member.cooperative_id) for member in data["links"]]
        rows = {"sponsors": self.sponsors(), "drawdowns": self.drawdowns()}
        return {**data, **rows, "links": links, "wished": self.wished()}


class SpreadForm(forms.Form):
    """How a loan is spread over its lenders; another way than the one in force takes a reason."""

    funding_method = forms.ChoiceField(
        label=_("How it is spread over the lenders"),
        choices=FundPolicy.Funding,
        required=False,
        widget=forms.RadioSelect,
    )
    funding_reason = forms.CharField(
        label=_("Why another way"),
        help_text=_("Only when you choose another way than the one shown first."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def spread(self) -> dict[str, str]:
        """The same, as the services take it."""
        return {name: self.cleaned_data[name] for name in ("funding_method", "funding_reason")}


class OpenVoteForm(SpreadForm):
    """Until when the committee votes, by the fund's own clock."""

    closes_at = forms.DateTimeField(
        label=_("Votes are taken until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def __init__(self, *args: Any, fund: Fund, now: datetime, method: str, **options: Any) -> None:
        zone = ZoneInfo(fund.time_zone)
        evening = (now.astimezone(zone) + timedelta(days=3)).replace(hour=18, minute=0, second=0, microsecond=0)
        options.setdefault("initial", {"closes_at": evening.replace(tzinfo=None), "funding_method": method})
        super().__init__(*args, **options)
        self.zone = zone

    def clean_closes_at(self) -> datetime:
        """The wall clock read in the fund's zone, whatever zone the server lives in."""
        moment: datetime = self.cleaned_data["closes_at"]
        return moment.replace(tzinfo=self.zone)


class DayForm(forms.Form):
    """The day on which something happened or happens."""

    on = forms.DateField(label=_("Date"), widget=DayInput)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        options.setdefault("initial", {"on": today})
        super().__init__(*args, **options)


class AgreeForm(SpreadForm, DayForm):
    """The day of the agreement, and how the loan is spread."""

    def __init__(self, *args: Any, today: date, method: str, **options: Any) -> None:
        super().__init__(*args, today=today, initial={"on": today, "funding_method": method}, **options)


class RepaymentForm(DayForm):
    """Money received on a loan."""

    amount = AmountField(label=_("Amount received"))
    reference = forms.CharField(label=_("Reference on the bank statement"), max_length=100, required=False)
    field_order = ["amount", "on", "reference"]


class PlacementForm(DayForm):
    """Cash that a member places."""

    member = MemberChoice(label=_("Member"), queryset=Membership.objects.none(), empty_label=None)
    amount = AmountField(label=_("Amount received"))
    notice_days = forms.IntegerField(
        label=_("Notice"), help_text=_("In days."), min_value=0, max_value=3650, initial=90
    )
    ceiling = AmountField(label=_("At most to one borrower"), required=False)
    is_standing = forms.BooleanField(
        label=_("Lent again when it comes back"),
        help_text=_("Unticked, it is lent once; what comes back then waits for its owner."),
        initial=True,
        required=False,
    )
    field_order = ["member", "amount", "on", "notice_days", "ceiling", "is_standing"]

    def __init__(self, *args: Any, fund: Fund, **options: Any) -> None:
        super().__init__(*args, **options)
        members = fund.memberships.select_related("cooperative", "fund").order_by("cooperative__name")
        _choose(self, "member", members)


class NoticeForm(forms.Form):
    """How much of a placement is asked back."""

    amount = AmountField(label=_("Amount asked back"))


class TextForm(forms.Form):
    """A few words, kept with the file."""

    text = forms.CharField(label=_("Your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = label or self.fields["text"].label


class InterestForm(forms.Form):
    """The interest for which a seat steps back: it goes into the minutes."""

    text = forms.CharField(
        label=_("Your interest in this loan"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class PeriodForm(forms.Form):
    """From one day to another, both included."""

    start = forms.DateField(label=_("From"), widget=DayInput)
    end = forms.DateField(label=_("To"), widget=DayInput)

    @staticmethod
    def this_year(*, today: date) -> dict[str, date]:
        """From the first of January until today."""
        return {"start": today.replace(month=1, day=1), "end": today}


def _choose(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
