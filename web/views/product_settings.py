"""Changing what a loan is offered for; what was asked, agreed or paid out keeps its own terms."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from lending.models import LoanProduct
from lending.services.revise_contract import revise_contract
from lending.services.revise_fee import revise_fee
from lending.services.revise_offer import revise_offer
from web.acts import typed
from web.forms.product_settings import ContractForm, FeeForm, OfferForm
from web.hats import Hat, wear
from web.lookup import person_of
from web.templatetags.figures import product_name
from web.views.settings import changed, done


@login_required
def settings_offer(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """The rate, the amounts and the length of the loans of a product."""
    hat = wear(request, "fund")
    product = offered_product(hat, product_id)
    form = OfferForm(typed(request), product=product)

    def do() -> str:
        revise_offer(product=product, acting_person=person_of(request), now=timezone.now(), **form.cleaned_data)
        return done(request)

    title = _("Rate and amounts of %(product)s") % {"product": product_name(product)}
    return changed(request, hat, form, do, title=title, told=for_what_comes())


@login_required
def settings_contract(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """What the loans of a product say of repayment."""
    hat = wear(request, "fund")
    product = offered_product(hat, product_id)
    form = ContractForm(typed(request), initial=ContractForm.of(product))

    def do() -> str:
        revise_contract(product=product, acting_person=person_of(request), now=timezone.now(), **form.rules())
        return done(request)

    title = _("Contract of %(product)s") % {"product": product_name(product)}
    return changed(request, hat, form, do, title=title, told=for_what_comes())


@login_required
def settings_fee(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """The fee of a product."""
    hat = wear(request, "fund")
    product = offered_product(hat, product_id)
    form = FeeForm(typed(request), initial=FeeForm.of(product))

    def do() -> str:
        revise_fee(product=product, acting_person=person_of(request), now=timezone.now(), **form.cleaned_data)
        return done(request)

    title = _("Fee of %(product)s") % {"product": product_name(product)}
    return changed(request, hat, form, do, title=title, told=for_what_comes())


def for_what_comes() -> str:
    """Which loans a change counts for."""
    return _("It counts for the loans asked for from now on; what was asked, agreed or paid out keeps its own terms.")


def offered_product(hat: Hat, product_id: UUID) -> LoanProduct:
    """A loan that the fund offers now, else not found."""
    return get_object_or_404(LoanProduct, pk=product_id, fund=hat.fund, is_offered=True)
