"""What a contract says: for people, for spreadsheets, and the very bytes whose hash is accepted."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from lending.api.agreements import AgreementOut
from lending.api.files import FILE_TYPE, FILES, Document, ProfileQuery
from lending.api.loans import LoanWithSchedule
from lending.api.resources import Resource
from lending.domain.canonical import canonical_json
from lending.models import Agreement, Loan
from lending.selectors.visible import agreements_visible_to, loans_visible_to
from lending.statements.agreement import contract_of_loan
from lending.statements.agreement_csv import agreement_csv, agreement_name
from lending.statements.agreement_paper import contract_pdf, paper_of
from lending.statements.amendment import amendment, amendment_name


class ContractFile(Document):
    """A contract in the form its address asks for; the JSON is canonical: its SHA-256 is the hash of the contract."""

    def file_of(self, loan: Loan, file_type: str, request: Request, *, now: datetime) -> HttpResponseBase:
        agreed, profile = contract_of_loan(loan), self.profile(request)
        if file_type == "json":
            return HttpResponse(canonical_json(agreed.content), content_type="application/json")
        return self.answer(
            file_type,
            name=agreement_name(agreed),
            as_json=lambda: agreed.content,
            as_csv=lambda language: agreement_csv(agreed, profile=profile, language=language),
            as_pdf=lambda language: contract_pdf(loan, language=language, now=now),
        )


class AgreementDocument(ContractFile, Resource):
    """The contract of a loan: parties, participations, terms, planned schedule, cost, clauses."""

    visible = loans_visible_to
    serializer_class = LoanWithSchedule

    @extend_schema(operation_id="loans_agreement", parameters=[FILE_TYPE, ProfileQuery], responses=FILES)
    def get(self, request: Request, file_type: str, **_names: Any) -> HttpResponseBase:
        return self.file_of(self.found(), file_type, request, now=self.now())


class ContractDocument(ContractFile, Resource):
    """The same, for whoever is a party to it: a lender sees the contracts it lends under. Addenda and notices too."""

    visible = agreements_visible_to
    serializer_class = AgreementOut

    @extend_schema(operation_id="agreements_document", parameters=[FILE_TYPE, ProfileQuery], responses=FILES)
    def get(self, request: Request, file_type: str, **_names: Any) -> HttpResponseBase:
        agreement = self.found()
        if agreement.kind == Agreement.Kind.CONTRACT:
            return self.file_of(agreement.loan, file_type, request, now=self.now())
        return self.amendment_of(agreement, file_type, request, now=self.now())

    def amendment_of(
        self, agreement: Agreement, file_type: str, request: Request, *, now: datetime
    ) -> HttpResponseBase:
        said, profile = amendment(agreement), self.profile(request)
        if file_type == "json":
            return HttpResponse(agreement.content.encode(), content_type="application/json")
        return self.answer(
            file_type,
            name=amendment_name(said),
            as_json=lambda: said.content,
            as_csv=lambda language: agreement_csv(said, profile=profile, language=language),
            as_pdf=lambda language: bytes(paper_of(agreement, language=language, now=now).pdf),
        )
