"""The first page of a cooperative: what is to be done, what it owes, what it has placed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lending.models import Instalment, LoanRequest, TransferProposal
from lending.selectors.agreements import agreements_to_accept
from lending.selectors.arrears import with_oldest_unpaid
from lending.selectors.fund_accounts import member_position
from lending.selectors.instalments import instalments_due, overdue_instalments, unsettled
from lending.selectors.loan_progress import with_outstanding
from lending.selectors.overview import SOON
from lending.selectors.parts import open_transfers
from lending.selectors.payoff import unpaid_of
from lending.selectors.sponsors import guarantees_given
from lending.selectors.visible import loans_visible_to
from web.hats import Hat, wear
from web.lookup import person_of
from web.presenters.guarantees import guarantee_line
from web.presenters.loans import loan_line
from web.presenters.requests import request_line

UNFINISHED = (
    LoanRequest.State.DRAFT,
    LoanRequest.State.SUBMITTED,
    LoanRequest.State.UNDER_REVIEW,
    LoanRequest.State.IN_VOTE,
    LoanRequest.State.APPROVED,
)


def cooperative_home(request: HttpRequest) -> HttpResponse:
    """To do, loans, placements: for the cooperative whose hat is worn."""
    hat, today = wear(request, "cooperative"), timezone.localdate()
    own = with_outstanding(loans_visible_to(person_of(request)), fund=hat.fund).filter(membership=hat.member)
    loans = with_oldest_unpaid(own, on=today)
    position = member_position(hat.member)
    guarantees = [guarantee_line(one) for one in guarantees_given(hat.member)]
    requests = LoanRequest.objects.filter(membership=hat.member, state__in=UNFINISHED, versions__loan__isnull=True)
    return render(
        request,
        "web/cooperative_home.html",
        {
            "dues": _dues(hat),
            "contracts": agreements_to_accept(hat.member),
            "guarantees": guarantees,
            "offers": open_transfers(hat.member).filter(buyer=hat.member, state=TransferProposal.State.PROPOSED),
            "is_called": any(one.to_pay for one in guarantees),
            "today": today,
            "requests": [request_line(one) for one in requests.prefetch_related("versions").distinct()],
            "loans": [loan_line(loan, on=today) for loan in loans.distinct() if loan.state not in ("closed", "lapsed")],
            "position": position,
            "placed": position["available"] + position["reserved"] + position["lent"],
        },
    )


def _dues(hat: Hat) -> list[Instalment]:
    """What is late or falls due within the month, earliest first, each with what is unpaid of it."""
    today = timezone.localdate()
    late = overdue_instalments(hat.fund, on=today).filter(schedule__loan__membership=hat.member)
    soon = unsettled(instalments_due(hat.fund, start=today, end=today + SOON)).filter(
        schedule__loan__membership=hat.membership
    )
    dues = [*late, *soon]
    for due in dues:
        due.unpaid = unpaid_of(due)  # type: ignore[attr-defined]
        due.is_late = due.due_on < today  # type: ignore[attr-defined]
    return dues
