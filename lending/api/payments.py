"""The payments that pay a loan out: from whose account to whose."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField
from lending.api.resources import Resource
from lending.policies import require_book_reader
from lending.selectors.payments import Kept, Payment, PayOut, pay_out_of, total_of
from lending.selectors.visible import loans_visible_to


class PaymentOut(serializers.Serializer[Payment]):
    """One payment; `payer_iban` is empty where the fund pays."""

    payer = serializers.CharField()
    payer_iban = serializers.CharField()
    payee = serializers.CharField()
    payee_iban = serializers.CharField()
    amount = AmountField()
    words = serializers.CharField()


class KeptBackOut(serializers.Serializer[Any]):
    """What is kept back: the fee, which is the fund's, or the borrower's contribution to the mutual guarantee fund."""

    what = serializers.ChoiceField(choices=[str(kept) for kept in Kept])
    amount = AmountField()


class PaymentsOut(serializers.Serializer[Any]):
    """What is lent, what is kept back of it, and what the borrower receives: `gross` less `kept_back` is `net`.

    `total` is of the payments: `net`, and the fee where lenders pay the fund their shares of it.
    """

    currency = serializers.CharField()
    gross = AmountField(help_text="principal of the drawdown, with a fee that is lent")
    kept_back = KeptBackOut(many=True)
    net = AmountField(help_text="to transfer to the borrower")
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
        found = pay_out_of(loan) or PayOut(loan.amount * 0, (), ())
        answer = {
            "currency": loan.fund.currency,
            "gross": found.gross,
            "kept_back": [{"what": str(what), "amount": amount} for what, amount in found.kept_back],
            "net": found.net,
            "total": total_of(found.payments, currency=loan.fund.currency),
            "payments": found.payments,
        }
        return Response(self.get_serializer(answer).data)
