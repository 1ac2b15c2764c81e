"""What borrowers put into the mutual guarantee fund."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from lending.api.acts import Act
from lending.models import Fund, FundPolicy
from lending.selectors.visible import funds_visible_to
from lending.services.change_guarantee_rate import change_guarantee_rate


class GuaranteeRateIn(serializers.Serializer[Any]):
    """Of its loan, what a borrower puts in; a fraction: 0.02 is 2 %, 0 for nothing."""

    guarantee_rate = serializers.DecimalField(max_digits=5, decimal_places=4, min_value=0, max_value=Decimal("0.9999"))


class GuaranteeRateOut(serializers.ModelSerializer[FundPolicy]):
    """The version of the fund's policy that says so."""

    class Meta:
        model = FundPolicy
        fields = ("fund", "version", "guarantee_rate")


class ChangeGuaranteeRate(Act):
    """Ask another contribution of the borrowers to come; loans that are agreed keep theirs. For a treasurer."""

    visible = funds_visible_to
    serializer_class = GuaranteeRateOut
    takes = GuaranteeRateIn

    def act(self, fund: Fund, *, guarantee_rate: Decimal) -> FundPolicy:
        return change_guarantee_rate(fund=fund, rate=guarantee_rate, acting_person=self.person, now=self.now())
