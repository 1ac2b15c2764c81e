"""What secures a loan; and the mutual guarantee fund's part in it: contributed, called on default, returned."""

from datetime import date
from typing import Any

from djmoney.money import Money
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act
from lending.api.fields import AMOUNT, AmountField, DayField
from lending.api.prepared_acts import TakenBackIn
from lending.api.repayments import RepaymentOut
from lending.api.resources import Resource
from lending.api.sponsors import SponsorGuaranteeOut
from lending.models import Loan, Repayment
from lending.selectors.guarantees import MutualGuarantee, mutual_guarantee
from lending.selectors.sponsors import SponsorGuarantee, callable_of, sponsor_guarantees
from lending.selectors.visible import loans_visible_to
from lending.services.call_mutual_guarantee import call_mutual_guarantee
from lending.services.return_contribution import return_contribution, take_return_back


class MutualGuaranteeOut(serializers.Serializer[MutualGuarantee]):
    """What the borrower put in, what it paid, what went back."""

    rate = serializers.DecimalField(max_digits=5, decimal_places=4, help_text="of the amount, as a fraction")
    contribution = AmountField()
    used = AmountField(help_text="of the contribution, for loans in default, this one first")
    paid = AmountField(help_text="on this loan, out of all contributions")
    returned = AmountField()
    left = AmountField(help_text="what would go back now")
    returned_on = serializers.DateField(allow_null=True)


class CallableGuaranteeOut(SponsorGuaranteeOut):
    """A guarantee, and for how much more it can be called now."""

    callable = serializers.SerializerMethodField(help_text="for how much more it can be called now")

    @extend_schema_field(AMOUNT)
    def get_callable(self, one: SponsorGuarantee) -> str:
        amounts: dict[Any, Money] = self.context["callable"]
        return f"{amounts[one.guarantee.pk].amount:.2f}"


class GuaranteesOut(serializers.Serializer[Any]):
    """What secures a loan: its sponsors; `mutual` is null where its borrower puts nothing into the guarantee fund."""

    mutual = serializers.SerializerMethodField()
    sponsors = serializers.SerializerMethodField()

    @extend_schema_field(MutualGuaranteeOut(allow_null=True))
    def get_mutual(self, loan: Loan) -> Any:
        found = mutual_guarantee(loan)
        return MutualGuaranteeOut(found, context=self.context).data if found else None

    @extend_schema_field(CallableGuaranteeOut(many=True))
    def get_sponsors(self, loan: Loan) -> Any:
        context = {**self.context, "callable": callable_of(loan)}
        found: Any = sponsor_guarantees(loan)
        return CallableGuaranteeOut(found, many=True, context=context).data


class GuaranteesView(Resource):
    """What secures a loan, as agreed and as it stands."""

    visible = loans_visible_to
    serializer_class = GuaranteesOut

    @extend_schema(operation_id="loans_guarantees")
    def get(self, request: Request, **_names: Any) -> Response:
        return Response(self.get_serializer(self.found()).data)


class GuaranteeDayIn(serializers.Serializer[Any]):
    """On which day; today when not said."""

    on = DayField(required=False)


class CallMutualGuarantee(Act):
    """Let the guarantee fund pay what it can of a loan in default; reversed like any receipt. For a treasurer."""

    visible = loans_visible_to
    serializer_class = RepaymentOut
    takes = GuaranteeDayIn

    def act(self, loan: Loan, *, on: date | None = None) -> Repayment:
        now = self.now()
        return call_mutual_guarantee(loan=loan, called_on=on or now.date(), acting_person=self.person, now=now)


class ReturnContribution(Act):
    """Give the borrower of a repaid loan back what is left of its contribution. For a treasurer."""

    visible = loans_visible_to
    serializer_class = GuaranteesOut
    takes = GuaranteeDayIn

    def act(self, loan: Loan, *, on: date | None = None) -> Loan:
        now = self.now()
        return_contribution(loan=loan, returned_on=on or now.date(), acting_person=self.person, now=now)
        return loan


class TakeReturnBack(Act):
    """Undo that return by its mirror entry."""

    visible = loans_visible_to
    serializer_class = GuaranteesOut
    takes = TakenBackIn

    def act(self, loan: Loan, *, reason: str, reversed_on: date | None = None) -> Loan:
        now = self.now()
        take_return_back(
            loan=loan, reversed_on=reversed_on or now.date(), reason=reason, acting_person=self.person, now=now
        )
        return loan
