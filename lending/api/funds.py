"""Funds, what they offer, and how they stand."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField
from lending.api.resources import ByFund, One, Resource
from lending.domain.calendars import BusinessDay, Calendar
from lending.domain.day_count import DayCount
from lending.domain.terms import PeriodUnit
from lending.models import Fund, Instalment, LoanProduct
from lending.policies import require_fund_reader
from lending.selectors.overview import fund_overview
from lending.selectors.payoff import unpaid_of
from lending.selectors.visible import funds_visible_to
from members.models import Person


class FundOut(serializers.ModelSerializer[Fund]):
    """A fund. `custody` says who holds the cash: the fund, or its members."""

    class Meta:
        model = Fund
        fields = ("id", "slug", "name", "currency", "time_zone", "custody", "is_demo")


class Funds(ListAPIView, Resource):
    """The funds that one serves, or whose member one works for."""

    visible = funds_visible_to
    serializer_class = FundOut


class OneFund(One):
    """A fund."""

    visible = funds_visible_to
    serializer_class = FundOut


class ProductOut(serializers.ModelSerializer[LoanProduct]):
    """A loan that is offered: its terms and limits. `annual_rate` is a fraction."""

    min_amount = AmountField()
    max_amount = AmountField()
    annual_rate = serializers.DecimalField(max_digits=7, decimal_places=6, normalize_output=True)
    every_unit = serializers.ChoiceField([unit.value for unit in PeriodUnit])
    day_count = serializers.ChoiceField([way.value for way in DayCount])
    business_day = serializers.ChoiceField([rule.value for rule in BusinessDay])
    calendar = serializers.ChoiceField([calendar.value for calendar in Calendar])
    fee_amount = AmountField(help_text="of making a loan, whatever its amount")
    fee_rate = serializers.DecimalField(max_digits=7, decimal_places=6, normalize_output=True)

    class Meta:
        model = LoanProduct
        fields = (
            "id", "fund", "code", "version", "name", "name_en", "repayment", "annual_rate", "day_count", "every_count",
            "every_unit", "business_day", "calendar", "rounding", "min_amount", "max_amount", "max_instalments",
            "fee_amount", "fee_rate", "fee_paid",
            "allocation", "prepayment_indemnity", "late_rate", "late_grace_days", "late_on_interest",
        )  # fmt: skip


def products_visible_to(person: Person) -> QuerySet[LoanProduct]:
    """What one's funds offer now."""
    return LoanProduct.objects.filter(fund__in=funds_visible_to(person), is_offered=True)


class Products(ListAPIView, Resource):
    """What can be asked for now."""

    visible = products_visible_to
    serializer_class = ProductOut
    filterset_class = ByFund


class OneProduct(One):
    """A loan that is offered."""

    visible = products_visible_to
    serializer_class = ProductOut


class PositionOut(serializers.Serializer[Any]):
    """The fund's money by what it is doing."""

    cash = AmountField()
    available = AmountField()
    reserved = AmountField()
    lent = AmountField()
    placements = AmountField(help_text="available, reserved and lent together")
    interest_due = AmountField()
    loans = AmountField()
    loan_interest = AmountField()


class DueOut(serializers.Serializer[Instalment]):
    """An instalment that is due soon, or late."""

    loan = serializers.UUIDField(source="schedule.loan_id")
    reference = serializers.CharField(source="schedule.loan.reference")
    borrower = serializers.CharField(source="schedule.loan.membership.cooperative.name")
    number = serializers.IntegerField()
    due_on = serializers.DateField()
    unpaid = serializers.SerializerMethodField()

    def get_unpaid(self, instalment: Instalment) -> str:
        return AmountField().to_representation(unpaid_of(instalment))


class OverviewOut(serializers.Serializer[Any]):
    """A fund at a glance."""

    currency = serializers.CharField(source="position.cash.currency.code")
    position = PositionOut()
    overdue_amount = AmountField()
    running_notices = AmountField(help_text="withdrawals whose notice is running")
    requests_to_take_up = serializers.IntegerField(source="to_take_up.count")
    requests_to_agree = serializers.IntegerField(source="to_agree.count")
    loans_to_pay_out = serializers.IntegerField(source="to_pay_out.count")
    open_consultations = serializers.IntegerField(source="open_consultations.count")
    due_soon = DueOut(many=True, help_text="within 30 days, unpaid")
    overdue = DueOut(many=True)


class Overview(Resource):
    """What the fund holds, what is lent, late and waiting. For those who hold an office in it."""

    visible = funds_visible_to
    serializer_class = OverviewOut

    @extend_schema(operation_id="funds_overview")
    def get(self, request: Request, **_names: Any) -> Response:
        fund = self.found()
        require_fund_reader(self.person, fund)
        return Response(self.get_serializer(fund_overview(fund, on=self.now().date())).data)
