"""A fund's cash to come, the soundness of its loans, and what each member has earned."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField
from lending.api.late_payers import LatePayersQuery, late_payers
from lending.api.resources import Resource
from lending.domain.liquidity import MONTHS_DEFAULT, MONTHS_MAX
from lending.policies import require_book_reader
from lending.selectors.liquidity import liquidity
from lending.selectors.visible import funds_visible_to
from lending.statements.liquidity import Line, LiquidityReport, YieldLine, liquidity_report


class LiquidityQuery(LatePayersQuery):
    """How far, and how many pay late."""

    months = serializers.IntegerField(min_value=1, max_value=MONTHS_MAX, default=MONTHS_DEFAULT)


class MonthOut(serializers.Serializer[Line]):
    """closing = opening + principal + interest − drawdowns − notices; below zero, it is what is lacking."""

    start = serializers.DateField()
    end = serializers.DateField(help_text="included")
    opening = AmountField(help_text="placed and not lent, what is reserved included")
    principal = AmountField(help_text="of loans that run")
    interest = AmountField()
    drawdowns = AmountField(help_text="agreed or approved, and not paid out")
    notices = AmountField(help_text="withdrawals, on the day they may be claimed")
    closing = AmountField()


class LowPointOut(serializers.Serializer[LiquidityReport]):
    """The first day on which there is the least."""

    on = serializers.DateField(source="low_on")
    cash = AmountField(source="low_cash")


class RatioField(serializers.DecimalField):
    """A fraction, to six decimals; null where nothing is lent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=20, decimal_places=6, allow_null=True, **options)


class RatiosOut(serializers.Serializer[LiquidityReport]):
    """The loans that run, by the principal outstanding on them."""

    outstanding = AmountField()
    at_risk = AmountField(help_text="outstanding on loans of which something is 30 days past due or more")
    par30 = RatioField(help_text="at_risk / outstanding")
    largest_borrower = RatioField(source="largest", help_text="its share of what is outstanding")
    largest_five_borrowers = RatioField(source="largest_five")
    herfindahl = RatioField(help_text="sum of the squares of the borrowers' shares")
    average_remaining_days = serializers.DecimalField(
        max_digits=20, decimal_places=1, allow_null=True, help_text="to the last due date, weighted by outstanding"
    )


class YieldOut(serializers.Serializer[YieldLine]):
    """Interest received in the period / average of what was placed at the end of each of its days."""

    membership = serializers.UUIDField(source="membership.pk")
    cooperative = serializers.CharField(source="membership.cooperative.name")
    interest = AmountField()
    average_placed = AmountField(source="average")
    rate = RatioField()


class LiquidityOut(serializers.Serializer[LiquidityReport]):
    """The forecast, the ratios and the yields of a fund on a day."""

    on = serializers.DateField()
    currency = serializers.CharField(source="found.fund.currency")
    late_rate = serializers.SerializerMethodField()
    late_days = serializers.IntegerField(source="found.forecast.late.days")
    months = MonthOut(many=True, source="lines")
    low_point = LowPointOut(source="*")
    ratios = RatiosOut(source="*")
    yields_since = serializers.DateField(source="found.yields_since")
    yields = YieldOut(many=True)

    def get_late_rate(self, _report: LiquidityReport) -> str:
        return f"{self.context['late_rate']:f}"


class LiquidityView(Resource):
    """Twelve months of cash to come, and how sound the loans are. For those who keep or audit the books."""

    visible = funds_visible_to
    serializer_class = LiquidityOut

    @extend_schema(operation_id="funds_liquidity", parameters=[LiquidityQuery])
    def get(self, request: Request, **_names: Any) -> Response:
        fund = self.found()
        require_book_reader(self.person, fund)
        asked = LiquidityQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        found = liquidity(fund, on=self.now().date(), months=values["months"], late=late_payers(values))
        context = {**self.get_serializer_context(), "late_rate": values["late_rate"]}
        return Response(LiquidityOut(liquidity_report(found), context=context).data)
