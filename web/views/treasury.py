"""The fund's cash to come, for those who keep its books."""

from fractions import Fraction

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from lending.domain.late_payers import LatePayers
from lending.selectors.liquidity import liquidity
from lending.selectors.withdrawal_queue import withdrawal_queue
from lending.statements.liquidity import LiquidityReport, liquidity_report
from lending.statements.liquidity_csv import liquidity_csv, liquidity_name
from lending.statements.tables import Profile
from web.forms.treasury import TreasuryForm
from web.hats import Hat, wear
from web.presenters.treasury import cash_curve


@login_required
@require_GET
def treasury(request: HttpRequest) -> HttpResponse:
    """Cash month by month, the low point, withdrawals with their days, ratios and yields."""
    hat = wear(request, "fund")
    form = _form(request)
    context = {"form": form, "query": request.GET.urlencode()}
    if form.is_valid():
        report = _report(hat, form)
        today, late = report.on, _late(form)
        context |= {
            "report": report,
            "curve": cash_curve(report),
            "queue": withdrawal_queue(hat.fund, today=today, late=late),
        }
    return render(request, "web/fund/treasury.html", context)


@login_required
@require_GET
def treasury_file(request: HttpRequest) -> StreamingHttpResponse:
    """The months as CSV: for a French spreadsheet, or for a program with `?profile=machine`."""
    hat = wear(request, "fund")
    form, profile = _form(request), request.GET.get("profile", Profile.EXCEL_FR)
    if not form.is_valid() or profile not in set(Profile):
        raise Http404
    report = _report(hat, form)
    language = (get_language() or "fr").split("-")[0]
    lines = liquidity_csv(report, profile=Profile(profile), language=language)
    named = content_disposition_header(True, f"{liquidity_name(report)}.csv") or "attachment"
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": named})


def _form(request: HttpRequest) -> TreasuryForm:
    return TreasuryForm(request.GET if "months" in request.GET else TreasuryForm.example())


def _late(form: TreasuryForm) -> LatePayers:
    return LatePayers(rate=Fraction(form.cleaned_data["late_rate"]), days=form.cleaned_data["late_days"])


def _report(hat: Hat, form: TreasuryForm) -> LiquidityReport:
    found = liquidity(hat.fund, on=timezone.localdate(), months=form.cleaned_data["months"], late=_late(form))
    return liquidity_report(found)
