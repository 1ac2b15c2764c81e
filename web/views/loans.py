"""Loans: follow, pay out, record what comes back, explain each cent."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from djmoney.money import Money

from lending.domain.arrears import AgeBand
from lending.domain.loan_change import rate_on
from lending.models import ChangedLoan, Loan, Repayment
from lending.policies import may_see_lenders
from lending.selectors.agreements import contract_of, missing_parties
from lending.selectors.arrears import in_band, late_loan, with_oldest_unpaid
from lending.selectors.funding_plans import plan_of_loan
from lending.selectors.instalments import RUNNING
from lending.selectors.late_interest import contract_of as agreed_beside_schedule
from lending.selectors.loan_progress import with_outstanding
from lending.selectors.parts import transfers_of
from lending.selectors.payments import pay_out_of, payments_of
from lending.selectors.payoff import payoff
from lending.selectors.timeline import loan_timeline
from lending.selectors.tranches import tranches_of
from lending.selectors.visible import loans_visible_to, requests_visible_to
from lending.services.assess_now import assess_now
from lending.services.disburse_loan import disburse_loan
from lending.services.repay_early import repay_early
from lending.services.repay_loan import repay_loan
from lending.services.require_changeable import CHANGEABLE
from lending.services.reverse_repayment import reverse_repayment
from lending.statements.loan_schedule import LoanSchedule, Settlement, loan_schedule
from lending.statements.yearly_rates import rates_said
from members.models import Person
from web.acts import act, typed
from web.forms.arrears import AgeForm
from web.forms.lending import DayForm, RepaymentForm, TextForm
from web.forms.receipts import NamedRepaymentForm
from web.hats import Hat, wear
from web.lookup import loan_of, person_of
from web.presenters.agreements import later_lines
from web.presenters.drawdowns import drawdowns
from web.presenters.funding import kept
from web.presenters.loans import effective_state, in_default, loan_line
from web.presenters.timeline import AHEAD_OF_ACCEPTANCE, AHEAD_OF_LOAN, timeline
from web.presenters.verdicts import seen
from web.presenters.why import explained
from web.states import LOAN
from web.templatetags.figures import day, money


@login_required
@require_GET
def loan_list(request: HttpRequest) -> HttpResponse:
    """What one's own cooperative has borrowed."""
    hat, today = wear(request, "cooperative"), timezone.localdate()
    own = with_outstanding(loans_visible_to(person_of(request)), fund=hat.fund).filter(membership=hat.member)
    loans = with_oldest_unpaid(own, on=today).distinct()
    return render(request, "web/loans/list.html", {"lines": [loan_line(loan, on=today) for loan in loans]})


@login_required
@require_GET
def fund_loan_list(request: HttpRequest) -> HttpResponse:
    """Every loan of the fund; of one age, when asked."""
    hat, today = wear(request, "fund"), timezone.localdate()
    form = AgeForm(request.GET)
    loans = with_oldest_unpaid(with_outstanding(loans_visible_to(person_of(request)), fund=hat.fund), on=today)
    if form.is_valid() and form.cleaned_data["age"]:
        loans = in_band(loans, AgeBand(form.cleaned_data["age"]), on=today)
    lines = [loan_line(loan, on=today) for loan in loans.distinct()]
    return render(request, "web/loans/fund_list.html", {"lines": lines, "form": form})


@login_required
@require_GET
def loan_page(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Timeline, schedule with what is paid and remains, documents; for the fund, lenders and receipts."""
    hat = wear(request, "cooperative", "fund", "committee")
    loan = _with_progress(hat, loan_of(request, hat, loan_id))
    schedule = loan_schedule(loan=loan, on=timezone.localdate())
    contract = contract_of(loan)
    late = late_loan(loan, on=timezone.localdate())
    state = effective_state(loan, is_late=late.arrears.is_late)
    is_agreed = loan.state == Loan.State.AGREED
    is_waiting = is_agreed and loan.needs_acceptance
    awaits_acceptance = is_waiting and contract is not None and bool(missing_parties(contract))
    ahead = AHEAD_OF_ACCEPTANCE if awaits_acceptance else AHEAD_OF_LOAN.get(state, ())
    told = drawdowns(person_of(request), hat, loan, on=timezone.localdate())
    return render(
        request,
        "web/loans/page.html",
        {
            "loan": loan,
            "contract": contract,
            "later": later_lines(loan),
            "contract_missing": is_waiting and contract is None,
            "awaits_acceptance": awaits_acceptance,
            "line": replace(loan_line(loan), state=LOAN[state]),
            **in_default(person_of(request), hat, loan, late=late, now=timezone.now()),
            "late": late,
            "schedule": schedule,
            "annual_rate": rate_on(loan.terms, timezone.localdate()),
            "rates": rates_said(loan.terms, language=get_language() or "") if loan.terms.get("rate_changes") else "",
            "totals": _totals(schedule),
            "next_due": next((line for line in schedule.lines if line.settlement != Settlement.PAID), None),
            "life": timeline(loan_timeline(loan), ahead, zone=loan.fund.time_zone),
            "legs": loan.participations.select_related("membership__cooperative") if hat.kind == "fund" else [],
            "payments": payments_of(loan) if hat.kind == "fund" and (is_agreed or told["to_draw"]) else [],
            **told,
            "transfers": transfers_of(loan) if hat.kind == "fund" else [],
            "funding": kept(plan_of_loan(loan)) if hat.kind != "cooperative" else None,
            "receipts": loan.repayments.select_related("recorded_by", "replayed_by").order_by("-received_on", "-id"),
            "may_pay_out": hat.is_treasurer and is_agreed,
            "may_change": loan.state in CHANGEABLE and (hat.kind == "cooperative" or hat.is_treasurer),
            "changes": _changes(loan, person_of(request)),
            "asks_late_interest": bool(agreed_beside_schedule(loan).late_interest.annual_rate),
            "may_ask_payoff": hat.kind == "cooperative" and loan.membership == hat.membership and loan.state in RUNNING,
            "may_record": hat.is_treasurer and loan.state in RUNNING,
        },
    )


@login_required
@require_GET
def instalment_page(request: HttpRequest, loan_id: UUID, number: int) -> HttpResponse:
    """Why this cent: how the interest of one instalment came about."""
    hat = wear(request, "cooperative", "fund", "committee")
    loan = loan_of(request, hat, loan_id)
    schedule = loan_schedule(loan=loan, on=timezone.localdate())
    line = next((line for line in schedule.lines if line.number == number), None)
    if line is None:
        raise Http404
    why = explained(line.why, currency=str(loan.amount.currency))
    return render(request, "web/loans/instalment.html", {"loan": loan, "line": line, "why": why})


@login_required
def loan_pay_out(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Release the payment, after figures and names were read once more."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    form = DayForm(typed(request), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            on = form.cleaned_data["on"]
            disburse_loan(loan=loan, disbursed_on=on, acting_person=person_of(request), now=timezone.now())
            messages.success(request, _("The loan is paid out and its schedule runs."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    sees_lenders = may_see_lenders(person_of(request), loan.request_version.request)
    assessed = assess_now(loan.request_version, sees_lenders=sees_lenders)
    tranche = next(iter(tranches_of(loan)))
    found = pay_out_of(loan)
    context = {
        "loan": loan, "tranche": tranche, "form": form, "pay_out": found, "seen": seen(assessed),
        "payments": found.payments if found else (),
    }  # fmt: skip
    return render(request, "web/loans/pay_out.html", context)


@login_required
def loan_repay(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Record money received."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    schedule = loan_schedule(loan=loan, on=timezone.localdate())
    unpaid = [line for line in schedule.lines if line.settlement != Settlement.PAID]
    choices = [(line.number, f"{line.number} · {day(line.due_on)} · {money(line.remaining)}") for line in unpaid[:12]]
    form = NamedRepaymentForm(typed(request), today=timezone.localdate(), unpaid=choices)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            data = form.cleaned_data
            repay_loan(
                loan=loan, amount=data["amount"], received_on=data["on"], reference=data["reference"],
                named=[int(number) for number in data["named"]], acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The receipt is booked and shared among the lenders."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    return render(request, "web/loans/repay.html", {"loan": loan, "form": form, "due": next(iter(unpaid), None)})


@login_required
def loan_repay_early(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Repay everything at once: the figures of a day, then the receipt."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    form = RepaymentForm(typed(request), today=timezone.localdate())
    form.fields["amount"].required = False
    form.fields["amount"].label = _("Amount received, if more")
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            data = form.cleaned_data
            repay_early(
                loan=loan, received_on=data["on"], reference=data["reference"], amount=data["amount"] or None,
                acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The loan is repaid in full."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    quote = payoff(loan, on=timezone.localdate())
    return render(request, "web/loans/repay_early.html", {"loan": loan, "form": form, "quote": quote})


@login_required
def repayment_reverse(request: HttpRequest, loan_id: UUID, repayment_id: UUID) -> HttpResponse:
    """Reverse a receipt that bounced or was a mistake."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    repayment = get_object_or_404(Repayment, pk=repayment_id, loan=loan)
    form = TextForm(typed(request), label=_("Why"))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            reverse_repayment(
                repayment=repayment, reversed_on=timezone.localdate(), reason=form.cleaned_data["text"],
                acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    return render(request, "web/loans/reverse.html", {"loan": loan, "repayment": repayment, "form": form})


def _with_progress(hat: Hat, loan: Loan) -> Loan:
    related = ("fund", "membership__cooperative", "request_version__request", "request_version__product")
    return with_outstanding(Loan.objects.filter(pk=loan.pk).select_related(*related), fund=hat.fund).get()


def _changes(loan: Loan, person: Person) -> QuerySet[ChangedLoan]:
    """Requests to change the loan that the person may see."""
    seen = requests_visible_to(person).values("pk")
    return loan.change_requests.filter(request__in=seen).select_related("request").order_by("-request__created_at")


def _totals(schedule: LoanSchedule) -> dict[str, Money]:
    parts = ("principal", "interest", "costs", "total", "paid", "remaining")
    return {part: schedule.sum(getattr(line, part) for line in schedule.lines) for part in parts}
