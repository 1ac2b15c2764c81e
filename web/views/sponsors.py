"""Sponsors on pages: what a member answers for; calls prepared, paid, taken back."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lending.models import Guarantee, GuaranteeCall, Loan
from lending.selectors.sponsors import call_line, callable_of, guarantee_as_it_stands, guarantees_given
from lending.services.call_sponsor import prepare_sponsor_call, take_call_back
from lending.services.record_sponsor_payment import record_sponsor_payment
from web.acts import typed
from web.forms.lending import RepaymentForm
from web.forms.prepared_acts import TakenBackForm
from web.forms.sponsors import SponsorCallForm
from web.hats import wear
from web.lookup import loan_of, person_of
from web.presenters.guarantees import guarantee_line
from web.views.prepared_acts import answer

# What the form proposes; the treasurer says how long.
TIME_TO_PAY = timedelta(days=30)


@login_required
@require_GET
def guarantee_list(request: HttpRequest) -> HttpResponse:
    """What one's cooperative answers for as a sponsor, the latest loan first."""
    hat = wear(request, "cooperative")
    lines = [guarantee_line(one) for one in guarantees_given(hat.member)]
    return render(request, "web/guarantees/list.html", {"lines": lines})


@login_required
def sponsor_call(request: HttpRequest, loan_id: UUID, guarantee_id: UUID) -> HttpResponse:
    """Prepare a call on a sponsor of a loan in default."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    guarantee: Guarantee = get_object_or_404(
        Guarantee.objects.select_related("membership__cooperative"), pk=guarantee_id, loan=loan
    )
    more = callable_of(loan)[guarantee.pk]
    form = SponsorCallForm(typed(request), amount=more, pay_by=timezone.localdate() + TIME_TO_PAY)

    def do() -> None:
        prepare_sponsor_call(
            guarantee=guarantee, acting_person=person_of(request), now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("It is prepared; the chair or another treasurer confirms it."))

    template, stands = "web/loans/sponsor_call.html", guarantee_as_it_stands(guarantee)
    return answer(request, loan, form, do, template, guarantee=guarantee, more=more, stands=stands)


@login_required
def sponsor_payment(request: HttpRequest, loan_id: UUID, call_id: UUID) -> HttpResponse:
    """Record what a sponsor paid on a call."""
    loan, today = loan_of(request, wear(request, "fund"), loan_id), timezone.localdate()
    call = _call_of(loan, call_id)
    form = RepaymentForm(typed(request), today=today)

    def do() -> None:
        data = form.cleaned_data
        record_sponsor_payment(
            call=call, amount=data["amount"], received_on=data["on"], reference=data["reference"],
            acting_person=person_of(request), now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The payment is booked and shared among the lenders."))

    return answer(request, loan, form, do, "web/loans/sponsor_payment.html", call=call, left=call_line(call).left)


@login_required
def sponsor_call_reverse(request: HttpRequest, loan_id: UUID, call_id: UUID) -> HttpResponse:
    """Take a call back that nothing was paid on."""
    loan, today = loan_of(request, wear(request, "fund"), loan_id), timezone.localdate()
    call = _call_of(loan, call_id)
    form = TakenBackForm(typed(request), today=today)

    def do() -> None:
        take_call_back(
            call=call, reversed_on=form.cleaned_data["on"], reason=form.cleaned_data["reason"],
            acting_person=person_of(request), now=timezone.now(),
        )  # fmt: skip

    return answer(request, loan, form, do, "web/loans/sponsor_call_reverse.html", call=call)


def _call_of(loan: Loan, call_id: UUID) -> GuaranteeCall:
    calls = GuaranteeCall.objects.select_related("guarantee__membership__cooperative")
    return get_object_or_404(calls, pk=call_id, guarantee__loan=loan)
