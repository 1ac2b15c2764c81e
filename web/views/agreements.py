"""The contract of a loan: read it, accept it, see who is missing and remind them."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lending.models import Agreement
from lending.selectors.addenda import change_of, is_open
from lending.services.accept_agreement import accept_agreement
from lending.services.ask_for_acceptance import remind_of_acceptance
from lending.services.draw_up_agreement import draw_up_agreement
from web.acts import act
from web.hats import wear
from web.lookup import agreement_of, loan_of, person_of
from web.presenters.agreement_words import words_of
from web.presenters.agreements import address, brief_of, copy_lines, party_lines
from web.presenters.guarantees import secured_by
from web.reauthentication import proof_of


@login_required
def agreement_page(request: HttpRequest, loan_id: UUID, number: int = 1) -> HttpResponse:
    """What the contract or what came after it says in brief, its hash, who is bound and who has accepted."""
    hat = wear(request, "cooperative", "fund", "committee")
    agreement = agreement_of(request, loan_id, number)
    lines = party_lines(agreement, person=person_of(request))
    missing = [line for line in lines if line.acceptance is None]
    may_be_accepted = is_open(agreement)
    return render(
        request,
        "web/agreements/page.html",
        {
            "agreement": agreement,
            "loan": agreement.loan,
            "words": words_of(agreement),
            "brief": brief_of(agreement),
            "secured": secured_by(agreement),
            "pages": {page: address(agreement, page) for page in ("file", "remind", "paper")},
            "lines": lines,
            "missing": missing,
            "is_open": may_be_accepted,
            "change": change_of(agreement),
            "may_remind": hat.is_treasurer and may_be_accepted and missing,
            "may_draw_up": hat.is_treasurer and may_be_accepted and agreement.kind == Agreement.Kind.ADDENDUM,
            "copies": copy_lines(agreement, person=person_of(request)),
        },
    )


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def agreement_accept(request: HttpRequest, loan_id: UUID, party_id: UUID, number: int = 1) -> HttpResponse:
    """Accept for a party, after entering one's password anew: the hash is shown, then sent back with the yes."""
    wear(request, "cooperative", "fund", "committee")
    agreement = agreement_of(request, loan_id, number)
    here, words = address(agreement), words_of(agreement)
    line = next((line for line in party_lines(agreement, person=person_of(request)) if line.party.pk == party_id), None)
    if line is None:
        raise Http404
    if request.method == "POST":

        def do() -> str:
            accept_agreement(
                agreement=agreement, party_id=party_id, sha256=request.POST.get("sha256", ""),
                proof=proof_of(request), acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, words.accepted)
            return here

        return act(request, do, back=here)
    if not line.may_accept:
        return redirect(here)
    context = {
        "agreement": agreement,
        "loan": agreement.loan,
        "words": words,
        "brief": brief_of(agreement),
        "secured": secured_by(agreement),
        "here": here,
        "file": address(agreement, "file"),
        "line": line,
    }
    return render(request, "web/agreements/accept.html", context)


@login_required
@require_POST
def agreement_remind(request: HttpRequest, loan_id: UUID, number: int = 1) -> HttpResponse:
    """Write again to those whose acceptance is missing."""
    loan = loan_of(request, wear(request, "fund"), loan_id)
    here = address(agreement_of(request, loan_id, number))

    def do() -> str:
        reminded = len(remind_of_acceptance(loan=loan, acting_person=person_of(request), now=timezone.now()))
        told = ngettext("%(count)s person is reminded.", "%(count)s people are reminded.", reminded)
        messages.success(request, told % {"count": reminded} if reminded else _("They were reminded today already."))
        return here

    return act(request, do, back=here)


@login_required
@require_POST
def agreement_draw_up(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Draw up the contract of a loan that was agreed before contracts were kept."""
    loan = loan_of(request, wear(request, "fund"), loan_id)

    def do() -> str:
        draw_up_agreement(loan=loan, acting_person=person_of(request), now=timezone.now())
        return reverse("agreement", args=[loan_id])

    return act(request, do, back=reverse("loan", args=[loan_id]))
