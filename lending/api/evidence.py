"""The file of a lender and year: for its people, and for those who keep or audit the fund's books."""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from lending.api.cooperatives import MembershipOut
from lending.api.files import TABLE_TYPE, TABLES, Document, ProfileQuery
from lending.api.resources import Resource
from lending.selectors.visible import memberships_visible_to
from lending.statements.evidence import evidence
from lending.statements.evidence_json import evidence_json
from lending.statements.evidence_pdf import evidence_pdf
from lending.statements.evidence_tables import evidence_csv, evidence_name, evidence_xlsx
from lending.statements.tables import Profile

YEAR_MIN, YEAR_MAX = 1971, 2198


class YearQuery(ProfileQuery):
    """The calendar year in which the accounting year ends; this one when not said."""

    year = serializers.IntegerField(min_value=YEAR_MIN, max_value=YEAR_MAX, required=False)


class EvidenceDocument(Document, Resource):
    """Each loan that the lender funded in its year: link, verdicts, ceiling; form 2062 and interest of the year."""

    visible = memberships_visible_to
    serializer_class = MembershipOut

    @extend_schema(
        operation_id="memberships_evidence", parameters=[TABLE_TYPE, YearQuery], responses=TABLES, filters=False
    )
    def get(self, request: Request, file_type: str, **_names: Any) -> HttpResponseBase:
        membership, now = self.found(), self.now()
        asked = YearQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        found = evidence(membership=membership, year=given.get("year", now.year))
        return self.answer(
            file_type,
            name=evidence_name(found),
            as_json=lambda: evidence_json(found),
            as_csv=lambda language: evidence_csv(found, profile=Profile(given["profile"]), language=language),
            as_pdf=lambda language: evidence_pdf(found, issued_at=now, language=language),
            as_xlsx=lambda language: evidence_xlsx(found, issued_at=now, language=language),
        )
