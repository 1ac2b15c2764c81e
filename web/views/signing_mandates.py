"""A lender's mandate to the fund: give it, after entering one's password anew, and take it back."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lending.selectors.agreements import mandate_of
from lending.services.give_mandate import give_mandate, withdraw_mandate
from web.acts import act
from web.hats import wear
from web.lookup import person_of
from web.reauthentication import proof_of


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def mandate_page(request: HttpRequest) -> HttpResponse:
    """What a mandate means, and the button that gives it."""
    hat = wear(request, "cooperative")
    if request.method == "POST":

        def do() -> str:
            give_mandate(
                membership=hat.member, proof=proof_of(request), acting_person=person_of(request), now=timezone.now()
            )
            messages.success(request, _("The fund signs for you as a lender, until you take the mandate back."))
            return reverse("placements")

        return act(request, do, back=reverse("placements"))
    return render(request, "web/agreements/mandate.html", {"mandate": mandate_of(hat.member)})


@login_required
@require_POST
def mandate_withdraw(request: HttpRequest) -> HttpResponse:
    """Take the mandate back."""
    hat = wear(request, "cooperative")

    def do() -> str:
        withdraw_mandate(membership=hat.member, acting_person=person_of(request), now=timezone.now())
        messages.success(request, _("The mandate is taken back: you accept your contracts yourself."))
        return reverse("placements")

    return act(request, do, back=reverse("placements"))
