"""The wording of a fund's contracts: its versions, a new one, and what it looks like."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from lending.api.acts import Act
from lending.api.files import AddressDecides
from lending.api.resources import Resource, Within
from lending.models import AgreementTemplate, Fund
from lending.policies import require_wording_hand
from lending.selectors.visible import funds_visible_to
from lending.services.change_wording import change_wording
from lending.statements.agreement_preview import preview_pdf


class WordingOut(serializers.ModelSerializer[AgreementTemplate]):
    """A version of the wording; the last one is in force. Without author, it is the program's proposal."""

    created_by_name = serializers.CharField(source="created_by.name", default=None, allow_null=True)

    class Meta:
        model = AgreementTemplate
        fields = ("id", "fund", "version", "wording", "created_by_name", "created_at")


class WordingIn(serializers.Serializer[Any]):
    """By language (`fr`, and `en` if wanted), then by part: title, preamble, clauses, special, legal.

    An empty line makes a paragraph. `{borrower}`, `{amount}` and the other facts in braces are filled in.
    """

    wording = serializers.DictField(child=serializers.DictField(child=serializers.CharField(allow_blank=True)))


class Wordings(Within, Act):
    """The versions of a fund's wording, the latest first. A new one is for its treasurers and administrators."""

    visible = funds_visible_to
    serializer_class = WordingOut
    takes = WordingIn

    def of(self, fund: Fund) -> QuerySet[AgreementTemplate]:
        return AgreementTemplate.objects.filter(fund=fund).select_related("created_by").order_by("-version")

    def act(self, fund: Fund, *, wording: dict[str, Any]) -> AgreementTemplate:
        return change_wording(fund=fund, wording=wording, acting_person=self.person, now=self.now())


class WordingPreview(Resource):
    """A contract of an invented loan under a wording, as PDF; nothing is kept. For those who may change it."""

    visible = funds_visible_to
    serializer_class = WordingIn
    content_negotiation_class = AddressDecides

    @extend_schema(
        operation_id="funds_contract_wording_preview",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "marked as a demonstration")},
    )
    def post(self, request: Request, **_names: Any) -> HttpResponse:
        fund, now = self.found(), self.now()
        require_wording_hand(self.person, fund)
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        pdf = preview_pdf(fund=fund, wording=asked.validated_data["wording"], on=now.date(), issued_at=now)
        return HttpResponse(pdf, content_type="application/pdf")
