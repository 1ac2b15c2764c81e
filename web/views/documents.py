"""Files to keep: statements and schedules as PDF, CSV and JSON."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from lending.models import Membership
from lending.selectors.visible import agreements_visible_to
from lending.statements.account_statement import account_statement
from lending.statements.account_statement_csv import statement_csv, statement_name
from lending.statements.account_statement_json import statement_json
from lending.statements.account_statement_pdf import statement_pdf
from lending.statements.agreement_paper import contract_pdf, paper_of
from lending.statements.amendment import amendment, amendment_name
from lending.statements.errors import MinutesNotPossible, TooLongForPdf
from lending.statements.evidence_json import evidence_json
from lending.statements.evidence_pdf import evidence_pdf
from lending.statements.evidence_tables import evidence_csv, evidence_name, evidence_xlsx
from lending.statements.loan_schedule import loan_schedule
from lending.statements.loan_schedule_csv import schedule_csv, schedule_name
from lending.statements.loan_schedule_json import schedule_json
from lending.statements.loan_schedule_pdf import schedule_pdf
from lending.statements.loan_schedule_xlsx import schedule_xlsx
from lending.statements.minutes import minutes
from lending.statements.minutes_csv import minutes_name
from lending.statements.minutes_pdf import minutes_pdf
from lending.statements.tables import Profile
from lending.statements.workbook import CONTENT_TYPE
from web.forms.lending import PeriodForm
from web.hats import Hat, wear
from web.lookup import agreement_of, consultation_of, loan_of, member_of, person_of
from web.sentences import sentence_of
from web.views.accounts import DETAILED
from web.views.evidence import evidence_of


@login_required
@require_GET
def statement_file(request: HttpRequest, membership_id: UUID, extension: str) -> HttpResponseBase:
    """A member's statement over the period of the page it was asked from."""
    hat = wear(request, "cooperative", "fund")
    member = member_of(request, hat, membership_id)
    period = PeriodForm(request.GET or PeriodForm.this_year(today=timezone.localdate()))
    if not period.is_valid() or period.cleaned_data["end"] < period.cleaned_data["start"]:
        raise Http404
    statement = account_statement(membership=member, roles=DETAILED, **period.cleaned_data)
    name = f"{statement_name(statement)}.{extension}"
    if extension == "pdf":
        try:
            content = statement_pdf(statement, issued_at=timezone.now(), language=_language())
        except TooLongForPdf as error:
            messages.error(request, sentence_of(error))
            return redirect(f"{_account_page(hat, member)}?{request.GET.urlencode()}")
        return _pdf(content, name)
    if extension == "csv":
        return _csv(statement_csv(statement, profile=Profile.EXCEL_FR, language=_language()), name)
    return _json(statement_json(statement), name)


@login_required
@require_GET
def schedule_file(request: HttpRequest, loan_id: UUID, extension: str) -> HttpResponseBase:
    """A loan's schedule as it stands today."""
    loan = loan_of(request, wear(request, "cooperative", "fund", "committee"), loan_id)
    schedule = loan_schedule(loan=loan, on=timezone.localdate())
    name = f"{schedule_name(schedule)}.{extension}"
    if extension == "pdf":
        return _pdf(schedule_pdf(schedule, issued_at=timezone.now(), language=_language()), name)
    if extension == "csv":
        return _csv(schedule_csv(schedule, profile=Profile.EXCEL_FR, language=_language()), name)
    if extension == "xlsx":
        content = schedule_xlsx(schedule, issued_at=timezone.now(), language=_language())
        return HttpResponse(content, content_type=CONTENT_TYPE, headers=_named(name))
    return _json(schedule_json(schedule), name)


@login_required
@require_GET
def agreement_file(request: HttpRequest, loan_id: UUID, number: int = 1) -> HttpResponse:
    """The contract of a loan, or what came after it, as a PDF."""
    hat, now = wear(request, "cooperative", "fund", "committee"), timezone.now()
    if number > 1:
        later = agreement_of(request, loan_id, number)
        paper = paper_of(later, language=_language(), now=now)
        return _pdf(bytes(paper.pdf), f"{amendment_name(amendment(later))}.pdf")
    agreement = agreements_visible_to(person_of(request)).filter(loan=loan_id, number=1).first()
    loan = agreement.loan if agreement else loan_of(request, hat, loan_id)
    return _pdf(contract_pdf(loan, language=_language(), now=now), f"convention-{loan.reference}.pdf")


@login_required
@require_GET
def minutes_file(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """The minutes of a decided consultation, drawn up from its log."""
    consultation = consultation_of(request, wear(request, "committee", "fund"), consultation_id)
    try:
        drawn_up = minutes(consultation=consultation)
    except MinutesNotPossible as error:
        raise Http404 from error
    return _pdf(minutes_pdf(drawn_up, issued_at=timezone.now(), language=_language()), f"{minutes_name(drawn_up)}.pdf")


@login_required
@require_GET
def evidence_file(request: HttpRequest, membership_id: UUID, extension: str) -> HttpResponseBase:
    """The file of a lender and year, to hand to its auditor."""
    found = evidence_of(request, member_of(request, wear(request, "cooperative", "fund"), membership_id))
    name = f"{evidence_name(found)}.{extension}"
    if extension == "pdf":
        return _pdf(evidence_pdf(found, issued_at=timezone.now(), language=_language()), name)
    if extension == "csv":
        return _csv(evidence_csv(found, profile=Profile.EXCEL_FR, language=_language()), name)
    if extension == "xlsx":
        content = evidence_xlsx(found, issued_at=timezone.now(), language=_language())
        return HttpResponse(content, content_type=CONTENT_TYPE, headers=_named(name))
    return _json(evidence_json(found), name)


def _account_page(hat: Hat, member: Membership) -> str:
    """Where this hat reads the statement, and takes its table."""
    return reverse("accounts") if hat.kind == "cooperative" else reverse("member-account", args=[member.pk])


def _language() -> str:
    return (get_language() or "fr").split("-")[0]


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/pdf", headers=_named(name, inline=True))


def _csv(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=_named(name))


def _json(body: Any, name: str) -> JsonResponse:
    return JsonResponse(body, headers=_named(name))


def _named(name: str, *, inline: bool = False) -> dict[str, str]:
    return {"Content-Disposition": content_disposition_header(not inline, name) or "inline"}
