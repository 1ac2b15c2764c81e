"""A cooperative's requests for a loan: written, submitted, withdrawn."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import ChoiceFilter, UUIDFilter
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act, Nothing
from lending.api.asked_drawdowns import DrawdownAsked, drawdowns_as_asked
from lending.api.fields import AmountField, DayField, Own
from lending.api.funds import products_visible_to
from lending.api.misfits import FittingIn
from lending.api.named_sponsors import SponsorIn, SponsorOut, as_asked
from lending.api.resources import ByFund, One
from lending.api.wished_schedule import as_wished
from lending.domain.tranches import TRANCHES_MAX
from lending.domain.wished_schedule import wished_in
from lending.models import LoanProduct, LoanRequest, Membership, RequestVersion
from lending.selectors.cooperatives import cooperatives_visible_to
from lending.selectors.visible import memberships_visible_to, requests_visible_to
from lending.selectors.voted_cost import voted_cost
from lending.services.amend_request import amend_request
from lending.services.draft_request import Asked, draft_request
from lending.services.submit_request import submit_request, withdraw_request
from members.models import Person

UNKNOWN_LINKS = _("No cooperative of your funds has these ids: %(ids)s.")
INSTALMENTS_MAX, PURPOSE_LENGTH_MAX, LINKS_MAX, SPONSORS_MAX, EXCEPTION_LENGTH_MAX = 600, 5000, 50, 10, 2000


class VersionOut(serializers.ModelSerializer[RequestVersion]):
    """What is asked. The committee votes on `sha256`."""

    amount = AmountField()
    currency = serializers.CharField(source="amount.currency.code")
    product_name = serializers.CharField(source="product.name")
    sponsors = SponsorOut(many=True)

    class Meta:
        model = RequestVersion
        fields = (
            "version", "product", "product_name", "amount", "currency", "instalments", "start_on", "purpose", "terms",
            "links", "sponsors", "sha256",
        )  # fmt: skip


class LoanRequestOut(serializers.ModelSerializer[LoanRequest]):
    """A request and where it stands."""

    borrower = serializers.CharField(source="membership.cooperative.name")
    current = VersionOut()

    class Meta:
        model = LoanRequest
        fields: tuple[str, ...] = (
            "id", "fund", "reference", "kind", "membership", "borrower", "state",
            "created_at", "submitted_at", "exception_reason", "current",
        )  # fmt: skip


class PeriodOut(serializers.Serializer[Any]):
    """So many of these: months, years."""

    count = serializers.IntegerField()
    unit = serializers.CharField()


class RequestCost(serializers.Serializer[Any]):
    """What it would cost on the terms voted on; rates are fractions, null where no rate solves the equation."""

    interest = serializers.CharField()
    fees = serializers.CharField()
    cost = serializers.CharField(help_text="interest and fees")
    total = serializers.CharField(help_text="all that is paid back")
    proportional = serializers.CharField(allow_null=True, help_text="professional TEG, a year")
    period_rate = serializers.CharField(allow_null=True)
    period = PeriodOut(help_text="the length of the period of `period_rate`")
    eu = serializers.CharField(allow_null=True, help_text="EU actuarial rate")


class LoanRequestWithCost(LoanRequestOut):
    """A request with what it would cost."""

    cost = serializers.SerializerMethodField()

    class Meta(LoanRequestOut.Meta):
        fields = (*LoanRequestOut.Meta.fields, "cost")

    @extend_schema_field(RequestCost(allow_null=True))
    def get_cost(self, asked: LoanRequest) -> dict[str, Any] | None:
        return voted_cost(asked.current)


def requests_with_versions(person: Person) -> QuerySet[LoanRequest]:
    """The requests a person sees, with what they ask for at hand."""
    return requests_visible_to(person).prefetch_related("versions__product")


class AskedIn(FittingIn):
    """What may be changed until the request is decided."""

    product = Own(queryset=LoanProduct.objects.all(), visible=products_visible_to)
    amount = AmountField()
    start_on = DayField(help_text="the day the money is wished for")
    purpose = serializers.CharField(max_length=PURPOSE_LENGTH_MAX)
    drawdowns = serializers.ListField(
        child=DrawdownAsked(), required=False, max_length=TRANCHES_MAX,
        help_text="when it is not drawn at once: together the amount, the first on `start_on`",
    )  # fmt: skip
    links = serializers.ListField(
        child=serializers.UUIDField(), max_length=LINKS_MAX, required=False,
        help_text="ids of cooperatives that the borrower is linked to: their seats will not vote",
    )  # fmt: skip

    sponsors = serializers.ListField(
        child=SponsorIn(), max_length=SPONSORS_MAX, required=False,
        help_text="members that answer for a part of the loan; their seats will not vote either",
    )  # fmt: skip

    def validate_drawdowns(self, drawdowns: list[dict[str, Any]]) -> list[Asked]:
        return [(each["on"], each["amount"]) for each in drawdowns]

    def validate_links(self, links: list[UUID]) -> list[str]:
        known = set(
            cooperatives_visible_to(self.context["view"].person).filter(pk__in=links).values_list("pk", flat=True)
        )
        if unknown := [str(link) for link in links if link not in known]:
            raise serializers.ValidationError(UNKNOWN_LINKS % {"ids": ", ".join(unknown)}, code="does_not_exist")
        return [str(link) for link in links]


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "15 000 € for three months",
            value={
                "membership": "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c2d",
                "product": "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c2e",
                "amount": "15000.00",
                "instalments": 3,
                "start_on": "2026-01-15",
                "purpose": "Payer la TVA avant l'encaissement du lot 2",
            },
            request_only=True,
        )
    ]
)
class DraftIn(AskedIn):
    """A new request of a cooperative one acts for."""

    membership = Own(queryset=Membership.objects.all(), visible=memberships_visible_to)


class RequestFilter(ByFund):
    """By fund, by member or by state."""

    membership = UUIDFilter(field_name="membership_id")
    state = ChoiceFilter(choices=LoanRequest.State.choices)


class LoanRequests(ListAPIView, Act):
    """One's cooperative's requests, and those handed to the funds one serves. Writing one needs no Idempotency-Key."""

    visible = requests_with_versions
    serializer_class = LoanRequestOut
    filterset_class = RequestFilter
    takes = DraftIn
    key_is_required = False

    def act(self, subject: None, *, membership: Membership, **asked: Any) -> LoanRequest:
        self.in_zone_of(membership.fund)
        return draft_request(membership=membership, acting_person=self.person, now=self.now(), **asked)


class OneLoanRequest(One, Act):
    """A request. What it asks can be changed until it is decided; an open vote on it is void then."""

    visible = requests_with_versions
    serializer_class = LoanRequestWithCost
    takes = AskedIn
    answers = 200
    key_is_required = False
    http_method_names = ("get", "patch", "head", "options")

    def patch(self, request: Request, **_names: Any) -> Response:
        draft = self.found()
        return self.once(
            request, lambda: self.act(draft, **self.read(as_wished(_as_asked(draft.current), _object(request))))
        )

    def act(self, draft: LoanRequest, **asked: Any) -> LoanRequest:
        amend_request(request=draft, acting_person=self.person, now=self.now(), **asked)
        return self.found()


def _as_asked(version: RequestVersion) -> dict[str, Any]:
    """What a request asks for now, as it was sent."""
    return {
        "product": version.product_id,
        "amount": AmountField().to_representation(version.amount),
        "instalments": version.instalments,
        "start_on": version.start_on.isoformat(),
        "purpose": version.purpose,
        **wished_in(version.terms),
        "links": version.links,
        "sponsors": as_asked(version.sponsors),
        "drawdowns": drawdowns_as_asked(version),
    }


def _object(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise serializers.ValidationError(_("Send a JSON object with what changes."))
    return request.data


class SubmissionIn(serializers.Serializer[Any]):
    """What goes with the request."""

    exception_reason = serializers.CharField(
        max_length=EXCEPTION_LENGTH_MAX, allow_blank=True, default="",
        help_text="why the committee should let be exceeded what it may; those rules alone do not block then",
    )  # fmt: skip


class SubmitRequest(Act):
    """Hand a draft to the fund: its ceilings are checked. Over them: 409, with the rules and what is possible."""

    visible = requests_with_versions
    serializer_class = LoanRequestOut
    takes = SubmissionIn
    answers = 200
    key_is_required = False

    def act(self, asked: LoanRequest, *, exception_reason: str) -> LoanRequest:
        return submit_request(
            request=asked, acting_person=self.person, now=self.now(), exception_reason=exception_reason
        )


class WithdrawRequest(Act):
    """Take a request back before it is decided; an open vote on it ends without outcome."""

    visible = requests_with_versions
    serializer_class = LoanRequestOut
    takes = Nothing
    answers = 200
    key_is_required = False

    def act(self, asked: LoanRequest) -> LoanRequest:
        return withdraw_request(request=asked, acting_person=self.person, now=self.now())
