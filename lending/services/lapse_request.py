"""Letting lapse what the committee approved and nobody drew in time."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lending.domain.loan_states import LoanState, require_move
from lending.models import Decision, Loan, LoanRequest
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.release_tranches import free
from lending.services.request_moves import locked_request, move_request
from lending.services.tell_sponsors import tell_sponsors_of_lapse


@transaction.atomic
def lapse_request(*, request_id: UUID, today: date, now: datetime) -> bool:
    """Let an approved request lapse once its decision has expired; an agreement not paid out is released.

    :returns: whether it lapsed now. What was paid out, or may still be, is left alone.
    """
    request = locked_request(LoanRequest(pk=request_id))
    decision = Decision.objects.filter(consultation__request_version__request=request, outcome="adopted").first()
    if request.state != LoanRequest.State.APPROVED or decision is None or today <= decision.expires_on:
        return False
    if decision.schedules.exists():
        return False
    agreed = Loan.objects.filter(request_version__request=request).first()
    if agreed is not None and not _release(agreed, today=today, now=now):
        return False
    move_request(
        request, LoanRequest.State.LAPSED, kind="lapse_request", person=None, at=now, expires_on=decision.expires_on
    )
    return True


def _release(loan: Loan, *, today: date, now: datetime) -> bool:
    """Give back what was set aside for a loan that nobody drew; False when it was drawn."""
    loan = locked_loan(loan)
    if loan.state != Loan.State.AGREED:
        return False
    require_move(LoanState(loan.state), LoanState.LAPSED)
    free(loan, list(loan.tranches.all()), on=today, person=None, reason="", key=f"release:{loan.id}")
    loan.state = Loan.State.LAPSED
    loan.save(update_fields=["state"])
    record_event(
        fund=loan.fund, kind="lapse_loan", subject=loan, person=None, at=now,
        before={"state": Loan.State.AGREED}, after={"state": loan.state},
    )  # fmt: skip
    tell_sponsors_of_lapse(loan, on=today, at=now)
    return True
