"""The rules a fund asks of its loans: read, and chosen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lending.models import FundPolicy, FundRules
from lending.policies import may_choose_rules
from lending.selectors.rule_sets import choice_of
from lending.services.choose_rules import choose_rules
from lending.statements.rule_wording import title_of_rule
from web.acts import act, typed
from web.forms.rules import RulesForm
from web.hats import wear
from web.lookup import person_of


@login_required
def fund_rules(request: HttpRequest) -> HttpResponse:
    """Policy, sets and own rules, each with its source; and choosing others for what is asked from now on."""
    hat = wear(request, "fund")
    now = choice_of(hat.fund)
    form = RulesForm(typed(request), initial=RulesForm.as_chosen(now))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            choose_rules(
                fund=hat.fund, choice=form.choice(now), reason=form.cleaned_data["reason"],
                acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("These rules are asked from now on; verdicts that are kept stay."))
            return reverse("fund-rules")

        return act(request, do, back=reverse("fund-rules"))
    context = {
        "policy": FundPolicy.objects.filter(fund=hat.fund).order_by("-version").first(),
        "rules": [{"rule": rule, "title": title_of_rule(rule.code)} for rule in now.rules],
        "chosen": FundRules.objects.filter(fund=hat.fund).select_related("chosen_by").order_by("-version").first(),
        "form": form,
        "may_choose": may_choose_rules(person_of(request), hat.fund),
    }
    return render(request, "web/rules/page.html", context)
