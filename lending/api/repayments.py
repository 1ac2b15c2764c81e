"""Money received on a loan: on time, partial, late, early in full; and its reversal."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField
from lending.api.resources import One, Resource, Within
from lending.models import Allocation, Loan, Repayment
from lending.selectors.payoff import payoff_asked
from lending.selectors.visible import loans_visible_to
from lending.services.repay_early import repay_early
from lending.services.repay_loan import repay_loan
from lending.services.reverse_repayment import reverse_repayment
from members.models import Person

REFERENCE_LENGTH_MAX, REASON_LENGTH_MAX = 100, 200


class AllocationOut(serializers.ModelSerializer[Allocation]):
    """What a repayment paid of one instalment."""

    principal = AmountField()
    interest = AmountField()
    costs = AmountField()

    class Meta:
        model = Allocation
        fields = ("instalment_number", "principal", "interest", "costs")


class RepaymentOut(serializers.ModelSerializer[Repayment]):
    """A receipt: costs first, then interest, then principal, or in the order of the contract; oldest due first.

    `kind` is `waiver` where something was given up and no money came.

    A row that was undone because something earlier was told late is `replayed_by` another, of the same money.
    """

    amount = AmountField()
    principal = AmountField()
    interest = AmountField()
    costs = AmountField(help_text="late interest, indemnities")
    credit = AmountField(help_text="beyond all that was owed: kept for the borrower")
    named = serializers.ListField(child=serializers.IntegerField(), help_text="instalments that the debtor named")
    currency = serializers.CharField(source="amount.currency.code")
    allocations = AllocationOut(many=True)
    replayed_by = serializers.SerializerMethodField()

    class Meta:
        model = Repayment
        fields = (
            "id", "fund", "loan", "kind", "effect", "received_on", "amount", "principal", "interest", "costs",
            "credit", "currency", "reference", "reason", "named", "allocations", "reversed_on", "replays",
            "replayed_by",
        )  # fmt: skip

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_replayed_by(self, repayment: Repayment) -> UUID | None:
        found = getattr(repayment, "replayed_by", None)
        return found.pk if found else None


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An instalment",
            value={"amount": "3350.01", "received_on": "2026-02-15", "reference": "VIR-0042"},
            request_only=True,
        )
    ]
)
class RepaymentIn(serializers.Serializer[Any]):
    """What was received. The day is today when not said."""

    amount = AmountField()
    received_on = DayField(required=False)
    reference = serializers.CharField(max_length=REFERENCE_LENGTH_MAX, required=False, allow_blank=True)
    named = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=1200), max_length=1200, required=False,
        help_text="numbers of the instalments that the debtor names: they are paid before the others",
    )  # fmt: skip


def repayments_visible_to(person: Person) -> QuerySet[Repayment]:
    """The receipts of the loans one sees."""
    loans = loans_visible_to(person)
    return (
        Repayment.objects.filter(loan__in=loans)
        .select_related("fund", "loan", "replayed_by")
        .prefetch_related("allocations")
    )


class Repayments(Within, Act):
    """Receipts of a loan, the newest first. Recording one is for a treasurer of the fund.

    One of an earlier day than others takes its place before them: they are undone and done again.
    """

    visible = loans_visible_to
    serializer_class = RepaymentOut
    takes = RepaymentIn

    def of(self, loan: Loan) -> QuerySet[Repayment]:
        return repayments_visible_to(self.person).filter(loan=loan)

    def act(self, loan: Loan, *, received_on: date | None = None, **values: Any) -> Repayment:
        now = self.now()
        return repay_loan(
            loan=loan, received_on=received_on or now.date(), acting_person=self.person, now=now, **values
        )


class EarlyIn(serializers.Serializer[Any]):
    """The day everything is repaid; today when not said. The amount follows (see `payoff`), or is more than that."""

    amount = AmountField(required=False, help_text="what was received, where it is more than it takes")

    received_on = DayField(required=False)
    reference = serializers.CharField(max_length=REFERENCE_LENGTH_MAX, required=False, allow_blank=True)


class RepayEarly(Act):
    """Record the repayment of everything before its time: the schedule ends on this day and the loan is closed."""

    visible = loans_visible_to
    serializer_class = RepaymentOut
    takes = EarlyIn

    def act(self, loan: Loan, *, received_on: date | None = None, **values: Any) -> Repayment:
        now = self.now()
        return repay_early(
            loan=loan, received_on=received_on or now.date(), acting_person=self.person, now=now, **values
        )


class PayoffQuery(serializers.Serializer[Any]):
    """On which day; today when not said."""

    on = DayField(required=False)


class PayoffOut(serializers.Serializer[Any]):
    """What repays everything on a day: what is due and unpaid, the principal to come, interest to the day."""

    on = serializers.DateField()
    overdue = AmountField()
    principal = AmountField()
    interest = AmountField()
    late = AmountField(help_text="late interest not charged yet")
    indemnity = AmountField(help_text="of the contract, for repaying early")
    total = AmountField()
    currency = serializers.CharField(source="total.currency.code")


class PayoffView(Resource):
    """What an early repayment in full would take; changes nothing."""

    visible = loans_visible_to
    serializer_class = PayoffOut

    @extend_schema(operation_id="loans_payoff", parameters=[PayoffQuery])
    def get(self, request: Request, **_names: Any) -> Response:
        loan = self.found()
        asked = PayoffQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        on = asked.validated_data.get("on", self.now().date())
        return Response(self.get_serializer(payoff_asked(loan, on=on)).data)


class OneRepayment(One):
    """A receipt."""

    visible = repayments_visible_to
    serializer_class = RepaymentOut


class ReversalIn(serializers.Serializer[Any]):
    """Why, and on which day; today when not said."""

    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)
    reversed_on = DayField(required=False)


class ReverseRepayment(Act):
    """Undo a receipt by a mirror entry: every lender gives back what it had received.

    What came later is undone and done again as if this money had never come; 409 where that is not possible.
    """

    visible = repayments_visible_to
    serializer_class = RepaymentOut
    takes = ReversalIn

    def act(self, repayment: Repayment, *, reason: str, reversed_on: date | None = None) -> Repayment:
        now = self.now()
        return reverse_repayment(
            repayment=repayment,
            reversed_on=reversed_on or now.date(),
            reason=reason,
            acting_person=self.person,
            now=now,
        )
