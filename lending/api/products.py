"""What a loan product is offered for: its rate and amounts, its contract, its fee."""

from decimal import Decimal
from typing import Any

from djmoney.money import Money
from rest_framework import serializers

from lending.api.acts import Act
from lending.api.fields import AmountField
from lending.api.funds import ProductOut, products_visible_to
from lending.domain.allocation import Part
from lending.domain.contract import GRACE_DAYS_MAX
from lending.domain.terms_json import INSTALMENTS_MAX
from lending.models import LoanProduct
from lending.services.revise_contract import revise_contract
from lending.services.revise_fee import revise_fee
from lending.services.revise_offer import revise_offer


class ContractIn(serializers.Serializer[Any]):
    """The rules of repayment of the loans to come; what is left out has its default."""

    allocation = serializers.ListField(
        child=serializers.ChoiceField([part.value for part in Part]), required=False,
        help_text="what a payment pays first; each of costs, interest and principal once",
    )  # fmt: skip
    prepayment_indemnity = serializers.DecimalField(
        max_digits=5, decimal_places=4, min_value=0, max_value=1, default=Decimal(0)
    )
    late_rate = serializers.DecimalField(max_digits=7, decimal_places=6, min_value=0, max_value=1, default=Decimal(0))
    late_grace_days = serializers.IntegerField(min_value=0, max_value=GRACE_DAYS_MAX, default=0)
    late_on_interest = serializers.BooleanField(default=False)

    def validate_allocation(self, parts: list[str]) -> list[str]:
        """Each part once, or none at all."""
        if parts and sorted(parts) != sorted(Part):
            raise serializers.ValidationError("costs, interest, principal")
        return parts


class ReviseContract(Act):
    """Offer a product on another contract: a further version. Loans that were asked for before keep theirs."""

    visible = products_visible_to
    serializer_class = ProductOut
    takes = ContractIn

    def act(self, product: LoanProduct, **rules: Any) -> LoanProduct:
        return revise_contract(product=product, acting_person=self.person, now=self.now(), **rules)


class OfferIn(serializers.Serializer[Any]):
    """The rate, the amounts and the length of the loans to come; all of them."""

    annual_rate = serializers.DecimalField(
        max_digits=7, decimal_places=6, min_value=0, max_value=Decimal("0.999999"), help_text="a fraction: 0.03 is 3 %"
    )
    min_amount = AmountField()
    max_amount = AmountField()
    max_instalments = serializers.IntegerField(min_value=1, max_value=INSTALMENTS_MAX)


class ReviseOffer(Act):
    """Offer a product at another rate, for other amounts: a further version. Loans asked for before keep theirs."""

    visible = products_visible_to
    serializer_class = ProductOut
    takes = OfferIn

    def act(self, product: LoanProduct, **offer: Any) -> LoanProduct:
        return revise_offer(product=product, acting_person=self.person, now=self.now(), **offer)


class FeeIn(serializers.Serializer[Any]):
    """The fee of the loans to come: a fixed sum and a fraction of the amount, which add up; zero for none."""

    fee_amount = AmountField(required=False)
    fee_rate = serializers.DecimalField(max_digits=7, decimal_places=6, min_value=0, max_value=1, default=Decimal(0))
    fee_paid = serializers.ChoiceField(choices=LoanProduct.FeePaid.choices, default=LoanProduct.FeePaid.DEDUCTED)


class ReviseFee(Act):
    """Ask another fee for a product: a further version. Loans that were asked for before keep theirs."""

    visible = products_visible_to
    serializer_class = ProductOut
    takes = FeeIn

    def act(
        self, product: LoanProduct, *, fee_rate: Decimal, fee_paid: str, fee_amount: Money | None = None
    ) -> LoanProduct:
        fixed = product.min_amount * 0 if fee_amount is None else fee_amount
        return revise_fee(
            product=product, fixed=fixed, rate=fee_rate, paid=fee_paid, acting_person=self.person, now=self.now()
        )
