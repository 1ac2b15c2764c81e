"""Returning a borrower's contribution to the mutual guarantee fund at the end of its loan; and taking that back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from djmoney.money import Money
from uuid6 import uuid7

from lending.domain.default_errors import NothingToReturn, NotReturned
from lending.domain.fund_errors import WrongState
from lending.models import Deposit, Loan
from lending.policies import require_treasurer
from lending.selectors.guarantees import deposits_left, taken_over_by
from lending.services.bookkeeping.entries import reverse
from lending.services.bookkeeping.guarantees import Held, book_contribution_returned
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.require_given import require_day
from members.models import Person


@transaction.atomic
def return_contribution(*, loan: Loan, returned_on: date, acting_person: Person, now: datetime) -> Money:
    """Give the borrower back what is left of its contribution, once the loan is repaid.

    :raises NothingToReturn: nothing was put in, or nothing is left of it.
    """
    loan = locked_loan(loan)
    require_treasurer(acting_person, loan.fund)
    if loan.state != Loan.State.CLOSED or loan.closed_on is None:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.CLOSED)
    require_day(returned_on, fund=loan.fund, now=now, earliest=loan.closed_on)
    left = [(deposit, amount) for deposit, amount in deposits_left(loan.fund) if deposit.loan_id == loan.pk]
    if not left:
        raise NothingToReturn(subject=loan.reference)
    held = [Held.of(deposit, amount) for deposit, amount in left]
    entry_id = book_contribution_returned(loan=loan, held=held, on=returned_on, key=f"return:{uuid7()}")
    for deposit, amount in left:
        deposit.returned, deposit.returned_on, deposit.return_entry_id = amount, returned_on, entry_id
    Deposit.objects.bulk_update([deposit for deposit, _ in left], ["returned", "returned_on", "return_entry_id"])
    total = sum((amount for _, amount in left), loan.amount * 0)
    record_event(
        fund=loan.fund, kind="return_contribution", subject=loan, person=acting_person, at=now,
        after={"amount": total, "returned_on": returned_on},
    )  # fmt: skip
    return total


@transaction.atomic
def take_return_back(*, loan: Loan, reversed_on: date, reason: str, acting_person: Person, now: datetime) -> Loan:
    """Undo the return by its mirror entry: the transfer bounced, or the loan is owed again.

    :raises NotReturned: nothing has gone back, or it went along into another loan, which it secures now.
    """
    loan = locked_loan(loan)
    require_treasurer(acting_person, loan.fund)
    deposits = list(loan.deposits.filter(returned_on__isnull=False))
    if not deposits or taken_over_by(loan):
        raise NotReturned(subject=loan.reference)
    require_day(reversed_on, fund=loan.fund, now=now, earliest=deposits[0].returned_on)
    entries: set[UUID] = {deposit.return_entry_id for deposit in deposits if deposit.return_entry_id}
    for entry_id in entries:
        reverse(fund=loan.fund, entry_id=entry_id, on=reversed_on, reason=reason, key=f"reverse:{entry_id}")
    for deposit in deposits:
        deposit.returned, deposit.returned_on, deposit.return_entry_id = deposit.amount * 0, None, None
    Deposit.objects.bulk_update(deposits, ["returned", "returned_on", "return_entry_id"])
    record_event(
        fund=loan.fund, kind="take_return_back", subject=loan, person=acting_person, at=now,
        after={"reversed_on": reversed_on, "reason": reason},
    )  # fmt: skip
    return loan
