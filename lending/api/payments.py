"""The payments that pay a loan out: from whose account to whose."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField
from lending.api.resources import Resource
from lending.policies import require_book_reader
from lending.selectors.payments import Payment, payments_of, total_of
from lending.selectors.visible import loans_visible_to


class PaymentOut(serializers.Serializer[Payment]):
    """One payment; `payer_iban` is empty where the fund pays."""

    payer = serializers.CharField()
    payer_iban = serializers.CharField()
    payee = serializers.CharField()
    payee_iban = serializers.CharField()
    amount = AmountField()
    words = serializers.CharField()


class PaymentsOut(serializers.Serializer[Any]):
    """They sum to the amount of the loan."""

    currency = serializers.CharField()
    total = AmountField()
    payments = PaymentOut(many=True)


class LoanPayments(Resource):
    """What pays the loan out: one payment from the fund, or one from each lender where the members hold the cash.

    For those who keep the fund's books.
    """

    visible = loans_visible_to
    serializer_class = PaymentsOut

    @extend_schema(operation_id="loans_payments")
    def get(self, request: Request, **_names: Any) -> Response:
        loan = self.found()
        require_book_reader(self.person, loan.fund)
        payments = payments_of(loan)
        currency = loan.fund.currency
        answer = {"currency": currency, "total": total_of(payments, currency=currency), "payments": payments}
        return Response(self.get_serializer(answer).data)
