"""Offering one more loan, and one no more; how the loans that are offered fall due, count days and round."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lending.services.offer_product import offer_product
from lending.services.revise_schedule import revise_schedule
from lending.services.withdraw_product import withdraw_product
from web.acts import act, typed
from web.forms.product_schedule import NewProductForm, ScheduleForm
from web.hats import wear
from web.lookup import person_of
from web.templatetags.figures import product_name
from web.views.product_settings import for_what_comes, offered_product
from web.views.settings import changed, done


@login_required
def settings_schedule(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """How often the loans of a product fall due, how they count days and round."""
    hat = wear(request, "fund")
    product = offered_product(hat, product_id)
    form = ScheduleForm(typed(request), product=product)

    def do() -> str:
        revise_schedule(product=product, acting_person=person_of(request), now=timezone.now(), **form.asked())
        return done(request)

    title = _("Schedule of %(product)s") % {"product": product_name(product)}
    return changed(request, hat, form, do, title=title, told=for_what_comes())


@login_required
def settings_new_product(request: HttpRequest) -> HttpResponse:
    """One more loan to offer."""
    hat = wear(request, "fund")
    form = NewProductForm(typed(request), fund=hat.fund)

    def do() -> str:
        offer_product(fund=hat.fund, acting_person=person_of(request), now=timezone.now(), **form.asked())
        return done(request)

    told = _("Members may ask for it from now on. It has no fee and no late interest until you set them.")
    return changed(request, hat, form, do, title=_("Offer another loan"), told=told, button=_("Offer this loan"))


@login_required
def settings_withdraw_product(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """A loan is offered no more: asked once more before it is done."""
    hat = wear(request, "fund")
    if not hat.is_treasurer:
        raise Http404
    product = offered_product(hat, product_id)
    if request.method == "POST":

        def do() -> str:
            withdraw_product(product=product, acting_person=person_of(request), now=timezone.now())
            return done(request)

        return act(request, do, back=request.path)
    return render(request, "web/settings/withdraw_product.html", {"product": product})
