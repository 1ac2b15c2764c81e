"""How late loans are on any day: one loan, and all of a fund, by age."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import ChoiceFilter
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField, DayField
from lending.api.loans import LoanFilter, LoanOut
from lending.api.resources import Resource
from lending.domain.arrears import AgeBand, age_band
from lending.models import Loan
from lending.policies import require_fund_reader
from lending.selectors.arrears import (
    FundArrears,
    LateLoan,
    days_past_due,
    fund_arrears,
    in_band,
    late_loan,
    with_oldest_unpaid,
)
from lending.selectors.visible import funds_visible_to, loans_visible_to

BANDS = [(str(band), str(band)) for band in AgeBand]


class OnQuery(serializers.Serializer[Any]):
    """At the end of which day; today when not said."""

    on = DayField(required=False)


class ByBandOut(serializers.Serializer[Any]):
    """Amounts by the days past their due date."""

    not_due = AmountField()
    days_1_30 = AmountField(source=str(AgeBand.DAYS_1_30))
    days_31_60 = AmountField(source=str(AgeBand.DAYS_31_60))
    days_61_90 = AmountField(source=str(AgeBand.DAYS_61_90))
    over_90 = AmountField()


class ArrearsOut(serializers.Serializer[LateLoan]):
    """How late a loan is, from its schedule and receipts; an instalment is not late on its own day."""

    days_past_due = serializers.IntegerField(source="arrears.days_past_due", help_text="of the oldest amount")
    age_band = serializers.ChoiceField(source="arrears.band", choices=BANDS)
    overdue = AmountField(help_text="principal and interest that should have been paid")
    by_band = ByBandOut()
    outstanding = AmountField(help_text="principal")


class LateLoanOut(ArrearsOut):
    """A loan of which something is late."""

    loan = serializers.UUIDField(source="loan.pk")
    reference = serializers.CharField(source="loan.reference")
    membership = serializers.UUIDField(source="loan.membership_id")
    borrower = serializers.CharField(source="loan.membership.cooperative.name")


class FundArrearsOut(serializers.Serializer[FundArrears]):
    """What is late in a fund, the oldest first."""

    on = serializers.DateField()
    currency = serializers.CharField(source="fund.currency")
    overdue = AmountField()
    by_band = ByBandOut()
    outstanding = AmountField(help_text="principal of all loans that run")
    at_risk = AmountField(help_text="outstanding on loans of which something is 30 days past due or more")
    par30 = serializers.DecimalField(
        max_digits=20, decimal_places=6, allow_null=True, help_text="at_risk / outstanding"
    )
    loans = LateLoanOut(many=True, source="lines")


class LoanArrearsView(Resource):
    """How late a loan is, or was, on a day; changes nothing."""

    visible = loans_visible_to
    serializer_class = ArrearsOut

    @extend_schema(operation_id="loans_arrears", parameters=[OnQuery])
    def get(self, request: Request, **_names: Any) -> Response:
        loan = self.found()
        return Response(self.get_serializer(late_loan(loan, on=day_asked(self, request))).data)


class FundArrearsView(Resource):
    """What is late in a fund, or was on a day, by age. For those who hold an office in it."""

    visible = funds_visible_to
    serializer_class = FundArrearsOut

    @extend_schema(operation_id="funds_arrears", parameters=[OnQuery])
    def get(self, request: Request, **_names: Any) -> Response:
        fund = self.found()
        require_fund_reader(self.person, fund)
        return Response(self.get_serializer(fund_arrears(fund, on=day_asked(self, request))).data)


class LoanLine(LoanOut):
    """A loan in a list, with its age on the day asked for."""

    days_past_due = serializers.SerializerMethodField(help_text="of the oldest amount that is late")
    age_band = serializers.SerializerMethodField()

    class Meta(LoanOut.Meta):
        fields = (*LoanOut.Meta.fields, "days_past_due", "age_band")

    def get_days_past_due(self, loan: Any) -> int:
        return days_past_due(loan.oldest_unpaid, on=self.context["on"])

    def get_age_band(self, loan: Any) -> str:
        return str(age_band(self.get_days_past_due(loan)))


class LateFilter(LoanFilter):
    """By fund, by borrower, by state, or by age on the day asked for."""

    age_band = ChoiceFilter(choices=BANDS, method="of_age")

    def of_age(self, loans: QuerySet[Loan], _name: str, value: str) -> QuerySet[Loan]:
        """Those whose oldest late amount is of this age."""
        return in_band(loans, AgeBand(value), on=day_asked(self.request.parser_context["view"], self.request))


class Loans(ListAPIView, Resource):
    """One's cooperative's loans, and those of the funds one serves."""

    visible = loans_visible_to
    serializer_class = LoanLine
    filterset_class = LateFilter

    @extend_schema(parameters=[OnQuery])
    def get(self, request: Request, *args: Any, **options: Any) -> Response:
        return super().get(request, *args, **options)

    def get_queryset(self) -> QuerySet[Loan]:
        loans = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return loans
        return with_oldest_unpaid(loans, on=day_asked(self, self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "on": day_asked(self, self.request)}


def day_asked(view: Resource, request: Request) -> date:
    """`?on=`, or today."""
    asked = OnQuery(data=request.query_params)
    asked.is_valid(raise_exception=True)
    found: date = asked.validated_data.get("on") or view.now().date()
    return found
