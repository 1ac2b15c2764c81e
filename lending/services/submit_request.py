"""Submitting a request to the fund, or withdrawing it."""

from datetime import datetime

from django.db import transaction

from lending.domain.closing import require_not_closed
from lending.domain.fund_errors import NotOffered
from lending.domain.loan_states import RequestState, require_move
from lending.domain.wished_start import require_ahead
from lending.models import Consultation, LoanRequest
from lending.policies import require_role
from lending.selectors.changes import references
from lending.selectors.clock import database_now, local_day
from lending.selectors.consultations import voting_time
from lending.selectors.people import treasurers_of
from lending.services.assess_request import require_rules_or_reason
from lending.services.consultation_log import append_log
from lending.services.plan_change import require_unmoved
from lending.services.request_moves import locked_request, move_request
from lending.services.tell import tell
from members.models import Person


@transaction.atomic
def submit_request(
    *,
    request: LoanRequest,
    acting_person: Person,
    now: datetime,
    exception_reason: str = "",
    is_record: bool = True,
) -> LoanRequest:
    """Hand a draft to the fund. The fund's ceilings are checked, and their verdicts kept.

    :param exception_reason: why the committee should let be exceeded what it may; then that alone does not block.
    :param is_record: whether it may tell of money that is to have left on a day that has passed, as what was agreed
        before or elsewhere does; who hands it in on a page asks for money.
    :raises StartPassed: the day wished for has passed, and it is no record.
    :raises RulesNotMet: a ceiling is exceeded; says which, by how much, and what would be possible.
    :raises NotOffered: the fund has taken the loan off its list since.
    :raises LoanMoved: the loan it would change does not stand where it stood when it was written.
    """
    request = locked_request(request)
    require_role(acting_person, request.membership.cooperative)
    if not (is_record or request.is_change):
        require_ahead(request.current.start_on, asked_on=local_day(request.fund, at=now))
    return hand_in(request, person=acting_person, now=now, exception_reason=exception_reason.strip())


def hand_in(request: LoanRequest, *, person: Person, now: datetime, exception_reason: str = "") -> LoanRequest:
    """The same for whoever may; the caller holds the request's lock."""
    require_move(RequestState(request.state), RequestState.SUBMITTED)
    product = request.current.product
    if request.is_change:
        require_unmoved(request.current, known_on=local_day(request.fund, at=now))
    elif not product.is_offered:
        raise NotOffered(product=product.code)
    require_rules_or_reason(request.current, exception_reason, now=now)
    request.submitted_at, request.submitted_by = now, person
    request.exception_reason = exception_reason
    move_request(request, LoanRequest.State.SUBMITTED, kind="submit_request", person=person, at=now)
    tell(
        treasurers_of(request.fund),
        fund=request.fund,
        template="request_submitted",
        about=f"{request.pk}:{request.current.version}",
        context={
            "reference": request.reference,
            "request": request.pk,
            "cooperative": request.membership.cooperative.name,
            "amount": request.current.amount,
            "purpose": request.current.purpose,
            "changes": references(request),
        },
        at=now,
    )
    return request


@transaction.atomic
def withdraw_request(*, request: LoanRequest, acting_person: Person, now: datetime) -> LoanRequest:
    """Take a request back, before it is decided. An open vote on it ends without outcome.

    :raises ClosedConsultation: the vote's time is over, counted or not.
    """
    request = locked_request(request)
    require_role(acting_person, request.membership.cooperative)
    move_request(request, LoanRequest.State.WITHDRAWN, kind="withdraw_request", person=acting_person, at=now)
    open_votes = Consultation.objects.select_for_update(of=("self",), no_key=True).filter(
        request_version__request=request, state=Consultation.State.OPEN
    )
    for consultation in open_votes:
        # The clock closes a vote, not whoever counts it: a decided request is not withdrawn any more.
        require_not_closed(voting_time(consultation), now=database_now())
        consultation.state = Consultation.State.WITHDRAWN
        consultation.save(update_fields=["state"])
        append_log(
            consultation=consultation, kind="withdrawn", at=now, actor=str(acting_person.pk), payload={"by": "borrower"}
        )
    return request
