"""The fund's settings: what counts for the loans to come, since when and by whom; changing what may be changed."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lending.models import LoanProduct
from lending.policies import may_choose_rules
from lending.selectors.fund_settings import fund_settings
from lending.selectors.rule_sets import choice_of
from lending.services.change_accrual import change_accrual
from lending.services.change_guarantee_rate import change_guarantee_rate
from lending.services.choose_rules import choose_rules
from lending.services.revise_contract import revise_contract
from lending.services.revise_fee import revise_fee
from lending.statements.rule_wording import title_of_rule
from web.acts import act, typed
from web.forms.settings import (
    AccrualForm,
    ContractForm,
    FeeForm,
    GuaranteeForm,
    OwnRuleForm,
    limit_told,
    order_told,
    percent,
)
from web.hats import Hat, wear
from web.lookup import person_of


@login_required
@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    """Everything in force on one page; each part is changed on a page of its own by those who may."""
    hat = wear(request, "fund")
    found = fund_settings(hat.fund)
    return render(
        request,
        "web/settings/page.html",
        {
            "settings": found,
            "products": [(one, order_told(one.product.allocation)) for one in found.products],
            "own": [(rule, title_of_rule(rule.code), limit_told(rule, hat.fund)) for rule in found.choice.own],
            "may_change": hat.is_treasurer,
            "may_choose": may_choose_rules(person_of(request), hat.fund),
        },
    )


@login_required
def settings_accrual(request: HttpRequest) -> HttpResponse:
    """When interest enters the books."""
    hat = wear(request, "fund")
    form = AccrualForm(typed(request), initial={"accrual": fund_settings(hat.fund).policy.accrual})

    def do() -> str:
        accrual = form.cleaned_data["accrual"]
        change_accrual(fund=hat.fund, accrual=accrual, acting_person=person_of(request), now=timezone.now())
        return _done(request)

    told = _(
        "It counts for every loan, running ones too, from the next close of day: nothing is booked twice and nothing "
        "left out. What borrowers owe and pay stays the same."
    )
    return _changed(request, hat, form, do, title=_("When interest enters the books"), told=told)


@login_required
def settings_guarantee(request: HttpRequest) -> HttpResponse:
    """The rate of the mutual guarantee fund."""
    hat = wear(request, "fund")
    form = GuaranteeForm(typed(request), initial={"rate": percent(fund_settings(hat.fund).policy.guarantee_rate)})

    def do() -> str:
        rate = form.cleaned_data["rate"]
        change_guarantee_rate(fund=hat.fund, rate=rate, acting_person=person_of(request), now=timezone.now())
        return _done(request)

    told = _("It counts for the loans agreed from now on; those that are agreed keep the rate they were agreed with.")
    return _changed(request, hat, form, do, title=_("Mutual guarantee fund"), told=told)


@login_required
def settings_contract(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """What the loans of a product say of repayment."""
    hat = wear(request, "fund")
    product = _product(hat, product_id)
    form = ContractForm(typed(request), initial=ContractForm.of(product))

    def do() -> str:
        revise_contract(product=product, acting_person=person_of(request), now=timezone.now(), **form.rules())
        return _done(request)

    told = _("It counts for the loans asked for from now on; what was asked, agreed or paid out keeps its own terms.")
    return _changed(request, hat, form, do, title=_("Contract of %(product)s") % {"product": product.name}, told=told)


@login_required
def settings_fee(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """The fee of a product."""
    hat = wear(request, "fund")
    product = _product(hat, product_id)
    form = FeeForm(typed(request), initial=FeeForm.of(product))

    def do() -> str:
        revise_fee(product=product, acting_person=person_of(request), now=timezone.now(), **form.cleaned_data)
        return _done(request)

    told = _("It counts for the loans asked for from now on; what was asked, agreed or paid out keeps its own terms.")
    return _changed(request, hat, form, do, title=_("Fee of %(product)s") % {"product": product.name}, told=told)


@login_required
def settings_own_rule(request: HttpRequest) -> HttpResponse:
    """One more rule of the fund's own; the others stay."""
    hat = wear(request, "fund")
    form = OwnRuleForm(typed(request), initial={"may_be_overridden": True})

    def do() -> str:
        now = choice_of(hat.fund).to_dict()
        choose_rules(
            fund=hat.fund, choice={**now, "own": [*now["own"], form.rule()]}, reason=form.cleaned_data["reason"],
            acting_person=person_of(request), now=timezone.now(),
        )  # fmt: skip
        return _done(request)

    told = _("It is asked of every step from now on; verdicts that are kept stay, and so do loans that are agreed.")
    return _changed(
        request, hat, form, do, title=_("A rule of the fund's own"), told=told,
        is_allowed=may_choose_rules(person_of(request), hat.fund),
    )  # fmt: skip


@login_required
@require_POST
def settings_own_rule_end(request: HttpRequest, code: str) -> HttpResponse:
    """A rule of the fund's own is asked no more."""
    hat = wear(request, "fund")

    def do() -> str:
        now = choice_of(hat.fund).to_dict()
        left = [rule for rule in now["own"] if rule["code"] != code]
        choose_rules(
            fund=hat.fund, choice={**now, "own": left}, reason=_("Rule %(code)s ended") % {"code": code},
            acting_person=person_of(request), now=timezone.now(),
        )  # fmt: skip
        return _done(request)

    return act(request, do, back=reverse("settings"))


def _product(hat: Hat, product_id: UUID) -> LoanProduct:
    return get_object_or_404(LoanProduct, pk=product_id, fund=hat.fund, is_offered=True)


def _done(request: HttpRequest) -> str:
    messages.success(request, _("The setting is changed."))
    return reverse("settings")


def _changed(
    request: HttpRequest,
    hat: Hat,
    form: forms.Form,
    do: Callable[[], str],
    *,
    title: str,
    told: str,
    is_allowed: bool | None = None,
) -> HttpResponse:
    """The page of one setting: its form, and for which loans it counts."""
    if not (hat.is_treasurer if is_allowed is None else is_allowed):
        raise Http404
    if request.method == "POST" and form.is_valid():
        return act(request, do, back=request.path)
    context = {"form": form, "fields": list(form), "title": title, "told": told}
    return render(request, "web/settings/change.html", context)
