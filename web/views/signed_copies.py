"""Contracts signed on paper: send the scan, read it, confirm it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lending.models import SignedCopy
from lending.selectors.agreements import missing_parties
from lending.selectors.visible import signed_copies_visible_to
from lending.services.keep_signed_copy import confirm_signed_copy, keep_signed_copy
from web.acts import act
from web.forms.agreements import SignedCopyForm
from web.hats import wear
from web.lookup import agreement_of, person_of
from web.presenters.agreement_words import words_of
from web.presenters.agreements import address


@login_required
def signed_copy_new(request: HttpRequest, loan_id: UUID, number: int = 1) -> HttpResponse:
    """Send the scan of a signed contract or addendum."""
    wear(request, "fund")
    agreement = agreement_of(request, loan_id, number)
    form = SignedCopyForm(request.POST or None, request.FILES or None)
    here = address(agreement)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            file = form.cleaned_data["file"]
            keep_signed_copy(
                agreement=agreement, file_name=file.name, content=file.read(), acting_person=person_of(request),
                now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The signed copy is kept; another treasurer confirms it."))
            return here

        return act(request, do, back=request.path)
    return render(
        request,
        "web/agreements/signed_copy.html",
        {"form": form, "agreement": agreement, "loan": agreement.loan, "words": words_of(agreement), "here": here},
    )


@login_required
def signed_copy_confirm(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Say that the scan is this contract, signed by those who are missing."""
    wear(request, "fund")
    copy = _copy(request, copy_id)
    agreement = copy.agreement
    here = address(agreement)
    if request.method == "POST":

        def do() -> str:
            confirm_signed_copy(copy=copy, acting_person=person_of(request), now=timezone.now())
            messages.success(request, words_of(agreement).on_paper)
            return here

        return act(request, do, back=here)
    context = {
        "copy": copy,
        "agreement": agreement,
        "loan": agreement.loan,
        "words": words_of(agreement),
        "here": here,
        "missing": missing_parties(agreement),
    }
    return render(request, "web/agreements/confirm_copy.html", context)


@login_required
@require_GET
def signed_copy_file(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """The scan, as it was sent."""
    wear(request, "fund", "cooperative", "committee")
    copy = _copy(request, copy_id)
    headers = {"Content-Disposition": f'attachment; filename="{copy.agreement.loan.reference}-signe.pdf"'}
    return HttpResponse(bytes(copy.pdf), content_type="application/pdf", headers=headers)


def _copy(request: HttpRequest, copy_id: UUID) -> SignedCopy:
    return get_object_or_404(signed_copies_visible_to(person_of(request)), pk=copy_id)
