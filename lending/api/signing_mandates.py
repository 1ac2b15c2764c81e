"""A lender's mandate: the fund's signatory accepts its loan contracts for it."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act
from lending.api.agreements import PASSWORD_LENGTH_MAX
from lending.api.reauthentication import proof_by_password
from lending.api.resources import Within
from lending.domain.reauthentication import Reauthentication
from lending.models import Membership, SigningMandate
from lending.selectors.visible import memberships_visible_to
from lending.services.give_mandate import give_mandate, withdraw_mandate


class MandateOut(serializers.ModelSerializer[SigningMandate]):
    """A mandate, in force until it is withdrawn."""

    granted_by_name = serializers.CharField(source="granted_by.name")

    class Meta:
        model = SigningMandate
        fields = ("id", "membership", "granted_by_name", "granted_at", "withdrawn_at")


class MandateIn(serializers.Serializer[Any]):
    """The password of who gives it, entered anew."""

    password = serializers.CharField(max_length=PASSWORD_LENGTH_MAX, trim_whitespace=False, write_only=True)


class SigningMandates(Within, Act):
    """A member's mandates, the latest first. Giving one is for a manager of the cooperative."""

    visible = memberships_visible_to
    serializer_class = MandateOut
    takes = MandateIn

    def of(self, membership: Membership) -> QuerySet[SigningMandate]:
        return SigningMandate.objects.filter(membership=membership).select_related("granted_by").order_by("-granted_at")

    def post(self, request: Request, **_names: Any) -> Response:
        membership, values = self.found(), self.read(request.data)
        proof = proof_by_password(self.person, values.pop("password"), now=self.now())
        return self.once(request, lambda: self.act(membership, proof=proof))

    def act(self, membership: Membership, *, proof: Reauthentication) -> SigningMandate:
        return give_mandate(membership=membership, proof=proof, acting_person=self.person, now=self.now())

    def kept_of(self, data: Any) -> Any:
        """Nothing is kept that a password could be guessed from."""
        return {}


class WithdrawMandate(Act):
    """Take the mandate back. For a manager of the cooperative."""

    visible = memberships_visible_to
    serializer_class = MandateOut

    def act(self, membership: Membership, **_nothing: Any) -> SigningMandate:
        return withdraw_mandate(membership=membership, acting_person=self.person, now=self.now())
