"""What one may ask of a running loan, in the words of those who repay it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lending.domain.wish import ChangeKind, HolidayEffect, Moved, PastDues, Undrawn, Wish
from lending.domain.wish_json import read_wish
from lending.models import Loan, Membership
from lending.statements.wording import frequency
from web.forms.fields import DayInput, PercentField
from web.forms.simulator import METHODS, RHYTHMS
from web.sentences import told

KINDS = [
    (str(ChangeKind.RESCHEDULE), _("other instalments for what is left (reschedule)")),
    (str(ChangeKind.HOLIDAY), _("a few instalments skipped (payment holiday)")),
    (str(ChangeKind.CONSOLIDATION), _("one loan out of several (consolidation)")),
]
PAST = [
    (
        str(PastDues.BROUGHT_IN),
        _("their principal joins the new schedule; their interest is due on its first date"),
    ),
    (str(PastDues.KEPT), _("they stay due as they are")),
]
MOVED = [
    (str(Moved.PRINCIPAL), _("principal: interest is paid each time")),
    (str(Moved.PRINCIPAL_AND_INTEREST), _("principal and interest: interest is paid with the first one after")),
]
EFFECTS = [
    (str(HolidayEffect.EXTEND), _("come as many and as large, later")),
    (str(HolidayEffect.ENLARGE), _("end on the old last day, and are larger")),
]
AS_IT_IS = [("", _("as it is"))]
MONTHS = [(str(count), words) for count, words in RHYTHMS]
WEEKS = [("1 weeks", _("every week")), ("2 weeks", _("every two weeks"))]
RHYTHM = [*AS_IT_IS, *MONTHS, *WEEKS]


def rhythm_of(every: Mapping[str, Any]) -> str:
    """A distance between due dates as the form names it: months by their number alone, `2 weeks`."""
    return str(every["count"]) if every["unit"] == "months" else f"{every['count']} {every['unit']}"


def every_of(rhythm: str) -> dict[str, Any]:
    """The same, back again."""
    number, _space, unit = rhythm.partition(" ")
    return {"count": int(number), "unit": unit or "months"}


UNDRAWN = [
    (str(Undrawn.KEPT), _("may still be drawn as it was voted; the schedule is reckoned again then")),
    (str(Undrawn.GIVEN_UP), _("is given up as the new schedule is put in force")),
]
LONGEST = 360


class _ChangeForm(forms.Form):
    """What both kinds ask: from when, and what becomes of what is late."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
    on = forms.DateField(label=_("Changed from"), widget=DayInput, help_text=_("Interest runs on through that day."))
    # Read whole on a phone: a list that is closed cuts what does not fit.
    past_dues = forms.ChoiceField(
        label=_("Dues that are late then"), choices=PAST, initial=PAST[0][0], widget=forms.RadioSelect
    )
    undrawn = forms.ChoiceField(label=_("What is not drawn yet"), choices=UNDRAWN, required=False)
    # Names of the domain that a page calls otherwise.
    FIELD_OF: dict[str, str] = {}

    def other_loans(self) -> list[Loan]:
        """The loans that become one with this one."""
        return list(self.cleaned_data.get("others") or ())

    def offer(self, loans: QuerySet[Loan], sponsors: Sequence[Membership] = ()) -> None:
        """Which loans may be made one with it, and which sponsors may be released then."""
        chosen = self.fields.get("others")
        if isinstance(chosen, forms.ModelMultipleChoiceField):
            chosen.queryset = loans

    def ask_of_undrawn(self, *, is_any: bool) -> None:
        """What becomes of what is not drawn, where something is not."""
        if not is_any:
            del self.fields["undrawn"]

    def wish(self) -> Wish:
        """The same as a wish; what is wrong is said beside its field by `blame`."""
        return read_wish({name: value for name, value in self.told().items() if value not in (None, "")})

    def told(self) -> dict[str, Any]:
        """The answers as a program would send them."""
        data = self.cleaned_data
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}

    def blame(self, fields: dict[str, Any]) -> None:
        """Say beside each field what was refused of it; what belongs to none is said at the top."""
        for path, why in fields.items():
            name = self.FIELD_OF.get(path, path)
            self.add_error(name if name in self.fields else None, told(why))


class RescheduleForm(_ChangeForm):
    """Other instalments for what is left."""

    instalments = forms.IntegerField(label=_("Number of instalments"), min_value=1, max_value=LONGEST)
    first_due_on = forms.DateField(label=_("First one due on"), widget=DayInput, required=False)
    rhythm = forms.ChoiceField(label=_("Instalments"), choices=RHYTHM, required=False)
    repayment = forms.ChoiceField(label=_("Repaid by"), choices=[*AS_IT_IS, *METHODS], required=False)
    annual_rate = PercentField(label=_("Yearly rate"), required=False, help_text=_("Left empty, as it is."))
    principal_grace = forms.IntegerField(
        label=_("First instalments without principal"), min_value=0, max_value=LONGEST, required=False
    )
    field_order = ["kind", "on", "past_dues", "instalments", "first_due_on"]
    FIELD_OF = {"every": "rhythm", "due_dates": "first_due_on", "drawdowns": "on", "rate_changes": "annual_rate"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field, asked = self.fields["rhythm"], str(self.initial.get("rhythm") or "")
        assert isinstance(field, forms.ChoiceField)
        if asked not in dict(RHYTHM):
            every = every_of(asked)
            field.choices = [*RHYTHM, (asked, frequency(every["count"], every["unit"]))]

    def told(self) -> dict[str, Any]:
        """The rhythm as a distance, the rate as text."""
        told = super().told()
        rhythm, rate = told.pop("rhythm"), told.pop("annual_rate")
        every = {"every": every_of(rhythm)} if rhythm else {}
        return {**told, **every, **({"annual_rate": f"{rate:f}"} if rate is not None else {})}


class HolidayForm(_ChangeForm):
    """A few instalments skipped."""

    periods = forms.IntegerField(label=_("Instalments to skip"), min_value=1, max_value=LONGEST)
    moved = forms.ChoiceField(label=_("What is not paid then"), choices=MOVED)
    effect = forms.ChoiceField(label=_("The instalments after"), choices=EFFECTS)
    FIELD_OF = {"instalments": "periods", "principal_grace": "periods", "interest_grace": "periods"}


class LoansChoice(forms.ModelMultipleChoiceField):
    """Loans of the borrower, ticked."""

    def label_from_instance(self, obj: Loan) -> str:
        """By its name."""
        return obj.reference


class ConsolidationForm(RescheduleForm):
    """Several loans made one."""

    others = LoansChoice(label=_("Made one with"), queryset=Loan.objects.none(), widget=forms.CheckboxSelectMultiple)
    released_sponsors = forms.MultipleChoiceField(
        label=_("Sponsors to release"),
        help_text=_("Who is ticked answers for nothing any more. Every other one has to accept the addendum."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field_order = ["kind", "others", "released_sponsors", "on", "past_dues", "instalments", "first_due_on"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What is late always goes along: its principal is lent anew, its interest is the first due.
        self.fields["past_dues"] = forms.CharField(widget=forms.HiddenInput, initial=str(PastDues.BROUGHT_IN))

    def ask_of_undrawn(self, *, is_any: bool) -> None:
        """It can only be given up: these loans end."""
        super().ask_of_undrawn(is_any=is_any)
        chosen = self.fields.get("undrawn")
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = UNDRAWN[1:]

    def offer(self, loans: QuerySet[Loan], sponsors: Sequence[Membership] = ()) -> None:
        """The sponsors too, where there are any."""
        super().offer(loans)
        chosen = self.fields["released_sponsors"]
        if sponsors and isinstance(chosen, forms.MultipleChoiceField):
            chosen.choices = [(str(member.pk), member.cooperative.name) for member in sponsors]
        else:
            del self.fields["released_sponsors"]

    def told(self) -> dict[str, Any]:
        """Without the other loans, which are not a term."""
        told = super().told()
        told.pop("others")
        return told


FORMS: dict[str, type[_ChangeForm]] = {
    str(ChangeKind.RESCHEDULE): RescheduleForm,
    str(ChangeKind.HOLIDAY): HolidayForm,
    str(ChangeKind.CONSOLIDATION): ConsolidationForm,
}


class PurposeForm(forms.Form):
    """Why, for the committee."""

    purpose = forms.CharField(
        label=_("Why"),
        help_text=_("What the committee reads first: what has changed, and what will repay the loan."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
