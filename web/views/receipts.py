"""Receipts on a loan that do more than pay what is due."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lending.models import Loan
from lending.selectors.prepayment import as_lines, prepayment
from lending.services.prepay_loan import prepay_loan
from web.acts import act
from web.forms.receipts import PrepaymentForm
from web.hats import wear
from web.lookup import loan_of, person_of
from web.sentences import REFUSALS, sentence_of


@login_required
def loan_prepay(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Repay some principal early: look at the schedule that would follow, then book the receipt."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    asked = request.POST or (request.GET if "amount" in request.GET else None)
    form = PrepaymentForm(asked, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            data = form.cleaned_data
            prepay_loan(
                loan=loan, amount=data["amount"], effect=data["effect"], received_on=data["on"],
                reference=data["reference"], acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The receipt is booked, and the schedule is reckoned again from that day."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    return render(request, "web/loans/prepay.html", {"loan": loan, "form": form, **_preview(loan, form)})


def _preview(loan: Loan, form: PrepaymentForm) -> dict[str, object]:
    """What would follow, or why it cannot be."""
    if not (form.is_bound and form.is_valid()):
        return {}
    data = form.cleaned_data
    try:
        planned = prepayment(loan, amount=data["amount"], effect=data["effect"], on=data["on"])
    except REFUSALS as error:
        return {"refusal": sentence_of(error)}
    return {"planned": planned, "lines": as_lines(planned, currency=loan.fund.currency)}
