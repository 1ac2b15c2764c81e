"""The simulator, open to anyone: what a loan would cost before one asks for it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lending.domain.errors import LendingError
from lending.models import LoanProduct
from web.forms.fields import amount_typed
from web.forms.product_simulator import ProductSimulatorForm, WhichLoan, figures_for
from web.forms.simulator import SimulatorForm
from web.hats import current_hat
from web.presenters.schedule import Schedule, simulated


@require_safe
def simulator(request: HttpRequest) -> HttpResponse:
    """Form and result; the same address with figures in it can be sent to a colleague.

    Who belongs to a fund may choose one of the loans that it offers: then its terms are not asked.
    """
    hat = current_hat(request)
    which = WhichLoan({"product": request.GET.get("product", "")}, fund=hat.fund) if hat else None
    form = _form(request, which.chosen() if which else None)
    schedule = _answer(form) if form.is_valid() else None
    template = "web/simulator/_body.html" if request.htmx else "web/simulator/page.html"  # type: ignore[attr-defined]
    ask = _ask(form) if schedule else ""
    return render(request, template, {"form": form, "which": which, "schedule": schedule, "ask": ask})


def _form(request: HttpRequest, product: LoanProduct | None) -> SimulatorForm | ProductSimulatorForm:
    """What is typed; what was typed for another loan goes along, and the example says the rest."""
    typed = request.GET.dict() if "amount" in request.GET else {}
    example = {name: str(value) for name, value in SimulatorForm.example(today=timezone.localdate()).items()}
    if product:
        started = {"amount": amount_typed(product.min_amount), "start_on": example["start_on"]}
        return ProductSimulatorForm({**started, **figures_for(product, typed)}, product=product)
    came_from_product = "instalments" in typed and "months" not in typed
    return SimulatorForm(typed if typed and not came_from_product else {**example, **typed})


def _ask(form: SimulatorForm | ProductSimulatorForm) -> str:
    """The figures, as the page that asks for a loan takes them along."""
    data = form.cleaned_data
    along = {"amount": amount_typed(data["amount"]), "start_on": data["start_on"].isoformat()}
    if isinstance(form, ProductSimulatorForm):
        return urlencode({**along, "instalments": data["instalments"], "product": form.product.pk})
    return urlencode({**along, "months": data["months"], "repayment": data["repayment"]})


def _answer(form: SimulatorForm | ProductSimulatorForm) -> Schedule | None:
    """The schedule; where the terms cannot be used, each wrong one is said beside its field."""
    try:
        return simulated(form.payload())
    except LendingError as error:
        form.blame(error)
        return None
