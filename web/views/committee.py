"""The committee: what is to be voted on, the file, the vote, its receipt."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lending.domain.wished_schedule import wished_in
from lending.models import Consultation, LogEntry, Office
from lending.policies import holds_office, may_see_lenders
from lending.selectors.clock import database_now
from lending.selectors.consultations import is_closed, rule_of, seats_of, turnout
from lending.selectors.defaults import acts_awaiting
from lending.selectors.funding_plans import plan_of_vote
from lending.selectors.visible import consultations_visible_to
from lending.services.assess_now import assess_now
from lending.services.cast_ballot import cast_ballot
from lending.services.recuse_seat import recuse_seat
from lending.services.write_comment import write_comment
from web.acts import act, typed
from web.forms.lending import InterestForm, TextForm
from web.hats import wear
from web.lookup import consultation_of, person_of
from web.presenters.changes import change_shown
from web.presenters.consultations import consultation_line, consultation_lines, seat_lines
from web.presenters.funding import kept
from web.presenters.guarantees import secured
from web.presenters.outcome import reasons
from web.presenters.requests import schedule_of_version
from web.presenters.verdicts import asked_overrides, seen
from web.states import CHOICE


@login_required
@require_GET
def to_vote(request: HttpRequest) -> HttpResponse:
    """Open votes: those that await this person first; then those that wait for the close."""
    hat = wear(request, "committee")
    consultations = consultations_visible_to(person_of(request)).filter(fund=hat.fund, state=Consultation.State.OPEN)
    lines = consultation_lines(consultations, person=person_of(request), now=database_now())
    is_chair = holds_office(person_of(request), hat.fund, Office.Kind.CHAIR)
    return render(
        request,
        "web/committee/list.html",
        {
            "waiting": [one for one in lines if one.awaits],
            "others": [one for one in lines if not one.awaits],
            "to_confirm": acts_awaiting(person_of(request), hat.fund) if is_chair else [],
        },
    )


@login_required
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """What the committee decided, the latest first."""
    hat = wear(request, "committee", "fund")
    closed = consultations_visible_to(person_of(request)).filter(fund=hat.fund).exclude(state=Consultation.State.OPEN)
    lines = consultation_lines(closed.order_by("-closes_at"), person=person_of(request), now=database_now())
    return render(request, "web/committee/decisions.html", {"lines": lines})


@login_required
@require_GET
def consultation_page(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """The file: what is asked, what it does to the fund, who sits, and, once closed, why it was decided so."""
    hat = wear(request, "committee", "fund")
    consultation = consultation_of(request, hat, consultation_id)
    now = database_now()
    closed = is_closed(consultation, now=now)
    counted = closed and consultation.state in ("adopted", "rejected", "no_quorum")
    version = consultation.request_version
    seats = seats_of(consultation)
    sees_lenders = may_see_lenders(person_of(request), version.request)
    return render(
        request,
        "web/committee/page.html",
        {
            "consultation": consultation,
            "line": consultation_line(consultation, seats=seats, person=person_of(request), now=now),
            "version": version,
            "asked": version.request,
            "is_closed": closed,
            "is_counted": counted,
            "reasons": reasons(consultation) if counted else [],
            "seats": seat_lines(consultation, seats, show_choices=counted),
            "turnout": turnout(consultation),
            "rule": rule_of(consultation),
            "funding": kept(plan_of_vote(consultation)),
            "seen": None
            if closed or version.request.is_change
            else seen(assess_now(version, sees_lenders=sees_lenders)),
            "overrides": asked_overrides(consultation, version.checks.filter(stage="opening")),
            "schedule": schedule_of_version(version),
            "is_wished": bool(wished_in(version.terms) or version.rates[1:]),
            "secured": secured(version),
            "change": change_shown(version, on=timezone.localdate()),
            "comments": consultation.comments.select_related("person"),
            "comment_form": TextForm(label=_("Your question or answer")),
        },
    )


@login_required
def vote(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Review a choice (GET shows, and never votes), then confirm it."""
    consultation = consultation_of(request, wear(request, "committee"), consultation_id)
    choice = (request.POST or request.GET).get("choice", "")
    if choice not in CHOICE:
        return redirect("consultation", consultation_id)
    here = reverse("consultation", args=[consultation_id])
    if request.method == "POST":

        def do() -> str:
            reason = request.POST.get("reason", "").strip()
            cast_ballot(consultation=consultation, acting_person=person_of(request), choice=choice, reason=reason)
            return reverse("receipt", args=[consultation_id])

        return act(request, do, back=here)
    line = consultation_line(consultation, seats=seats_of(consultation), person=person_of(request), now=database_now())
    if not line.may_vote:
        return redirect(here)
    context = {"consultation": consultation, "line": line, "choice": choice, "choice_word": CHOICE[choice]}
    return render(request, "web/committee/vote.html", context)


@login_required
@require_GET
def receipt(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Where one's own ballot stands in the chain; never what it says."""
    consultation = consultation_of(request, wear(request, "committee"), consultation_id)
    chain = LogEntry.objects.filter(consultation=consultation)
    own = chain.filter(type="ballot", actor=str(person_of(request).pk)).order_by("-height").first()
    if own is None:
        raise Http404
    head = chain.order_by("-height")[0]
    line = consultation_line(consultation, seats=seats_of(consultation), person=person_of(request), now=database_now())
    return render(request, "web/committee/receipt.html", {"line": line, "own": own, "head": head})


@login_required
def recuse(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Step back from a vote, saying why."""
    consultation = consultation_of(request, wear(request, "committee"), consultation_id)
    form = InterestForm(typed(request))
    here = reverse("consultation", args=[consultation_id])
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            reason = form.cleaned_data["text"]
            recuse_seat(consultation=consultation, acting_person=person_of(request), reason=reason, now=timezone.now())
            messages.success(request, _("You are recused: your seat does not vote on this."))
            return here

        return act(request, do, back=here)
    return render(request, "web/committee/recuse.html", {"consultation": consultation, "form": form})


@login_required
@require_POST
def comment(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Add a question or an answer to the file."""
    consultation = consultation_of(request, wear(request, "committee", "fund"), consultation_id)
    form = TextForm(request.POST)
    here = reverse("consultation", args=[consultation_id]) + "#questions"
    if not form.is_valid():
        messages.error(request, _("Write your question or your answer first, in 2,000 characters at most."))
        return redirect(here)

    def do() -> str:
        text = form.cleaned_data["text"]
        write_comment(consultation=consultation, acting_person=person_of(request), text=text, now=timezone.now())
        return here

    return act(request, do, back=here)
