"""Making visible that a loan is late. Being late follows from the dates; the state is what people filter by."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lending.domain.loan_states import LoanState, require_move
from lending.models import Loan
from lending.selectors.instalments import instalments_of, unsettled
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event


@transaction.atomic
def mark_arrears(*, loan_id: UUID, today: date, now: datetime) -> bool:
    """Move an active loan with an unpaid instalment of a past day to `in_arrears`; asked again, nothing happens.

    :returns: whether it was moved now. A repayment of all that is late moves it back.
    """
    loan = locked_loan(Loan(pk=loan_id))
    late = unsettled(instalments_of(loan).filter(due_on__lt=today)).first()
    if loan.state != Loan.State.ACTIVE or late is None:
        return False
    require_move(LoanState(loan.state), LoanState.IN_ARREARS)
    loan.state = Loan.State.IN_ARREARS
    loan.save(update_fields=["state"])
    record_event(
        fund=loan.fund, kind="mark_arrears", subject=loan, person=None, at=now,
        before={"state": Loan.State.ACTIVE},
        after={"state": loan.state, "due_on": late.due_on, "instalment": late.number},
    )  # fmt: skip
    return True
