"""Moving a request from one state to the next, by the table."""

from datetime import datetime

from lending.domain.loan_states import RequestState, require_move
from lending.models import LoanRequest
from lending.services.events import record_event
from members.models import Person


def locked_request(request: LoanRequest) -> LoanRequest:
    """The request under its row's lock, with what its moves need."""
    return (
        LoanRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fund", "membership__cooperative", "membership__fund")
        .get(pk=request.pk)
    )


def move_request(
    request: LoanRequest, to: str, *, kind: str, person: Person | None, at: datetime, **after: object
) -> None:
    """Move, and write the event. The caller holds the lock.

    :raises MoveNotAllowed: the table has no such move.
    """
    before = request.state
    require_move(RequestState(before), RequestState(to))
    request.state = to
    request.save(update_fields=["state", "submitted_at", "submitted_by", "exception_reason"])
    record_event(
        fund=request.fund, kind=kind, subject=request, person=person, at=at,
        before={"state": before}, after={"state": to, **after},
    )  # fmt: skip
