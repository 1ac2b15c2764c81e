"""When a fund's interest enters its books."""

from typing import Any

from rest_framework import serializers

from lending.api.acts import Act
from lending.models import Fund, FundPolicy
from lending.selectors.visible import funds_visible_to
from lending.services.change_accrual import change_accrual


class AccrualIn(serializers.Serializer[Any]):
    """`daily`: each day what has run; `at_due_date`: the whole of an instalment when it falls due."""

    accrual = serializers.ChoiceField(choices=FundPolicy.Accrual.choices)


class AccrualOut(serializers.ModelSerializer[FundPolicy]):
    """The version of the fund's policy that says so."""

    class Meta:
        model = FundPolicy
        fields = ("fund", "version", "accrual")


class ChangeAccrual(Act):
    """Say when interest enters the books, from the next close of day on: no interest is booked twice, none left out.

    For a treasurer of the fund.
    """

    visible = funds_visible_to
    serializer_class = AccrualOut
    takes = AccrualIn

    def act(self, fund: Fund, *, accrual: str) -> FundPolicy:
        return change_accrual(fund=fund, accrual=accrual, acting_person=self.person, now=self.now())
