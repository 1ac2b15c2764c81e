"""How the loans of a product fall due, count days and round; offering one more product, and one no more."""

from typing import Any

from djmoney.money import Money
from rest_framework import serializers

from lending.api.acts import Act
from lending.api.fields import AmountField, WordField
from lending.api.funds import ProductOut, products_visible_to
from lending.api.products import OfferIn
from lending.domain.calendars import BusinessDay, Calendar
from lending.domain.day_count import DayCount
from lending.domain.money import RoundingMode
from lending.domain.terms import InterestRounding, PeriodUnit, Repayment
from lending.domain.terms_json import INSTALMENTS_MAX, PERIOD_MAX
from lending.models import Fund, LoanProduct
from lending.selectors.visible import funds_visible_to
from lending.services.offer_product import offer_product
from lending.services.revise_schedule import revise_schedule
from lending.services.withdraw_product import withdraw_product

NAME_LENGTH_MAX = 100


class InterestIn(serializers.Serializer[Any]):
    """How interest becomes whole cents, and the equal instalment a round amount where one is given."""

    mode = WordField([mode.value for mode in RoundingMode], default=RoundingMode.HALF_UP.value)
    interest = WordField(
        [kind.value for kind in InterestRounding], default=InterestRounding.EACH_PERIOD.value,
        help_text="each period by itself, or so that the total is that of the unrounded interest",
    )  # fmt: skip
    instalment = AmountField(required=False, help_text="the equal instalment is a multiple of it")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """As the terms of a simulation have it."""
        values = super().to_internal_value(data)
        whole: Money | None = values.get("instalment")
        return {**values, "instalment": f"{whole.amount:.2f}"} if whole is not None else values


class ScheduleFields(serializers.Serializer[Any]):
    """As in the terms of a simulation. A quarter is three months."""

    every_count = serializers.IntegerField(min_value=1, max_value=PERIOD_MAX, required=False)
    every_unit = WordField([unit.value for unit in PeriodUnit], required=False)
    day_count = WordField([way.value for way in DayCount], required=False)
    business_day = WordField([rule.value for rule in BusinessDay], required=False)
    calendar = WordField([calendar.value for calendar in Calendar], required=False)
    rounding = InterestIn(required=False)


class ScheduleIn(ScheduleFields):
    """The schedule of the loans to come; what is left out stays. The name, because it may tell how often one pays."""

    max_instalments = serializers.IntegerField(
        min_value=1, max_value=INSTALMENTS_MAX, required=False, help_text="in the periods of the new schedule"
    )
    name = serializers.CharField(max_length=NAME_LENGTH_MAX, required=False)
    name_en = serializers.CharField(max_length=NAME_LENGTH_MAX, required=False, allow_blank=True)


class ReviseSchedule(Act):
    """Offer a product by another schedule: a further version. Loans that were asked for before keep theirs."""

    visible = products_visible_to
    serializer_class = ProductOut
    takes = ScheduleIn

    def act(self, product: LoanProduct, **asked: Any) -> LoanProduct:
        return revise_schedule(product=product, acting_person=self.person, now=self.now(), **asked)


class ProductIn(OfferIn, ScheduleFields):
    """A loan to offer: each month and by equal periods, unless it says otherwise."""

    name = serializers.CharField(max_length=NAME_LENGTH_MAX)
    name_en = serializers.CharField(max_length=NAME_LENGTH_MAX, default="", allow_blank=True)
    repayment = WordField([method.value for method in Repayment])


class OfferProduct(Act):
    """Offer one more loan, without a fee and on the legal contract; both are changed as those of any other."""

    visible = funds_visible_to
    serializer_class = ProductOut
    takes = ProductIn

    def act(self, fund: Fund, **offer: Any) -> LoanProduct:
        return offer_product(fund=fund, acting_person=self.person, now=self.now(), **offer)


class WithdrawProduct(Act):
    """Offer a product no more; what was asked or lent before stays as it is."""

    visible = products_visible_to
    serializer_class = ProductOut

    def act(self, product: LoanProduct, **_nothing: Any) -> LoanProduct:
        return withdraw_product(product=product, acting_person=self.person, now=self.now())
