"""The periods of the fund's book: what is closed, by whom and why; closing the next one, opening the last one again."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ledger.selectors.fiscal_years import fiscal_years
from ledger.selectors.periods import Span, ToldPeriod, next_to_close, periods
from lending.selectors.clock import local_day
from lending.services.close_books import close_books
from lending.services.reopen_books import reopen_books
from web.acts import act, typed
from web.forms.periods import ClosingForm, ReopeningForm
from web.hats import Hat
from web.lookup import person_of
from web.views.entries import reader_of


@login_required
@require_GET
def period_list(request: HttpRequest) -> HttpResponse:
    """All periods with what was decided about them, the latest first."""
    hat = reader_of(request)
    known, (span, _today) = periods(book=hat.fund.book), _next(hat)
    context = {
        "periods": known[::-1],
        "years": fiscal_years(book=hat.fund.book),
        "span": span if hat.is_treasurer else None,
        "last_closed": _last_closed(known) if hat.is_treasurer else None,
    }
    return render(request, "web/periods/list.html", context)


@login_required
def period_close(request: HttpRequest) -> HttpResponse:
    """Close all that is open up to a day that is over."""
    hat = _treasurer_of(request)
    span, today = _next(hat)
    if span is None:
        raise Http404
    form = ClosingForm(typed(request), span=span, today=today)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            close_books(
                fund=hat.fund, starts_on=span.starts_on, ends_on=form.cleaned_data["ends_on"],
                reason=form.cleaned_data["reason"], acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The period is closed: nothing enters it any more."))
            return reverse("fund-periods")

        return act(request, do, back=request.path)
    return render(request, "web/periods/close.html", {"form": form, "span": span})


@login_required
def period_reopen(request: HttpRequest) -> HttpResponse:
    """Open the last closed period again, by a decision whose reason is kept."""
    hat = _treasurer_of(request)
    closed = _last_closed(periods(book=hat.fund.book))
    if closed is None:
        raise Http404
    form = ReopeningForm(typed(request))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            reopen_books(
                fund=hat.fund, starts_on=closed.starts_on, ends_on=closed.ends_on,
                reason=form.cleaned_data["reason"], acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The period is open again."))
            return reverse("fund-periods")

        return act(request, do, back=request.path)
    return render(request, "web/periods/reopen.html", {"form": form, "period": closed})


def _treasurer_of(request: HttpRequest) -> Hat:
    hat = reader_of(request)
    if not hat.is_treasurer:
        raise Http404
    return hat


def _next(hat: Hat) -> tuple[Span | None, date]:
    """What would be closed next: up to the end of last month; where that is closed, up to yesterday."""
    today = local_day(hat.fund, at=timezone.now())
    spans = (next_to_close(book=hat.fund.book, ends_before=day) for day in (today.replace(day=1), today))
    return next((span for span in spans if span), None), today


def _last_closed(known: list[ToldPeriod]) -> ToldPeriod | None:
    closed = [period for period in known if period.closed_at is not None]
    return closed[-1] if closed else None
