"""Receipts on a loan that do more than pay what is due."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from djmoney.money import Money

from lending.models import Loan
from lending.selectors.amounts import as_money
from lending.selectors.credits import credit_of
from lending.selectors.late_interest import contract_of, late_charges
from lending.selectors.prepayment import as_lines, prepayment
from lending.services.charge_late import charge_late
from lending.services.prepay_loan import prepay_loan
from lending.services.refund_credit import refund_credit
from lending.services.waive_dues import waive_dues
from web.acts import act, typed
from web.forms.fields import amount_typed
from web.forms.lending import RepaymentForm
from web.forms.receipts import PrepaymentForm, WaiverForm
from web.hats import wear
from web.lookup import loan_of, person_of
from web.sentences import REFUSALS, sentence_of


@login_required
def loan_prepay(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Repay some principal early: look at the schedule that would follow, then book the receipt."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    asked = typed(request) or (request.GET if "amount" in request.GET else None)
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


@login_required
def loan_late_interest(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Late interest as it runs until today, and why; and charging it."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    today = timezone.localdate()
    if request.method == "POST":

        def do() -> str:
            charge_late(loan=loan, charged_on=today, acting_person=person_of(request), now=timezone.now())
            messages.success(request, _("The late interest is charged, each part with its instalment."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    found = late_charges(loan, on=today)
    currency = loan.fund.currency
    lines = [
        (charge, segment, _amount(segment.balance_minor, currency)) for charge in found for segment in charge.segments
    ]
    total = _amount(sum(charge.amount_minor for charge in found), currency)
    rule = contract_of(loan).late_interest
    context = {"loan": loan, "lines": lines, "total": total, "rule": rule, "today": today}
    return render(request, "web/loans/late_interest.html", context)


@login_required
def loan_waive(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Give up costs or interest that have fallen due, with a reason."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    form = WaiverForm(typed(request), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            data = form.cleaned_data
            waive_dues(
                loan=loan, part=data["part"], amount=data["amount"], waived_on=data["on"], reason=data["reason"],
                acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("It is waived; no money moved."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    return render(request, "web/loans/waive.html", {"loan": loan, "form": form})


@login_required
def loan_refund(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Give back what was paid too much; by another hand than the one that recorded the receipt."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    credit = credit_of(loan)
    today, credited = timezone.localdate(), amount_typed(credit)
    form = RepaymentForm(typed(request), today=today, initial={"amount": credited, "on": today})
    form.fields["amount"].label = _("Amount given back")
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            data = form.cleaned_data
            refund_credit(
                loan=loan, amount=data["amount"], refunded_on=data["on"], reference=data["reference"],
                acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("It is booked as given back."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    return render(request, "web/loans/refund.html", {"loan": loan, "form": form, "credit": credit})


def _amount(minor: int, currency: str) -> Money:
    return as_money(minor, currency)


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
