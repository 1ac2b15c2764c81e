"""The further drawdowns of a loan: paid out one by one, or given up."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lending.domain.errors import LendingError
from lending.models import Loan, Tranche
from lending.policies import may_see_lenders
from lending.selectors.drawdown import drawdown_plan
from lending.selectors.payments import payments_of
from lending.selectors.tranches import still_to_draw
from lending.services.assess_now import assess_now
from lending.services.draw_tranche import draw_tranche
from lending.services.lend_tranche import next_tranche
from lending.services.release_tranches import give_up_undrawn
from web.acts import act, typed
from web.forms.lending import DayForm, TextForm
from web.hats import wear
from web.lookup import loan_of, person_of
from web.presenters.drawdowns import planned_lines
from web.presenters.verdicts import seen


@login_required
def loan_draw(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Pay the next drawdown out, after figures, names and the schedule that follows were read."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    tranche = next_tranche(loan)
    if tranche is None:
        return redirect("loan", loan.pk)
    form = DayForm(typed(request), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            on = form.cleaned_data["on"]
            draw_tranche(loan=loan, drawn_on=on, acting_person=person_of(request), now=timezone.now())
            messages.success(request, _("The drawdown is paid out, and the schedule is reckoned again from that day."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    sees_lenders = may_see_lenders(person_of(request), loan.request_version.request)
    context = {
        "loan": loan,
        "tranche": tranche,
        "form": form,
        "payments": payments_of(loan),
        "seen": seen(assess_now(loan.request_version, sees_lenders=sees_lenders)),
        "planned": _planned(loan, tranche),
    }
    return render(request, "web/loans/draw.html", context)


@login_required
def loan_give_up(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Give up what is not drawn, after saying what that means."""
    loan = loan_of(request, wear(request, "cooperative", "fund"), loan_id)
    form = TextForm(typed(request), label=_("Why"))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            reason = form.cleaned_data["text"]
            give_up_undrawn(loan=loan, reason=reason, acting_person=person_of(request), now=timezone.now())
            messages.success(request, _("What was not drawn is given up, and free for other loans."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    return render(request, "web/loans/give_up.html", {"loan": loan, "form": form, "left": still_to_draw(loan)})


def _planned(loan: Loan, tranche: Tranche) -> list[object]:
    """The schedule as it would be from today on; nothing where it cannot be reckoned: the act says why."""
    on = max(tranche.planned_on, timezone.localdate())
    try:
        return list(planned_lines(drawdown_plan(loan, amount=tranche.amount, on=on), currency=loan.fund.currency))
    except LendingError:
        return []
