"""Changing a running loan: see what it would become, ask for it, apply what the committee adopted."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lending.domain.errors import LendingError
from lending.domain.wish import ChangeKind
from lending.models import Loan, LoanRequest
from lending.selectors.change_comparison import comparison
from lending.selectors.sponsors import sponsors_of_loans
from lending.selectors.tranches import still_to_draw
from lending.selectors.visible import loans_visible_to
from lending.services.apply_change import apply_change
from lending.services.apply_consolidation import apply_consolidation
from lending.services.ask_change import amend_change, ask_change
from lending.services.draw_up_addendum import draw_up_addendum
from lending.services.plan_change import plan
from lending.services.require_changeable import CHANGEABLE
from members.models import Person
from web.acts import act, typed
from web.forms.fields import percent
from web.forms.loan_changes import FORMS, KINDS, PurposeForm, rhythm_of
from web.hats import Hat, wear
from web.lookup import loan_of, person_of, request_of
from web.presenters.agreements import address
from web.presenters.changes import ChangeShown, change_shown, shown
from web.presenters.requests import request_line
from web.sentences import sentence_of


@login_required
def loan_change(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """What a loan would become, reckoned as often as one likes; then asked for."""
    hat = _asking_hat(request)
    return _asked(request, hat, loan_of(request, hat, loan_id), None)


@login_required
def request_change(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The same of a request that is not decided: something else is asked of the same loan."""
    hat = _asking_hat(request)
    asked = request_of(request, hat, request_id)
    changed = asked.changed_loans.select_related("loan").first()
    if changed is None:
        raise Http404
    return _asked(request, hat, loan_of(request, hat, changed.loan_id), asked)


@login_required
@require_POST
def request_addendum(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Draw up the addendum of an adopted change."""
    asked = request_of(request, wear(request, "fund"), request_id)

    def do() -> str:
        return address(draw_up_addendum(request=asked, acting_person=person_of(request), now=timezone.now()))

    return act(request, do, back=reverse("request", args=[asked.pk]))


@login_required
def request_apply(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Put an adopted schedule in force, after figures were read once more."""
    asked = request_of(request, wear(request, "fund"), request_id)
    version = asked.current
    change = change_shown(version, on=timezone.localdate())
    if change is None:
        raise Http404
    if request.method == "POST":

        def do() -> str:
            apply = apply_consolidation if asked.kind == asked.Kind.CONSOLIDATION else apply_change
            loan = apply(request=asked, acting_person=person_of(request), now=timezone.now())
            messages.success(request, _("The new schedule is in force."))
            return reverse("loan", args=[loan.pk])

        return act(request, do, back=request.path)
    context = {"asked": asked, "version": version, "line": request_line(asked), "change": change}
    return render(request, "web/requests/apply.html", context)


def _asking_hat(request: HttpRequest) -> Hat:
    """A cooperative's people ask; a treasurer of the fund proposes."""
    hat = wear(request, "cooperative", "fund")
    if hat.kind == "fund" and not hat.is_treasurer:
        raise Http404
    return hat


def _asked(request: HttpRequest, hat: Hat, loan: Loan, asked: LoanRequest | None) -> HttpResponse:
    given: Any = typed(request) or (request.GET if "on" in request.GET else None)
    kind = (request.POST or request.GET).get("kind") or _before(asked).get("kind", str(ChangeKind.RESCHEDULE))
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](given, initial={**_usual(loan), **_before(asked), "kind": kind})
    others = _other_loans(loan, person_of(request))
    form.offer(others, sponsors_of_loans([loan, *others]))
    of = [loan, *others] if kind == str(ChangeKind.CONSOLIDATION) else [loan]
    form.ask_of_undrawn(is_any=any(still_to_draw(one).amount for one in of))
    purpose = PurposeForm(typed(request), initial={"purpose": asked.current.purpose} if asked else None)
    change = _reckoned(form, loan) if given is not None and form.is_valid() else None
    if request.method == "POST" and change is not None and purpose.is_valid():

        def do() -> str:
            known = {"wish": form.wish(), "purpose": purpose.cleaned_data["purpose"], "now": timezone.now()}
            person = person_of(request)
            if asked is None:
                written = ask_change(loan=loan, others=form.other_loans(), acting_person=person, **known)
            else:
                written = amend_change(request=asked, acting_person=person, **known)
            return reverse("request", args=[written.pk])

        return act(request, do, back=request.get_full_path())
    context = {
        "loan": loan,
        "asked": asked,
        "form": form,
        "purpose": purpose,
        "kind": kind,
        "kinds": _kinds(loan, asked),
        "change": change,
        "proposes": hat.kind == "fund",
    }
    return render(request, "web/loans/change.html", context)


def _reckoned(form: Any, loan: Loan) -> ChangeShown | None:
    """What the answers lead to; where they cannot be used, each wrong one is said beside its field."""
    today = timezone.localdate()
    try:
        planned = plan([loan, *form.other_loans()], form.wish(), known_on=today)
    except LendingError as error:
        fields = getattr(error, "fields", {})
        form.blame(fields)
        if not fields:
            form.add_error(None, sentence_of(error))
        return None
    told = comparison(planned.to_dict(), terms=planned.change.terms, currency=loan.fund.currency)
    return shown(told, on=today, receipts=[])


def _other_loans(loan: Loan, person: Person) -> QuerySet[Loan]:
    """The borrower's other running loans."""
    own = loans_visible_to(person).filter(membership=loan.membership, state__in=CHANGEABLE)
    return own.exclude(pk=loan.pk).order_by("number").distinct()


def _kinds(loan: Loan, asked: LoanRequest | None) -> list[tuple[str, Any]]:
    """What may be asked: of several loans where there are several; a request stays one of the loans it is of."""
    several = str(ChangeKind.CONSOLIDATION)
    if asked is not None:
        return [one for one in KINDS if (one[0] == several) == (asked.kind == several)]
    has_others = Loan.objects.filter(membership=loan.membership, state__in=CHANGEABLE).exclude(pk=loan.pk).exists()
    return [one for one in KINDS if has_others or one[0] != several]


def _usual(loan: Loan) -> dict[str, Any]:
    terms = loan.terms
    return {"on": timezone.localdate(), "instalments": terms["instalments"], "periods": 3}


def _before(asked: LoanRequest | None) -> dict[str, Any]:
    """What was asked, as the form has it."""
    if asked is None or asked.current.change is None:
        return {}
    wish = dict(asked.current.change["wish"])
    every, rate = wish.pop("every"), wish.pop("annual_rate")
    rhythm = {"rhythm": rhythm_of(every)} if every else {}
    return {
        **wish,
        **rhythm,
        **({"annual_rate": percent(Decimal(rate))} if rate else {}),
    }
