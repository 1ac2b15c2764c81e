"""Where a loan stands once what is paid of it, or what is owed, has changed."""

from datetime import date, datetime

from lending.models import Loan
from lending.selectors.clock import local_day
from lending.selectors.credits import credit_of
from lending.selectors.defaults import is_called_in
from lending.selectors.instalments import instalments_of, unsettled
from lending.selectors.sponsors import ENDED
from lending.services.tell_sponsors import tell_sponsors_of_end


def settle_state(loan: Loan, *, on: date, at: datetime) -> None:
    """Everything is paid: closed on that day, or overpaid while a credit is kept; its sponsors are told.

    Called in: in default until then. Something is late today: in arrears once it was. Else active.
    """
    had_ended, today = loan.state in ENDED, local_day(loan.fund, at=at)
    unpaid = unsettled(instalments_of(loan))
    if not unpaid.exists() and credit_of(loan).amount:
        loan.state, loan.closed_on = Loan.State.OVERPAID, None
    elif not unpaid.exists():
        loan.state, loan.closed_on = Loan.State.CLOSED, on
    elif is_called_in(loan):
        loan.state, loan.closed_on = Loan.State.DEFAULTED, None
    elif not unpaid.filter(due_on__lt=today).exists():
        loan.state, loan.closed_on = Loan.State.ACTIVE, None
    elif loan.state in (Loan.State.CLOSED, Loan.State.OVERPAID, Loan.State.DEFAULTED):
        loan.state, loan.closed_on = Loan.State.IN_ARREARS, None
    loan.save(update_fields=["state", "closed_on"])
    if loan.state in ENDED and not had_ended:
        tell_sponsors_of_end(loan, on=on, at=at)
