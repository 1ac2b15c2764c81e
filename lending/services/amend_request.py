"""Changing what a request asks for, until it is decided."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lending.domain.change_errors import NotAChange
from lending.domain.closing import require_not_closed
from lending.domain.fund_errors import WrongState
from lending.domain.wished_start import require_ahead
from lending.models import Consultation, LoanRequest
from lending.policies import require_role
from lending.selectors.clock import database_now, local_day
from lending.selectors.consultations import voting_time
from lending.services.assess_request import require_rules_or_reason
from lending.services.consultation_log import append_log
from lending.services.draft_request import add_version, figures
from lending.services.events import record_event
from lending.services.request_moves import locked_request, move_request
from lending.services.tell import tell
from members.models import Person

State = LoanRequest.State
BEFORE_DECISION = (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.IN_VOTE)


@transaction.atomic
def amend_request(
    *, request: LoanRequest, acting_person: Person, now: datetime, is_record: bool = True, **asked: Any
) -> LoanRequest:
    """Ask for something else: a new version; the ones before stay readable.

    What was handed in must pass the ceilings again. An open vote on it is void with all its ballots, and the request is
    back in review: nobody has voted on what it asks now.

    :param asked: what `draft_request` takes.
    :param is_record: as `submit_request` takes it; a day that was told before may stay.
    :raises StartPassed: what was handed in is given another day, one that has passed, and it is no record.
    :raises ClosedConsultation: the vote's time is over, counted or not.
    :raises RulesNotMet: a ceiling is exceeded by what is asked now.
    """
    request = locked_request(request)
    require_role(acting_person, request.membership.cooperative)
    require_amendable(request, is_change=False)
    before = request.current
    if not is_record and request.state != State.DRAFT and asked["start_on"] != before.start_on:
        require_ahead(asked["start_on"], asked_on=local_day(request.fund, at=now))
    version = add_version(request, acting_person=acting_person, now=now, **asked)
    if request.state != State.DRAFT:
        require_rules_or_reason(version, request.exception_reason, now=now)
    record_event(
        fund=request.fund, kind="amend_draft" if request.state == State.DRAFT else "amend_request", subject=request,
        person=acting_person, at=now, before=figures(before), after=figures(version),
    )  # fmt: skip
    void_votes(request, person=acting_person, now=now)
    return request


def require_amendable(request: LoanRequest, *, is_change: bool) -> None:
    """Before the decision, and of the kind that is meant.

    :raises WrongState, NotAChange:
    """
    if request.is_change != is_change:
        raise NotAChange(request=request.reference, kind=request.kind)
    if request.state not in BEFORE_DECISION:
        raise WrongState(subject=request.reference, state=request.state, needed=State.DRAFT)


def void_votes(request: LoanRequest, *, person: Person, now: datetime) -> None:
    """Void the open vote on a request whose terms have changed, and take the request back to review; tell the seats.

    The caller holds the request's lock.

    :raises ClosedConsultation: the vote's time is over: it is decided, whoever comes to count.
    """
    open_votes = (
        Consultation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fund", "request_version")
        .filter(request_version__request=request, state=Consultation.State.OPEN)
    )
    for consultation in open_votes:
        require_not_closed(voting_time(consultation), now=database_now())
        consultation.state = Consultation.State.VOIDED
        consultation.save(update_fields=["state"])
        version = request.current
        append_log(
            consultation=consultation, kind="voided", at=now, actor=str(person.pk),
            payload={"by": "amendment", "version": version.version, "request_sha256": version.sha256},
        )  # fmt: skip
        move_request(request, State.UNDER_REVIEW, kind="void_vote", person=person, at=now, consultation=consultation.pk)
        _tell_seats(consultation, request, at=now)


def _tell_seats(consultation: Consultation, request: LoanRequest, *, at: datetime) -> None:
    tell(
        [seat.person for seat in consultation.seats.filter(recusal__isnull=True).select_related("person")],
        fund=request.fund,
        template="vote_voided",
        about=consultation.pk,
        context={
            "reference": request.reference,
            "request": request.pk,
            "cooperative": request.membership.cooperative.name,
            "amount": request.current.amount,
        },
        at=at,
    )
