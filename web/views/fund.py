"""The fund at a glance, for those who run it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lending.selectors.defaults import acts_awaiting
from lending.selectors.overview import fund_overview
from lending.selectors.parts import transfers_to_book
from lending.selectors.payoff import unpaid_of
from web.hats import wear
from web.lookup import person_of
from web.presenters.overview import late_loans
from web.presenters.requests import request_line


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What is available, lent, reserved and late; what waits for somebody; what falls due."""
    hat = wear(request, "fund")
    today = timezone.localdate()
    found = fund_overview(hat.fund, on=today)
    for due in found.due_soon:
        due.unpaid = unpaid_of(due)  # type: ignore[attr-defined]
    return render(
        request,
        "web/fund/overview.html",
        {
            "overview": found,
            "to_confirm": acts_awaiting(person_of(request), hat.fund) if hat.is_treasurer else [],
            "transfers": transfers_to_book(hat.fund),
            "late_loans": late_loans(found.overdue),
            "today": today,
            "to_take_up": [request_line(one) for one in found.to_take_up],
            "to_agree": [request_line(one) for one in found.to_agree],
        },
    )
