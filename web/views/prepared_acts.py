"""Acts on a loan by two hands: prepared by a treasurer, confirmed by the chair or another treasurer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lending.models import Loan, PreparedAct, Recovery
from lending.selectors.arrears import late_loan
from lending.selectors.defaults import prepared_acts_visible_to
from lending.selectors.payoff import payoff
from lending.services.confirm_act import confirm_act
from lending.services.confirm_calling_in import reverse_calling_in
from lending.services.prepare_act import drop_act, prepare_calling_in
from lending.services.record_recovery import record_recovery, reverse_recovery
from lending.services.write_off_loan import prepare_write_off, reverse_write_off
from web.acts import act, typed
from web.forms.lending import DayForm, RepaymentForm
from web.forms.prepared_acts import CallingInForm, ReasonForm, TakenBackForm
from web.hats import wear
from web.lookup import loan_of, person_of


@login_required
def call_in_prepare(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Prepare the calling in of a late loan."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    form = CallingInForm(typed(request))

    def do() -> None:
        prepare_calling_in(loan=loan, acting_person=person_of(request), now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("It is prepared; the chair or another treasurer confirms it."))

    late = late_loan(loan, on=timezone.localdate())
    return answer(request, loan, form, do, "web/loans/call_in.html", late=late)


@login_required
def call_in_reverse(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Take a calling in back."""
    loan, today = loan_of(request, wear(request, "fund"), loan_id), timezone.localdate()
    form = TakenBackForm(typed(request), today=today)

    def do() -> None:
        reverse_calling_in(
            loan=loan, reversed_on=form.cleaned_data["on"], reason=form.cleaned_data["reason"],
            acting_person=person_of(request), now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The calling in is taken back."))

    return answer(request, loan, form, do, "web/loans/call_in_reverse.html")


@login_required
def write_off_prepare(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Prepare the write-off of a loan in default."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    form = ReasonForm(typed(request))

    def do() -> None:
        reason = form.cleaned_data["reason"]
        prepare_write_off(loan=loan, reason=reason, acting_person=person_of(request), now=timezone.now())
        messages.success(request, _("It is prepared; the chair or another treasurer confirms it."))

    return answer(request, loan, form, do, "web/loans/write_off.html", **_loss(loan))


@login_required
def write_off_reverse(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Take a write-off back."""
    loan, today = loan_of(request, wear(request, "fund"), loan_id), timezone.localdate()
    form = TakenBackForm(typed(request), today=today)

    def do() -> None:
        reverse_write_off(
            loan=loan, reversed_on=form.cleaned_data["on"], reason=form.cleaned_data["reason"],
            acting_person=person_of(request), now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The write-off is taken back."))

    return answer(request, loan, form, do, "web/loans/write_off_reverse.html")


@login_required
def loan_recover(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Record what came in on a loan that was written off."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    form = RepaymentForm(typed(request), today=timezone.localdate())

    def do() -> None:
        data = form.cleaned_data
        record_recovery(
            loan=loan, amount=data["amount"], received_on=data["on"], reference=data["reference"],
            acting_person=person_of(request), now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The recovery is booked and shared among the lenders."))

    return answer(request, loan, form, do, "web/loans/recover.html")


@login_required
def recovery_reverse(request: HttpRequest, loan_id: UUID, recovery_id: UUID) -> HttpResponse:
    """Reverse a recovery that bounced or was a mistake."""
    loan, today = loan_of(request, wear(request, "fund"), loan_id), timezone.localdate()
    recovery = get_object_or_404(Recovery, pk=recovery_id, loan=loan)
    form = TakenBackForm(typed(request), today=today)

    def do() -> None:
        reverse_recovery(
            recovery=recovery, reversed_on=form.cleaned_data["on"], reason=form.cleaned_data["reason"],
            acting_person=person_of(request), now=timezone.now(),
        )  # fmt: skip

    return answer(request, loan, form, do, "web/loans/recovery_reverse.html", recovery=recovery)


@login_required
def act_confirm(request: HttpRequest, loan_id: UUID, act_id: UUID) -> HttpResponse:
    """Confirm what another hand prepared, after its figures were read once more."""
    prepared, loan = _prepared(request, loan_id, act_id)
    today = timezone.localdate()
    form = DayForm(typed(request), today=today)

    def do() -> None:
        confirm_act(act=prepared, on=form.cleaned_data["on"], acting_person=person_of(request), now=timezone.now())
        messages.success(request, _("It is confirmed."))

    if prepared.kind == PreparedAct.Kind.WRITE_OFF:
        return answer(request, loan, form, do, "web/loans/write_off_confirm.html", act=prepared, **_loss(loan))
    if prepared.kind == PreparedAct.Kind.SPONSOR:
        return answer(request, loan, form, do, "web/loans/sponsor_call_confirm.html", act=prepared)
    quote = payoff(loan, on=today)
    return answer(request, loan, form, do, "web/loans/act_confirm.html", act=prepared, quote=quote)


@login_required
def act_drop(request: HttpRequest, loan_id: UUID, act_id: UUID) -> HttpResponse:
    """Give up what was prepared."""
    prepared, loan = _prepared(request, loan_id, act_id)
    form = ReasonForm(typed(request))

    def do() -> None:
        drop_act(act=prepared, reason=form.cleaned_data["reason"], acting_person=person_of(request), now=timezone.now())
        messages.success(request, _("What was prepared is dropped; nothing changes for the loan."))

    return answer(request, loan, form, do, "web/loans/act_drop.html", act=prepared)


def _prepared(request: HttpRequest, loan_id: UUID, act_id: UUID) -> tuple[PreparedAct, Loan]:
    loan = loan_of(request, wear(request, "fund", "committee"), loan_id)
    waiting = prepared_acts_visible_to(person_of(request)).filter(state=PreparedAct.State.PREPARED)
    return get_object_or_404(waiting, pk=act_id, loan=loan), loan


def answer(
    request: HttpRequest, loan: Loan, form: Form, do: Callable[[], None], template: str, **context: Any
) -> HttpResponse:
    """Do what the form asks and show the loan; or show the form."""
    if request.method == "POST" and form.is_valid():

        def done() -> str:
            do()
            return reverse("loan", args=[loan.pk])

        return act(request, done, back=request.path)
    return render(request, template, {"loan": loan, "form": form, **context})


def _loss(loan: Loan) -> dict[str, Any]:
    """Each lender's part of a loss, and all of it."""
    legs = list(loan.participations.select_related("membership__cooperative"))
    nothing = loan.amount * 0
    principal = sum((leg.outstanding for leg in legs), nothing)
    interest = sum((leg.interest_due for leg in legs), nothing)
    return {"legs": legs, "lost": {"principal": principal, "interest": interest}}
