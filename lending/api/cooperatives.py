"""Cooperatives, their membership of a fund, and the statement of their account."""

from datetime import date
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.fields import AmountField, DayField
from lending.api.files import FILE_TYPE, FILES, Document, ProfileQuery
from lending.api.resources import ByFund, One, Resource
from lending.models import Membership
from lending.selectors.cooperatives import cooperatives_visible_to
from lending.selectors.fund_accounts import member_position
from lending.selectors.visible import memberships_visible_to
from lending.statements.account_statement import ROLES, account_statement
from lending.statements.account_statement_csv import statement_csv, statement_name
from lending.statements.account_statement_json import statement_json
from lending.statements.account_statement_pdf import statement_pdf
from lending.statements.tables import Profile
from members.models import Cooperative


class CooperativeOut(serializers.ModelSerializer[Cooperative]):
    """A cooperative: what the register of companies tells everybody."""

    class Meta:
        model = Cooperative
        fields = ("id", "name", "siren", "street", "postal_code", "city")


class Cooperatives(ListAPIView, Resource):
    """One's own cooperatives and the other members of one's funds."""

    visible = cooperatives_visible_to
    serializer_class = CooperativeOut


class OneCooperative(One):
    """A cooperative."""

    visible = cooperatives_visible_to
    serializer_class = CooperativeOut


class MembershipOut(serializers.ModelSerializer[Membership]):
    """A cooperative's place in a fund; `number` is the tail of its account codes."""

    cooperative = CooperativeOut()

    class Meta:
        model = Membership
        fields = ("id", "fund", "cooperative", "number", "joined_on")


class Memberships(ListAPIView, Resource):
    """Members whose account one may read: one's own cooperative, or all for those who keep or audit the books."""

    visible = memberships_visible_to
    serializer_class = MembershipOut
    filterset_class = ByFund


class OneMembership(One):
    """A cooperative's place in a fund."""

    visible = memberships_visible_to
    serializer_class = MembershipOut


class AccountOut(serializers.Serializer[Any]):
    """What a member has with the fund now."""

    available = AmountField()
    reserved = AmountField(help_text="for loans agreed and not paid out")
    lent = AmountField()
    interest_due = AmountField(help_text="earned and not received")


class Account(Resource):
    """A member's accounts now."""

    visible = memberships_visible_to
    serializer_class = AccountOut

    @extend_schema(operation_id="memberships_account")
    def get(self, request: Request, **_names: Any) -> Response:
        return Response(self.get_serializer(member_position(self.found())).data)


class Period(ProfileQuery):
    """Of which days, and of which accounts, a statement tells; this year so far when not said."""

    start = DayField(required=False)
    end = DayField(required=False)
    roles = serializers.MultipleChoiceField(
        choices=ROLES, required=False, help_text="accounts whose movements are shown"
    )


class Statement(Document, Resource):
    """A member's account over a period: opening, movements, running and closing balance."""

    visible = memberships_visible_to
    serializer_class = MembershipOut

    @extend_schema(operation_id="memberships_statement", parameters=[FILE_TYPE, Period], responses=FILES, filters=False)
    def get(self, request: Request, file_type: str, **_names: Any) -> HttpResponseBase:
        membership, now = self.found(), self.now()
        asked = Period(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        statement = account_statement(
            membership=membership,
            start=given.get("start", date(now.year, 1, 1)),
            end=given.get("end", now.date()),
            roles=tuple(given.get("roles") or ("available",)),
        )
        return self.answer(
            file_type,
            name=statement_name(statement),
            as_json=lambda: statement_json(statement),
            as_csv=lambda language: statement_csv(statement, profile=Profile(given["profile"]), language=language),
            as_pdf=lambda language: statement_pdf(statement, issued_at=now, language=language),
        )
