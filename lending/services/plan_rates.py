"""Planning other rates for a loan that is asked for: the fund's act, never the borrower's."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from lending.domain.fund_errors import WrongState
from lending.domain.planned_rates import planned_rates, with_rates
from lending.domain.simulation import simulate
from lending.models import LoanRequest, RequestVersion
from lending.policies import require_rate_planner
from lending.selectors.people import people_of
from lending.services.amend_request import require_amendable
from lending.services.assess_request import require_rules_or_reason
from lending.services.draft_request import figures, next_version
from lending.services.events import record_event
from lending.services.request_moves import locked_request
from lending.services.tell import tell
from members.models import Person

State = LoanRequest.State
BEFORE_VOTE = (State.SUBMITTED, State.UNDER_REVIEW)


@transaction.atomic
def plan_rates(
    *, request: LoanRequest, rates: Sequence[tuple[date, Decimal]], acting_person: Person, now: datetime
) -> LoanRequest:
    """Say which annual rate counts from which day on: a new version of what the committee votes on.

    By a treasurer who does not act for the borrower, between the handing in and the vote; a borrower that changes its
    request keeps them. Who plans them has had a hand in the request, and neither agrees nor pays the loan.
    The borrower's people are told.

    :param rates: days and fractions a year; none takes back what was planned.
    :raises WrongState: it is not handed in, or the vote is open or over.
    :raises WrongTerms: naming every day or rate that cannot be.
    """
    request = locked_request(request)
    require_rate_planner(acting_person, request)
    require_amendable(request, is_change=False)
    if request.state not in BEFORE_VOTE:
        raise WrongState(subject=request.reference, state=request.state, needed=State.UNDER_REVIEW)
    before = request.current
    changes = [{"on": on.isoformat(), "annual_rate": f"{rate.normalize():f}"} for on, rate in rates]
    terms = with_rates(before.terms, changes)
    simulate(terms)
    version = next_version(
        request, product=before.product, amount=before.amount, instalments=before.instalments,
        start_on=before.start_on, purpose=before.purpose, terms=terms, links=before.links, sponsors=before.sponsors,
        acting_person=acting_person, now=now,
    )  # fmt: skip
    require_rules_or_reason(version, request.exception_reason, now=now)
    record_event(
        fund=request.fund, kind="plan_rates", subject=request, person=acting_person, at=now,
        before=figures(before), after=figures(version),
    )  # fmt: skip
    _tell_borrower(request, version, at=now)
    return request


def _tell_borrower(request: LoanRequest, version: RequestVersion, *, at: datetime) -> None:
    """A mail to each person who acts for the borrower: its loan would cost something else than it asked for."""
    (_start, first), *later = planned_rates(version.terms)
    tell(
        people_of(request.membership),
        fund=request.fund,
        template="rates_planned",
        about=f"{request.pk}:{version.version}",
        context={
            "reference": request.reference,
            "request": request.pk,
            "cooperative": request.membership.cooperative.name,
            "amount": version.amount,
            "first": first,
            "later": [{"from": on, "annual_rate": each} for on, each in later],
        },
        at=at,
    )
