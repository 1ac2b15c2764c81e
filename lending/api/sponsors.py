"""Sponsors over HTTP: what each answers for, called on default, paid."""

from datetime import date
from typing import Any

from djmoney.money import Money
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField
from lending.api.named_sponsors import SHARE
from lending.api.prepared_acts import REASON_LENGTH_MAX, PreparedActOut, TakenBackIn
from lending.api.repayments import RepaymentOut
from lending.api.resources import Resource
from lending.models import Guarantee, GuaranteeCall, PreparedAct, Repayment
from lending.selectors.sponsors import CallLine, SponsorGuarantee, Standing, guarantees_given
from lending.selectors.visible import calls_visible_to, guarantees_visible_to, memberships_visible_to
from lending.services.call_sponsor import prepare_sponsor_call, take_call_back
from lending.services.record_sponsor_payment import record_sponsor_payment


class CallOut(serializers.Serializer[CallLine]):
    """A call, and what is left to pay of it."""

    id = serializers.UUIDField(source="call.pk")
    amount = AmountField(source="call.amount")
    paid = AmountField()
    left = AmountField()
    called_on = serializers.DateField(source="call.called_on")
    pay_by = serializers.DateField(source="call.pay_by")
    reversed_on = serializers.DateField(source="call.reversed_on", allow_null=True)


class SponsorGuaranteeOut(serializers.Serializer[SponsorGuarantee]):
    """What a sponsor answers for, and what it was called for and paid. What it paid is its claim on the borrower."""

    id = serializers.UUIDField(source="guarantee.pk")
    loan = serializers.UUIDField(source="guarantee.loan_id")
    reference = serializers.CharField(source="guarantee.loan.reference")
    borrower = serializers.CharField(source="guarantee.loan.membership.cooperative.name")
    membership = serializers.UUIDField(source="guarantee.membership_id")
    sponsor = serializers.CharField(source="guarantee.membership.cooperative.name")
    amount = AmountField(source="guarantee.amount")
    share = serializers.DecimalField(source="guarantee.share", allow_null=True, **SHARE)
    standing = serializers.ChoiceField(choices=[str(one) for one in Standing])
    called = AmountField()
    paid = AmountField()
    released_on = serializers.DateField(allow_null=True)
    calls = CallOut(many=True)


class GuaranteesGiven(Resource):
    """What a member answers for, the latest loan first; for its own people, and those who keep the books."""

    visible = memberships_visible_to
    serializer_class = SponsorGuaranteeOut
    pagination_class = None

    @extend_schema(operation_id="memberships_guarantees", responses=SponsorGuaranteeOut(many=True))
    def get(self, request: Request, **_names: Any) -> Response:
        return Response(self.get_serializer(guarantees_given(self.found()), many=True).data)


class CallIn(serializers.Serializer[Any]):
    """For how much (all that it can be called for when not said), why, and until when it may pay."""

    amount = AmountField(required=False)
    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)
    pay_by = DayField()


class PrepareCall(Act):
    """Prepare a call on a sponsor of a loan in default. For a treasurer; another hand confirms it."""

    visible = guarantees_visible_to
    serializer_class = PreparedActOut
    takes = CallIn

    def act(self, guarantee: Guarantee, *, reason: str, pay_by: date, amount: Money | None = None) -> PreparedAct:
        return prepare_sponsor_call(
            guarantee=guarantee, amount=amount, reason=reason, pay_by=pay_by, acting_person=self.person, now=self.now()
        )


class SponsorPaymentIn(serializers.Serializer[Any]):
    """What came in from the sponsor, and when; today when not said."""

    amount = AmountField()
    received_on = DayField(required=False)
    reference = serializers.CharField(max_length=100, allow_blank=True, default="")


class PayCall(Act):
    """Record what a sponsor paid on a call; reversed like any repayment. For a treasurer."""

    visible = calls_visible_to
    serializer_class = RepaymentOut
    takes = SponsorPaymentIn

    def act(self, call: GuaranteeCall, *, received_on: date | None = None, **values: Any) -> Repayment:
        now = self.now()
        return record_sponsor_payment(
            call=call, received_on=received_on or now.date(), acting_person=self.person, now=now, **values
        )


class TakeCallBack(Act):
    """Take a call back on which nothing was paid. For a treasurer."""

    visible = calls_visible_to
    serializer_class = CallOut
    takes = TakenBackIn

    def act(self, call: GuaranteeCall, *, reason: str, reversed_on: date | None = None) -> CallLine:
        now = self.now()
        taken = take_call_back(
            call=call, reversed_on=reversed_on or now.date(), reason=reason, acting_person=self.person, now=now
        )
        return CallLine(taken, taken.amount * 0)
