"""A fund's ceilings and reserve, and how it spreads loans over its lenders."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from lending.api.acts import Act
from lending.api.fields import AmountField, FigureField
from lending.domain.fund_limits import VALID_DAYS_MAX
from lending.models import Fund, FundPolicy
from lending.selectors.visible import funds_visible_to
from lending.services.change_funding import change_funding
from lending.services.change_limits import change_limits

REASON_LENGTH_MAX = 300
SMALLEST_SHARE = Decimal("0.0001")


class LimitsIn(serializers.Serializer[Any]):
    """All of them, and why; the ceilings are of what one borrower and its links may owe."""

    max_per_borrower = AmountField()
    max_share_of_fund = serializers.DecimalField(
        max_digits=5, decimal_places=4, min_value=SMALLEST_SHARE, max_value=Decimal(1),
        help_text="of all placements, as a fraction",
    )  # fmt: skip
    liquidity_reserve = FigureField(help_text="what stays available after a loan; 0.00 for nothing")
    decision_valid_days = serializers.IntegerField(min_value=1, max_value=VALID_DAYS_MAX)
    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)


class LimitsOut(serializers.ModelSerializer[FundPolicy]):
    """The version of the fund's policy that says so."""

    max_per_borrower = AmountField()
    liquidity_reserve = FigureField()

    class Meta:
        model = FundPolicy
        fields = (
            "fund", "version", "max_per_borrower", "max_share_of_fund", "liquidity_reserve", "decision_valid_days",
        )  # fmt: skip


class ChangeLimits(Act):
    """Change the ceilings and the reserve: each step asks them from now on. For a treasurer or an administrator."""

    visible = funds_visible_to
    serializer_class = LimitsOut
    takes = LimitsIn

    def act(self, fund: Fund, **limits: Any) -> FundPolicy:
        return change_limits(fund=fund, acting_person=self.person, now=self.now(), **limits)


class SpreadingIn(serializers.Serializer[Any]):
    """How loans are spread where nobody chooses otherwise; what is left out stays."""

    method = serializers.ChoiceField(choices=FundPolicy.Funding.choices, required=False)
    max_share_of_lender = serializers.DecimalField(
        max_digits=5, decimal_places=4, min_value=SMALLEST_SHARE, max_value=Decimal(1), required=False,
        help_text="of what a lender has placed, what it may lend to one borrower and its links; 1 is all",
    )  # fmt: skip
    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)


class SpreadingOut(serializers.ModelSerializer[FundPolicy]):
    """The version of the fund's policy that says so."""

    class Meta:
        model = FundPolicy
        fields = ("fund", "version", "funding_method", "max_share_of_lender")


class ChangeSpreading(Act):
    """Spread the loans proposed from now on another way. For a treasurer or an administrator."""

    visible = funds_visible_to
    serializer_class = SpreadingOut
    takes = SpreadingIn

    def act(self, fund: Fund, **spreading: Any) -> FundPolicy:
        return change_funding(fund=fund, person=self.person, now=self.now(), **spreading)
