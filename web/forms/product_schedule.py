"""How the loans of a product fall due, count days and round; and a whole product, offered for the first time."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lending.domain.calendars import BusinessDay, Calendar
from lending.domain.day_count import DayCount
from lending.domain.fund_limits import wrong_offer
from lending.domain.money import RoundingMode
from lending.domain.terms import InterestRounding, PeriodUnit
from lending.domain.terms_json import INSTALMENTS_MAX, PERIOD_MAX
from lending.models import Fund, LoanProduct
from lending.selectors.offered_schedule import SETTINGS, schedule_of, wrong_schedule
from lending.statements.agreement_wording import business_day_name, calendar_name, day_count_name, rounding_name
from lending.statements.wording import frequency
from web.forms.fields import AmountField, PercentField, refuse, typed_here
from web.forms.simulator import day_counts

NAME_LENGTH_MAX = 100
UNITS = {
    PeriodUnit.DAYS: pgettext_lazy("frequency", "days"),
    PeriodUnit.WEEKS: pgettext_lazy("frequency", "weeks"),
    PeriodUnit.MONTHS: pgettext_lazy("frequency", "months"),
    PeriodUnit.YEARS: pgettext_lazy("frequency", "years"),
}
BUSINESS_DAYS = {
    BusinessDay.UNADJUSTED: _("It stays where it is"),
    BusinessDay.FOLLOWING: _("It goes to the next business day"),
    BusinessDay.MODIFIED_FOLLOWING: _("It goes to the next business day, or back where the month would change"),
    BusinessDay.PRECEDING: _("It goes to the business day before"),
}
MODES = {
    RoundingMode.HALF_UP: _("to the nearest cent, halves up"),
    RoundingMode.HALF_EVEN: _("to the nearest cent, halves to the even cent"),
}
INTEREST = {
    InterestRounding.EACH_PERIOD: _("each period by itself"),
    InterestRounding.CUMULATIVE: _("so that the interest of the whole loan is exact to the cent"),
}
# The form's own names of what the terms keep together.
TYPED = {
    "rounding.mode": "mode",
    "rounding.interest": "interest",
    "rounding.instalment": "instalment",
    "rounding": "mode",
}


def schedule_told(product: LoanProduct) -> dict[str, str]:
    """The schedule of a product in words, by what it says."""
    return {
        "frequency": frequency(product.every_count, product.every_unit),
        "day_count": day_count_name(product.day_count),
        "business_day": business_day_name(product.business_day, product.calendar),
        "rounding": rounding_name(product.rounding),
    }


def units() -> list[tuple[str, Any]]:
    """The units of a frequency, in words."""
    return [(unit.value, told) for unit, told in UNITS.items()]


class ScheduleFields(forms.Form):
    """How often a loan falls due, how it counts days, what it does about holidays, how it rounds."""

    every_count = forms.IntegerField(
        label=_("One instalment every"), min_value=1, max_value=PERIOD_MAX, initial=1,
        help_text=_("A quarter is 3 months. A loan repaid at once is asked for in so many of these periods."),
    )  # fmt: skip
    every_unit = forms.ChoiceField(label=_("Unit of time"), choices=units, initial=PeriodUnit.MONTHS.value)
    day_count = forms.ChoiceField(
        label=_("Days counted as"), initial=DayCount.EQUAL_PERIODS.value,
        choices=day_counts,
        help_text=_(
            "Which part of a year the days between two instalments make: the interest of a period is the principal "
            "owed × the yearly rate × this part."
        ),
    )  # fmt: skip
    business_day = forms.ChoiceField(
        label=_("A due date that is no business day"), initial=BusinessDay.UNADJUSTED.value,
        choices=lambda: [(rule.value, told) for rule, told in BUSINESS_DAYS.items()],
    )  # fmt: skip
    calendar = forms.ChoiceField(
        label=_("Business days of"), initial=Calendar.TARGET.value,
        choices=lambda: [(each.value, calendar_name(each)) for each in Calendar],
        help_text=_("TARGET is the calendar of payments in euros: banks pay on its days."),
    )  # fmt: skip
    mode = forms.ChoiceField(
        label=_("Interest is rounded"), initial=RoundingMode.HALF_UP.value,
        choices=lambda: [(each.value, told) for each, told in MODES.items()],
    )  # fmt: skip
    interest = forms.ChoiceField(
        label=_("And adds up"), initial=InterestRounding.EACH_PERIOD.value,
        choices=lambda: [(each.value, told) for each, told in INTEREST.items()],
    )  # fmt: skip
    instalment = AmountField(
        label=_("Instalments in multiples of"), required=False,
        help_text=_("Of equal instalments; the last one takes what is left. Left empty, to the cent."),
    )  # fmt: skip

    SCHEDULE = ("every_count", "every_unit", "day_count", "business_day", "calendar", "mode", "interest", "instalment")

    @staticmethod
    def of(product: LoanProduct) -> dict[str, Any]:
        """What the form starts from."""
        rounding = dict(product.rounding)
        if "instalment" in rounding:
            rounding["instalment"] = typed_here(rounding["instalment"])
        kept = {name: value for name, value in schedule_of(product).items() if name != "rounding"}
        return {
            "name": product.name,
            "name_en": product.name_en,
            "max_instalments": product.max_instalments,
            **kept,
            **rounding,
        }

    def schedule(self) -> dict[str, Any]:
        """As the services take it."""
        data = self.cleaned_data
        rounding = {"mode": data["mode"], "interest": data["interest"]}
        if data["instalment"]:
            rounding["instalment"] = f"{data['instalment'].amount:.2f}"
        return {**{name: data[name] for name in SETTINGS if name in data}, "rounding": rounding}

    def judge(self, product: LoanProduct) -> None:
        """The rules of the service, each beside its field; asked once every field can be read."""
        for name, value in self.schedule().items():
            setattr(product, name, value)
        wrong = wrong_schedule(product)
        refuse(self, {self._typed(name): why for name, why in wrong.items()})

    def _typed(self, name: str) -> str:
        typed = TYPED.get(name, name)
        return typed if typed in self.fields else "every_count"


class NameFields(forms.Form):
    """What the loan is called."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH_MAX,
        help_text=_("If it tells how often one pays, let it tell the truth."),
    )  # fmt: skip
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_LENGTH_MAX, required=False)


class ScheduleForm(ScheduleFields, NameFields):
    """The schedule of a loan that is offered."""

    max_instalments = forms.IntegerField(
        label=_("Instalments, at most"), help_text=_("In the periods chosen above: check it when you change them."),
        min_value=1, max_value=INSTALMENTS_MAX,
    )  # fmt: skip

    def __init__(self, *args: Any, product: LoanProduct, **options: Any) -> None:
        self.product = product
        super().__init__(*args, **{"initial": self.of(product), **options})

    def clean(self) -> dict[str, Any]:
        """A loan over its longest term can follow it."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            product = LoanProduct.objects.get(pk=self.product.pk)
            product.max_instalments = data["max_instalments"]
            self.judge(product)
        return data

    def asked(self) -> dict[str, Any]:
        """As the service takes it."""
        told = {name: self.cleaned_data[name] for name in ("max_instalments", "name", "name_en")}
        return {**self.schedule(), **told}

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [
            (_("What it is called"), [self["name"], self["name_en"]]),
            (_("Schedule"), [self[name] for name in self._with_length()]),
        ]

    def _with_length(self) -> list[str]:
        """How many instalments at most, right after how often."""
        return [*self.SCHEDULE[:2], "max_instalments", *self.SCHEDULE[2:]]


class NewProductForm(ScheduleFields, NameFields):
    """A loan that is offered for the first time."""

    repayment = forms.ChoiceField(
        label=_("Repaid by"), choices=LoanProduct.Repayment.choices,
        help_text=_("It stays: another way of repaying is another loan."),
    )  # fmt: skip
    annual_rate = PercentField(label=_("Yearly rate"), help_text=_("In per cent."), maximum=Decimal("0.9999"))
    min_amount = AmountField(label=_("Smallest amount"))
    max_amount = AmountField(label=_("Largest amount"))
    max_instalments = forms.IntegerField(
        label=_("Instalments, at most"), help_text=_("So many of the periods chosen below.")
    )

    OFFER = ("repayment", "annual_rate", "min_amount", "max_amount", "max_instalments")

    def __init__(self, *args: Any, fund: Fund, **options: Any) -> None:
        self.fund = fund
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """The rules of the service, each beside its field."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            figures = {name: getattr(data[name], "amount", data[name]) for name in self.OFFER if name != "repayment"}
            refuse(self, wrong_offer(**figures, fee=Decimal(0)))
        if not self.errors:
            self.judge(LoanProduct(fund=self.fund, **{name: data[name] for name in self.OFFER}))
        return data

    def asked(self) -> dict[str, Any]:
        """As the service takes it."""
        return {**{name: self.cleaned_data[name] for name in ("name", "name_en", *self.OFFER)}, **self.schedule()}

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [
            (_("What it is called"), [self["name"], self["name_en"]]),
            (_("What is lent"), [self[name] for name in self.OFFER]),
            (_("Schedule"), [self[name] for name in self.SCHEDULE]),
        ]
