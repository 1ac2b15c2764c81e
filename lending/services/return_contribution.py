"""Returning a borrower's contribution to the mutual guarantee fund at the end of its loan; and taking that back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from djmoney.money import Money
from uuid6 import uuid7

from lending.domain.default_errors import NothingToReturn, NotReturned
from lending.domain.fund_errors import WrongState
from lending.models import Deposit, DepositReturn, Loan
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
    keep_returns(left, on=returned_on, entry_id=entry_id)
    total = sum((amount for _, amount in left), loan.amount * 0)
    record_event(
        fund=loan.fund, kind="return_contribution", subject=loan, person=acting_person, at=now,
        after={"amount": total, "returned_on": returned_on},
    )  # fmt: skip
    return total


@transaction.atomic
def take_return_back(*, loan: Loan, reversed_on: date, reason: str, acting_person: Person, now: datetime) -> Loan:
    """Undo the last return by its mirror entry: the transfer bounced, or the loan is owed again.

    There are several where what a deposit had paid for another loan came back after the first one.

    :raises NotReturned: nothing has gone back, or it went along into another loan, which it secures now.
    """
    loan = locked_loan(loan)
    require_treasurer(acting_person, loan.fund)
    standing = DepositReturn.objects.filter(deposit__loan=loan, reversed_on__isnull=True)
    last = standing.last()
    if last is None or taken_over_by(loan):
        raise NotReturned(subject=loan.reference)
    require_day(reversed_on, fund=loan.fund, now=now, earliest=last.returned_on)
    mirror = reverse(
        fund=loan.fund, entry_id=last.entry_id, on=reversed_on, reason=reason, key=f"reverse:{last.entry_id}"
    )
    returns = list(standing.filter(entry_id=last.entry_id).select_related("deposit"))
    for one in returns:
        one.reversed_on, one.reversal_entry_id = reversed_on, mirror
        one.deposit.returned -= one.amount
    DepositReturn.objects.bulk_update(returns, ["reversed_on", "reversal_entry_id"])
    Deposit.objects.bulk_update([one.deposit for one in returns], ["returned"])
    record_event(
        fund=loan.fund, kind="take_return_back", subject=loan, person=acting_person, at=now,
        after={"reversed_on": reversed_on, "reason": reason},
    )  # fmt: skip
    return loan


def keep_returns(parts: Sequence[tuple[Deposit, Money]], *, on: date, entry_id: UUID) -> None:
    """The rows of an act that returned so much of each deposit, beside what was returned of them before."""
    DepositReturn.objects.bulk_create(
        DepositReturn(fund_id=deposit.fund_id, deposit=deposit, amount=amount, returned_on=on, entry_id=entry_id)
        for deposit, amount in parts
    )
    for deposit, amount in parts:
        deposit.returned += amount
    Deposit.objects.bulk_update([deposit for deposit, _ in parts], ["returned"])
