"""The fund's settings: what counts for the loans to come, since when and by whom; changing what may be changed."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lending.policies import may_choose_rules
from lending.selectors.fund_settings import fund_settings
from lending.selectors.rule_sets import choice_of
from lending.services.change_accrual import change_accrual
from lending.services.change_funding import change_funding
from lending.services.change_guarantee_rate import change_guarantee_rate
from lending.services.change_limits import change_limits
from lending.services.choose_rules import choose_rules
from lending.statements.rule_wording import title_of_rule
from web.acts import act, typed
from web.forms.fields import percent
from web.forms.product_schedule import schedule_told
from web.forms.product_settings import order_told
from web.forms.settings import AccrualForm, EndRuleForm, FundingForm, GuaranteeForm, LimitsForm, OwnRuleForm, limit_told
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
            "products": [
                (one, order_told(one.product.allocation), schedule_told(one.product)) for one in found.products
            ],
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
        return done(request)

    told = _(
        "It counts for every loan, running ones too, from the next close of day: nothing is booked twice and nothing "
        "left out. What borrowers owe and pay stays the same."
    )
    return changed(request, hat, form, do, title=_("When interest enters the books"), told=told)


@login_required
def settings_guarantee(request: HttpRequest) -> HttpResponse:
    """The rate of the mutual guarantee fund."""
    hat = wear(request, "fund")
    form = GuaranteeForm(typed(request), initial={"rate": percent(fund_settings(hat.fund).policy.guarantee_rate)})

    def do() -> str:
        rate = form.cleaned_data["rate"]
        change_guarantee_rate(fund=hat.fund, rate=rate, acting_person=person_of(request), now=timezone.now())
        return done(request)

    told = _("It counts for the loans agreed from now on; those that are agreed keep the rate they were agreed with.")
    return changed(request, hat, form, do, title=_("Mutual guarantee fund"), told=told)


@login_required
def settings_limits(request: HttpRequest) -> HttpResponse:
    """The ceilings, the cash the fund keeps, how long a decision is good."""
    hat = wear(request, "fund")
    form = LimitsForm(typed(request), initial=LimitsForm.of(fund_settings(hat.fund).policy))

    def do() -> str:
        change_limits(fund=hat.fund, acting_person=person_of(request), now=timezone.now(), **form.cleaned_data)
        return done(request)

    told = _(
        "Each step asks it from now on: requests under way too, and loans that are agreed and not paid out yet, which "
        "the committee may let exceed a ceiling. Running loans stay as they are; decisions keep their last day."
    )
    return changed(
        request, hat, form, do, title=_("Ceilings and reserve"), told=told,
        is_allowed=may_choose_rules(person_of(request), hat.fund),
    )  # fmt: skip


@login_required
def settings_funding(request: HttpRequest) -> HttpResponse:
    """How loans are spread over their lenders."""
    hat = wear(request, "fund")
    form = FundingForm(typed(request), initial=FundingForm.of(fund_settings(hat.fund).policy))

    def do() -> str:
        change_funding(fund=hat.fund, person=person_of(request), now=timezone.now(), **form.cleaned_data)
        return done(request)

    told = _("It counts for the lenders that are proposed from now on; those of agreed loans stay.")
    return changed(
        request, hat, form, do, title=_("How loans are spread"), told=told,
        is_allowed=may_choose_rules(person_of(request), hat.fund),
    )  # fmt: skip


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
        return done(request)

    told = _("It is asked of every step from now on; verdicts that are kept stay, and so do loans that are agreed.")
    return changed(
        request, hat, form, do, title=_("A rule of the fund's own"), told=told,
        is_allowed=may_choose_rules(person_of(request), hat.fund),
    )  # fmt: skip


@login_required
def settings_own_rule_end(request: HttpRequest, code: str) -> HttpResponse:
    """A rule of the fund's own is asked no more: shown once more, with why it ends, before it does."""
    hat = wear(request, "fund")
    if not may_choose_rules(person_of(request), hat.fund):
        raise Http404
    rule = next((each for each in choice_of(hat.fund).own if each.code == code), None)
    # Sent twice, the act answers as it did: the rule has gone by then.
    if rule is None and request.method == "GET":
        raise Http404
    form = EndRuleForm(typed(request))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            now = choice_of(hat.fund).to_dict()
            left = [each for each in now["own"] if each["code"] != code]
            choose_rules(
                fund=hat.fund, choice={**now, "own": left}, reason=form.cleaned_data["reason"],
                acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            return done(request)

        return act(request, do, back=request.path)
    context = {"form": form, "rule": rule, "limit": limit_told(rule, hat.fund) if rule else ""}
    return render(request, "web/settings/end_rule.html", context)


def done(request: HttpRequest) -> str:
    """Say so, on the page of all settings."""
    messages.success(request, _("The setting is changed."))
    return reverse("settings")


def changed(
    request: HttpRequest,
    hat: Hat,
    form: forms.Form,
    do: Callable[[], str],
    *,
    title: str,
    told: str,
    button: str = "",
    is_allowed: bool | None = None,
) -> HttpResponse:
    """The page of one setting: its form, and for which loans it counts; its button changes the setting unless named."""
    if not (hat.is_treasurer if is_allowed is None else is_allowed):
        raise Http404
    if request.method == "POST" and form.is_valid():
        return act(request, do, back=request.path)
    # A long form says what its parts are about.
    groups = form.groups() if hasattr(form, "groups") else [("", list(form))]
    context = {"form": form, "groups": groups, "title": title, "told": told, "button": button}
    return render(request, "web/settings/change.html", context)
