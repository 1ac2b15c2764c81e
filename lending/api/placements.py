"""Treasury that members place, notice given on it, and its payment."""

from datetime import date
from typing import Any

from django_filters.rest_framework import ChoiceFilter, UUIDFilter
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField, Own
from lending.api.resources import ByFund, One, Resource
from lending.models import Membership, Placement, Withdrawal
from lending.selectors.visible import memberships_visible_to, placements_visible_to, withdrawals_visible_to
from lending.services.place_treasury import place_treasury
from lending.services.withdraw_placement import give_notice, pay_withdrawal

NOTICE_DAYS_MAX = 3660


class PlacementOut(serializers.ModelSerializer[Placement]):
    """Treasury of a member; what of it is lent is in the member's account."""

    cooperative = serializers.CharField(source="membership.cooperative.name")
    currency = serializers.CharField(source="amount.currency.code")
    amount = AmountField()
    withdrawn = AmountField()
    ceiling_per_borrower = AmountField(allow_null=True)

    class Meta:
        model = Placement
        fields = (
            "id", "fund", "membership", "cooperative", "amount", "withdrawn", "currency", "placed_on", "notice_days",
            "ceiling_per_borrower", "is_standing",
        )  # fmt: skip


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Treasury with a month's notice",
            value={
                "membership": "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c2d",
                "amount": "40000.00",
                "placed_on": "2026-01-05",
                "notice_days": 30,
                "ceiling_per_borrower": "10000.00",
            },
            request_only=True,
        )
    ]
)
class PlacementIn(serializers.Serializer[Any]):
    """Treasury that has arrived."""

    membership = Own(queryset=Membership.objects.all(), visible=memberships_visible_to)
    amount = AmountField()
    placed_on = DayField(help_text="the day the cash arrived")
    notice_days = serializers.IntegerField(min_value=0, max_value=NOTICE_DAYS_MAX, default=0)
    ceiling_per_borrower = AmountField(required=False, allow_null=True, help_text="lent to one borrower at most")
    is_standing = serializers.BooleanField(
        default=True, help_text="what comes back is lent again; false: it is lent once, and then waits for its owner"
    )


class PlacementFilter(ByFund):
    """By fund or by member."""

    membership = UUIDFilter(field_name="membership_id")


class Placements(ListAPIView, Act):
    """Placements; recording one is for a treasurer of the fund."""

    visible = placements_visible_to
    serializer_class = PlacementOut
    filterset_class = PlacementFilter
    takes = PlacementIn

    def act(self, subject: None, *, membership: Membership, **values: Any) -> Placement:
        self.in_zone_of(membership.fund)
        return place_treasury(membership=membership, acting_person=self.person, now=self.now(), **values)


class OnePlacement(One):
    """A placement."""

    visible = placements_visible_to
    serializer_class = PlacementOut


class WithdrawalOut(serializers.ModelSerializer[Withdrawal]):
    """Notice given on a placement, payable from `payable_on`."""

    currency = serializers.CharField(source="amount.currency.code")
    amount = AmountField()

    class Meta:
        model = Withdrawal
        fields = (
            "id", "fund", "placement", "amount", "currency", "requested_on", "payable_on", "state", "paid_on",
        )  # fmt: skip


class NoticeIn(serializers.Serializer[Any]):
    """How much is asked back. The day is today when not said."""

    amount = AmountField()
    requested_on = DayField(required=False)


class GiveNotice(Act):
    """Ask for part or all of a placement back. The member's own people do, or a treasurer for them."""

    visible = placements_visible_to
    serializer_class = WithdrawalOut
    takes = NoticeIn

    def act(self, placement: Placement, *, amount: Any, requested_on: date | None = None) -> Withdrawal:
        now = self.now()
        return give_notice(
            placement=placement,
            amount=amount,
            requested_on=requested_on or now.date(),
            acting_person=self.person,
            now=now,
        )


class WithdrawalFilter(ByFund):
    """By fund, by placement or by state."""

    placement = UUIDFilter(field_name="placement_id")
    state = ChoiceFilter(choices=Withdrawal.State.choices)


class Withdrawals(ListAPIView, Resource):
    """Withdrawals of the placements one sees."""

    visible = withdrawals_visible_to
    serializer_class = WithdrawalOut
    filterset_class = WithdrawalFilter


class OneWithdrawal(One):
    """A withdrawal."""

    visible = withdrawals_visible_to
    serializer_class = WithdrawalOut


class PaymentIn(serializers.Serializer[Any]):
    """The day the money left; today when not said."""

    paid_on = DayField(required=False)


class PayWithdrawal(Act):
    """Pay a withdrawal whose notice is over: a treasurer of the fund."""

    visible = withdrawals_visible_to
    serializer_class = WithdrawalOut
    takes = PaymentIn

    def act(self, withdrawal: Withdrawal, *, paid_on: date | None = None) -> Withdrawal:
        now = self.now()
        return pay_withdrawal(withdrawal=withdrawal, paid_on=paid_on or now.date(), acting_person=self.person, now=now)
