"""Planning other rates for a loan that is asked for."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lending.services.plan_rates import plan_rates
from web.acts import act, typed
from web.forms.fields import percent
from web.forms.planned_rates import RatesForm
from web.hats import wear
from web.lookup import person_of, request_of


@login_required
def request_rates(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Which rate counts from which day on; all of them left empty, the product's alone."""
    asked = request_of(request, wear(request, "fund"), request_id)
    version = asked.current
    form = RatesForm(typed(request), planned=[(on, percent(rate)) for on, rate in version.rates[1:]])
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            plan_rates(request=asked, rates=form.rates(), acting_person=person_of(request), now=timezone.now())
            messages.success(request, _("The rates are planned: the committee votes on them."))
            return reverse("request", args=[asked.pk])

        return act(request, do, back=request.path)
    return render(request, "web/requests/rates.html", {"form": form, "asked": asked, "version": version})
