"""The mutual guarantee fund on pages: called on default, returned at the end, and back."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lending.selectors.guarantees import deposits_left, means, mutual_guarantee
from lending.services.call_mutual_guarantee import call_mutual_guarantee
from lending.services.return_contribution import return_contribution, take_return_back
from web.acts import typed
from web.forms.lending import DayForm
from web.forms.prepared_acts import TakenBackForm
from web.hats import wear
from web.lookup import loan_of, person_of
from web.views.prepared_acts import answer


@login_required
def guarantee_call(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Let the guarantee fund pay the lenders of a loan in default."""
    loan, today = loan_of(request, wear(request, "fund"), loan_id), timezone.localdate()
    form = DayForm(typed(request), today=today)

    def do() -> None:
        on = form.cleaned_data["on"]
        call_mutual_guarantee(loan=loan, called_on=on, acting_person=person_of(request), now=timezone.now())

    left = means(deposits_left(loan.fund), currency=loan.fund.currency)
    legs = list(loan.participations.select_related("membership__cooperative"))
    still_lent = sum((leg.outstanding for leg in legs), left * 0)
    figures = {"means": left, "legs": legs, "still_lent": still_lent, "pays": min(left, still_lent)}
    return answer(request, loan, form, do, "web/loans/guarantee_call.html", **figures)


@login_required
def contribution_return(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Return what is left of a contribution."""
    loan, today = loan_of(request, wear(request, "fund"), loan_id), timezone.localdate()
    form = DayForm(typed(request), today=today)

    def do() -> None:
        on = form.cleaned_data["on"]
        return_contribution(loan=loan, returned_on=on, acting_person=person_of(request), now=timezone.now())

    return answer(request, loan, form, do, "web/loans/contribution_return.html", mutual=mutual_guarantee(loan))


@login_required
def contribution_return_reverse(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Take the return back."""
    loan, today = loan_of(request, wear(request, "fund"), loan_id), timezone.localdate()
    form = TakenBackForm(typed(request), today=today)

    def do() -> None:
        take_return_back(
            loan=loan, reversed_on=form.cleaned_data["on"], reason=form.cleaned_data["reason"],
            acting_person=person_of(request), now=timezone.now(),
        )  # fmt: skip

    template = "web/loans/contribution_return_reverse.html"
    return answer(request, loan, form, do, template, mutual=mutual_guarantee(loan))
