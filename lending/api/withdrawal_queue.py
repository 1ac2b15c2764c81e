"""Withdrawals that wait, in the order in which they are paid, each with the first day on which it can be."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField
from lending.api.late_payers import LatePayersQuery, late_payers
from lending.api.resources import Resource
from lending.selectors.visible import funds_visible_to, withdrawals_visible_to
from lending.selectors.withdrawal_queue import QueuedWithdrawal, withdrawal_queue


class QueuedWithdrawalOut(serializers.Serializer[QueuedWithdrawal]):
    """A waiting withdrawal. `payable_from` is null where part of it is reserved and no day can be told."""

    withdrawal = serializers.UUIDField(source="withdrawal.pk")
    placement = serializers.UUIDField(source="withdrawal.placement_id")
    membership = serializers.UUIDField(source="withdrawal.placement.membership_id")
    cooperative = serializers.CharField(source="withdrawal.placement.membership.cooperative.name")
    amount = AmountField(source="withdrawal.amount")
    currency = serializers.CharField(source="withdrawal.amount.currency.code")
    requested_on = serializers.DateField(source="withdrawal.requested_on")
    notice_ends_on = serializers.DateField(source="withdrawal.payable_on")
    position = serializers.IntegerField(help_text="its place among the withdrawals of its member, from 1")
    stage = serializers.ChoiceField(
        ["notice", "turn", "cash", "payable"], help_text="what it waits for; `payable`: nothing more"
    )
    available = AmountField(help_text="what its member has today, neither lent nor reserved")
    missing = AmountField(help_text="what is not there for it today, once those before it are paid")
    payable_from = serializers.DateField(allow_null=True, help_text="the first day on which it can be paid")


class WithdrawalQueueOut(serializers.Serializer[Any]):
    """The queue on a day, under an assumption about late payers."""

    on = serializers.DateField()
    late_rate = serializers.CharField()
    late_days = serializers.IntegerField()
    withdrawals = QueuedWithdrawalOut(many=True)


class WithdrawalQueue(Resource):
    """The queue of a fund: all of it for those who keep or audit the books, its own withdrawals for a member."""

    visible = funds_visible_to
    serializer_class = WithdrawalQueueOut

    @extend_schema(operation_id="funds_withdrawal_queue", parameters=[LatePayersQuery])
    def get(self, request: Request, **_names: Any) -> Response:
        fund = self.found()
        asked = LatePayersQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        late, today = late_payers(asked.validated_data), self.now().date()
        own = withdrawals_visible_to(self.person).filter(fund=fund)
        found = {
            "on": today,
            "late_rate": f"{asked.validated_data['late_rate']:f}",
            "late_days": late.days,
            "withdrawals": withdrawal_queue(fund, today=today, late=late, withdrawals=own),
        }
        return Response(self.get_serializer(found).data)
