"""The file of a lender and year, on screen; its files are among the documents."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lending.models import Membership
from lending.statements.evidence import Evidence, evidence
from web.hats import wear
from web.lookup import member_of
from web.presenters.verdicts import kept_checks

EXTENSIONS = ("pdf", "xlsx", "json", "csv")
YEARS_SHOWN = 4
YEAR_MIN, YEAR_MAX = 1971, 2198


@login_required
@require_GET
def own_evidence(request: HttpRequest) -> HttpResponse:
    """What one's own cooperative has funded in a year."""
    hat = wear(request, "cooperative")
    return _page(request, member_of(request, hat, hat.member.pk))


@login_required
@require_GET
def member_evidence(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """The same of a member, for those who keep or audit the books."""
    return _page(request, member_of(request, wear(request, "fund"), membership_id))


def _page(request: HttpRequest, member: Membership) -> HttpResponse:
    found, this_year = evidence_of(request, member), timezone.localdate().year
    context = {
        "member": member,
        "found": found,
        "loans": [{"funded": funded, "checks": kept_checks(funded.checks)} for funded in found.loans],
        "extensions": EXTENSIONS,
        "years": [this_year - back for back in range(YEARS_SHOWN)],
    }
    return render(request, "web/evidence/page.html", context)


def evidence_of(request: HttpRequest, member: Membership) -> Evidence:
    """The file of the year that the address asks for, this year where it says none."""
    asked = request.GET.get("year", "") or str(timezone.localdate().year)
    if not asked.isdecimal() or not YEAR_MIN <= int(asked) <= YEAR_MAX:
        raise Http404
    return evidence(membership=member, year=int(asked))
