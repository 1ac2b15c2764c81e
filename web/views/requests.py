"""Requests for a loan: ask, hand in, follow."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lending.domain.measures import About
from lending.domain.wished_schedule import wished_in
from lending.models import Consultation, Loan, LoanRequest
from lending.policies import may_open_consultation, may_see_lenders
from lending.selectors.addenda import addendum_of
from lending.selectors.agreements import missing_parties
from lending.selectors.changes import applied_schedule
from lending.selectors.rule_sets import rules_beside_policy
from lending.selectors.timeline import request_timeline
from lending.selectors.visible import requests_visible_to
from lending.services.agree_loan import agree_loan
from lending.services.amend_request import amend_request
from lending.services.assess_now import assess_now
from lending.services.draft_request import draft_request
from lending.services.open_consultation import open_consultation
from lending.services.propose_funding import method_in_force
from lending.services.submit_request import submit_request, withdraw_request
from web.acts import act, typed
from web.forms.fields import amount_typed, typed_here
from web.forms.lending import AgreeForm, OpenVoteForm, RequestForm
from web.forms.product_simulator import taken_along
from web.forms.rules import OverridesForm
from web.hats import Hat, wear
from web.lookup import person_of, request_of
from web.presenters.changes import change_shown
from web.presenters.funding import proposal, proposals
from web.presenters.guarantees import secured
from web.presenters.outcome import reasons
from web.presenters.requests import drawdowns_of, request_line, schedule_of_version
from web.presenters.timeline import ahead_of_request, timeline
from web.presenters.verdicts import seen

State = LoanRequest.State
BEFORE_PAYMENT = (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.IN_VOTE, State.APPROVED)
EXCEPTION_LENGTH_MAX = 2000
TO_TAKE_UP = (State.SUBMITTED, State.UNDER_REVIEW)
DECIDED = (Consultation.State.ADOPTED, Consultation.State.REJECTED, Consultation.State.NO_QUORUM)


@login_required
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """One's own cooperative's requests, the latest first."""
    hat = wear(request, "cooperative")
    own = requests_visible_to(person_of(request)).filter(membership=hat.member)
    lines = [request_line(one) for one in own.prefetch_related("versions").distinct()]
    return render(request, "web/requests/list.html", {"lines": lines})


@login_required
@require_GET
def fund_request_list(request: HttpRequest) -> HttpResponse:
    """Every request handed to the fund."""
    hat = wear(request, "fund")
    asked = requests_visible_to(person_of(request)).filter(fund=hat.fund)
    lines = [request_line(one) for one in asked.prefetch_related("versions").distinct()]
    return render(request, "web/requests/fund_list.html", {"lines": lines})


@login_required
def request_new(request: HttpRequest) -> HttpResponse:
    """Write a draft; figures may come along from the simulator."""
    hat = wear(request, "cooperative")
    form = RequestForm(typed(request), initial=taken_along(request.GET.dict(), hat.fund), membership=hat.member)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            asked = form.asked()
            draft = draft_request(membership=hat.member, acting_person=person_of(request), now=timezone.now(), **asked)
            return reverse("request", args=[draft.pk])

        return act(request, do, back=request.get_full_path())
    return render(request, "web/requests/form.html", {"form": form, "draft": None})


@login_required
def request_amend(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Change what is asked, until it is decided; an open vote is void then."""
    hat = wear(request, "cooperative")
    draft = request_of(request, hat, request_id)
    if draft.is_change:
        return redirect("request-change", draft.pk)
    form = RequestForm(typed(request), initial=_as_asked(draft), membership=hat.member)
    here = reverse("request", args=[draft.pk])
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            amend_request(
                request=draft, acting_person=person_of(request), now=timezone.now(), is_record=False, **form.asked()
            )
            return here

        return act(request, do, back=request.path)
    return render(request, "web/requests/form.html", {"form": form, "draft": draft})


@login_required
@require_GET
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What is asked, where it stands, what the ceilings say, and why it was decided so."""
    hat = wear(request, "cooperative", "fund", "committee")
    asked = request_of(request, hat, request_id)
    version = asked.current
    consultation = Consultation.objects.filter(request_version__request=asked).order_by("-opens_at").first()
    decided = consultation if consultation and consultation.state in DECIDED else None
    loan = Loan.objects.filter(request_version__request=asked).first()
    applied = applied_schedule(asked) if asked.is_change else None
    awaits_force = asked.state == State.APPROVED and asked.is_change and applied is None
    addendum = addendum_of(asked) if awaits_force else None
    is_accepted = addendum is not None and not missing_parties(addendum)
    ahead = () if loan or applied else ahead_of_request(asked)
    return render(
        request,
        "web/requests/page.html",
        {
            "line": request_line(asked),
            "asked": asked,
            "version": version,
            "loan": loan,
            "consultation": consultation,
            "reasons": reasons(decided) if decided else [],
            "decided": decided,
            "funding": proposal(version) if _shows_lenders(hat, asked, loan) else None,
            "seen": seen(assess_now(version, sees_lenders=may_see_lenders(person_of(request), asked)))
            if asked.state in BEFORE_PAYMENT and not (loan or asked.is_change)
            else None,
            "is_french": rules_beside_policy(asked.fund, about=About.LENDER),
            "schedule": schedule_of_version(version),
            "secured": secured(version, loan),
            "drawdowns": drawdowns_of(version),
            "change": change_shown(version, on=timezone.localdate()),
            "applied": applied,
            "life": timeline(request_timeline(asked), ahead, zone=asked.fund.time_zone),
            "may_write": hat.kind == "cooperative",
            "may_open": asked.state in TO_TAKE_UP and may_open_consultation(person_of(request), asked.fund),
            "may_agree": hat.is_treasurer and asked.state == State.APPROVED and loan is None and not asked.is_change,
            "addendum": addendum,
            "may_draw_up": hat.is_treasurer and awaits_force and addendum is None,
            "awaits_acceptance": addendum is not None and not is_accepted,
            "may_apply": hat.is_treasurer and awaits_force and is_accepted,
        },
    )


@login_required
@require_POST
def request_submit(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Hand a draft to the fund."""
    draft = request_of(request, wear(request, "cooperative"), request_id)
    here = reverse("request", args=[draft.pk])

    def do() -> str:
        reason = request.POST.get("exception_reason", "")[:EXCEPTION_LENGTH_MAX]
        submit_request(
            request=draft, acting_person=person_of(request), now=timezone.now(), exception_reason=reason,
            is_record=False,
        )  # fmt: skip
        messages.success(request, _("Your request is handed to the fund. Its treasurers have been told."))
        return here

    return act(request, do, back=here)


@login_required
def request_withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take a request back, after saying what that means."""
    asked = request_of(request, wear(request, "cooperative"), request_id)
    here = reverse("request", args=[asked.pk])
    if request.method == "POST":

        def do() -> str:
            withdraw_request(request=asked, acting_person=person_of(request), now=timezone.now())
            return here

        return act(request, do, back=here)
    return render(request, "web/requests/withdraw.html", {"line": request_line(asked), "asked": asked})


@login_required
def request_open_vote(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Open the committee's vote, until a day and an hour, with what it is to let be exceeded."""
    asked = request_of(request, wear(request, "fund", "committee"), request_id)
    form = OpenVoteForm(typed(request), fund=asked.fund, now=timezone.now(), method=method_in_force(asked.current))
    assessed = assess_now(asked.current, sees_lenders=may_see_lenders(person_of(request), asked))
    overrides = OverridesForm(typed(request), verdicts=assessed.verdicts)
    if request.method == "POST" and form.is_valid() and overrides.is_valid():

        def do() -> str:
            closes_at = form.cleaned_data["closes_at"]
            opened = open_consultation(
                request=asked, closes_at=closes_at, acting_person=person_of(request), now=timezone.now(),
                overrides=overrides.reasons(), **form.spread(),
            )  # fmt: skip
            messages.success(request, _("The vote is open; the committee has been told."))
            return reverse("consultation", args=[opened.pk])

        return act(request, do, back=request.path)
    context = {"form": form, "overrides": overrides, "seen": seen(assessed), **_about(asked)}
    return render(request, "web/requests/open_vote.html", context)


@login_required
def request_agree(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Make an approved request a loan."""
    asked = request_of(request, wear(request, "fund"), request_id)
    form = AgreeForm(typed(request), today=timezone.localdate(), method=method_in_force(asked.current))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            on = form.cleaned_data["on"]
            loan = agree_loan(
                request=asked, agreed_on=on, acting_person=person_of(request), now=timezone.now(), **form.spread()
            )
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    assessed = assess_now(asked.current, sees_lenders=may_see_lenders(person_of(request), asked))
    return render(request, "web/requests/agree.html", {"form": form, "seen": seen(assessed), **_about(asked)})


def _about(asked: LoanRequest) -> dict[str, object]:
    return {"line": request_line(asked), "asked": asked, "proposals": proposals(asked.current)}


def _shows_lenders(hat: Hat, asked: LoanRequest, loan: Loan | None) -> bool:
    """Who would lend is for those who serve the fund, until it is decided or fixed; a change keeps its lenders."""
    is_open = loan is None and not asked.is_change and asked.state in BEFORE_PAYMENT
    return hat.kind != "cooperative" and is_open


def _as_asked(draft: LoanRequest) -> dict[str, object]:
    version = draft.current
    members = draft.fund.memberships.filter(cooperative__in=version.links)
    return {
        "product": version.product_id,
        "amount": amount_typed(version.amount),
        "instalments": version.instalments,
        "start_on": version.start_on,
        "purpose": version.purpose,
        **wished_in(version.terms),
        "links": [member.pk for member in members],
        "sponsors": version.sponsors,
        "later": [(item["on"], typed_here(item["amount"])) for item in version.terms["drawdowns"][1:]],
    }
