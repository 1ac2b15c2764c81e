"""The simulator, open to anyone: what a loan would cost before one asks for it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lending.domain.errors import LendingError
from web.forms.fields import amount_typed
from web.forms.simulator import SimulatorForm
from web.presenters.schedule import Schedule, simulated


@require_safe
def simulator(request: HttpRequest) -> HttpResponse:
    """Form and result; the same address with figures in it can be sent to a colleague."""
    asked = request.GET if "amount" in request.GET else None
    form = SimulatorForm(asked or SimulatorForm.example(today=timezone.localdate()))
    schedule = _answer(form) if form.is_valid() else None
    template = "web/simulator/_body.html" if request.htmx else "web/simulator/page.html"  # type: ignore[attr-defined]
    return render(request, template, {"form": form, "schedule": schedule, "ask": _ask(form) if schedule else ""})


def _ask(form: SimulatorForm) -> str:
    """The figures, as the page that asks for a loan takes them along."""
    data = form.cleaned_data
    along = {"amount": amount_typed(data["amount"]), "start_on": data["start_on"].isoformat()}
    return urlencode({**along, "months": data["months"], "repayment": data["repayment"]})


def _answer(form: SimulatorForm) -> Schedule | None:
    """The schedule; where the terms cannot be used, each wrong one is said beside its field."""
    try:
        return simulated(form.payload())
    except LendingError as error:
        form.blame(error)
        return None
