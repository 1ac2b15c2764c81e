"""What a borrower would pay to end its loan early: figures alone, nothing is asked or booked."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from djmoney.money import Money

from lending.models import Loan
from lending.selectors.instalments import RUNNING, instalments_of
from lending.selectors.payoff import Payoff, payoff
from web.forms.arrears import PayoffDayForm
from web.hats import wear
from web.lookup import loan_of


@login_required
@require_GET
def loan_payoff(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """The figures of an early repayment in full on a day to come, for the member who owes it."""
    hat, today = wear(request, "cooperative"), timezone.localdate()
    loan = loan_of(request, hat, loan_id)
    if loan.membership_id != hat.member.pk or loan.state not in RUNNING:
        raise Http404
    form = PayoffDayForm(request.GET or {"on": today.isoformat()}, today=today, last=_last_day(loan, today=today))
    quote = payoff(loan, on=form.cleaned_data["on"]) if form.is_valid() else None
    context = {"loan": loan, "form": form, "quote": quote, "spared": _spared(loan, quote) if quote else None}
    return render(request, "web/loans/payoff.html", context)


def _last_day(loan: Loan, *, today: date) -> date:
    return max(today, *(row.due_on for row in instalments_of(loan)))


def _spared(loan: Loan, quote: Payoff) -> Money:
    """Interest of the instalments still to come that would not run, the indemnity taken off."""
    ahead = (row.interest - row.paid_interest for row in instalments_of(loan) if row.due_on > quote.on)
    return sum(ahead, Money(0, loan.fund.currency)) - quote.interest - quote.indemnity
