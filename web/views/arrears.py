"""What is late in the fund, at the end of any day."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lending.domain.arrears import AgeBand
from lending.selectors.arrears import fund_arrears
from web.forms.arrears import BANDS, ArrearsDayForm, day_of
from web.hats import wear

LATE = [band for band in AgeBand if band is not AgeBand.NOT_DUE]


@login_required
@require_GET
def arrears_page(request: HttpRequest) -> HttpResponse:
    """What each borrower owes by age, and how much of the fund's loans is at risk."""
    hat, today = wear(request, "fund"), timezone.localdate()
    form = ArrearsDayForm(request.GET if "on" in request.GET else {"on": today})
    found = fund_arrears(hat.fund, on=day_of(form, today=today))
    lines = [{"late": line, "bands": [line.by_band[band] for band in LATE]} for line in found.lines]
    context = {
        "form": form,
        "found": found,
        "lines": lines,
        "bands": [BANDS[band] for band in LATE],
        "totals": [found.by_band[band] for band in LATE],
    }
    return render(request, "web/loans/arrears.html", context)
