"""Giving up what of a loan is not drawn: what was set aside is free again."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from lending.domain.fund_errors import WrongState
from lending.domain.tranche_errors import NothingToDraw
from lending.models import Loan, LoanRequest, Participation, Tranche
from lending.policies import require_giving_up
from lending.selectors.amounts import as_money
from lending.selectors.clock import local_day
from lending.selectors.tranches import tranches_to_release
from lending.services.bookkeeping.entries import LegAmount
from lending.services.bookkeeping.loans import book_release
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.lend_tranche import shares_of_tranche
from members.models import Person


@transaction.atomic
def give_up_undrawn(*, loan: Loan, reason: str, acting_person: Person, now: datetime) -> Loan:
    """Give up every drawdown that is still to come: by the borrower, or by a treasurer whom it told so.

    The schedule in force stays: it was only of what was drawn.

    :raises NothingToDraw: all is drawn or given up.
    :raises WrongState: nothing was drawn yet; then the whole agreement lapses in its time.
    """
    loan = locked_loan(loan)
    require_giving_up(acting_person, loan)
    if loan.disbursed_on is None:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)
    waiting = list(loan.tranches.filter(state=Tranche.State.WAITING))
    if not waiting:
        raise NothingToDraw(loan=loan.reference)
    on = local_day(loan.fund, at=now)
    release(loan, waiting, on=on, person=acting_person, reason=reason, now=now)
    return loan


def give_up_with(loan: Loan, request: LoanRequest, *, on: date, person: Person, now: datetime) -> None:
    """Release what is still to come as an adopted change says; nothing where it has lapsed meanwhile.

    The caller holds the loan's lock.
    """
    waiting = list(loan.tranches.filter(state=Tranche.State.WAITING))
    if waiting:
        release(loan, waiting, on=on, person=person, reason=request.reference, now=now)


@transaction.atomic
def lapse_tranches(*, loan_id: UUID, today: date, now: datetime) -> bool:
    """Release what may not be drawn any more: its last day is over, or the loan has ended or is in default.

    :returns: whether something was released now.
    """
    loan = locked_loan(Loan(pk=loan_id))
    over = list(tranches_to_release(loan.fund, today=today).filter(loan=loan))
    if not over:
        return False
    release(loan, over, on=today, person=None, reason="", now=now)
    return True


def release(
    loan: Loan, tranches: Sequence[Tranche], *, on: date, person: Person | None, reason: str, now: datetime
) -> None:
    """Void their reservations. The caller holds the loan's lock."""
    free(loan, tranches, on=on, person=person, reason=reason, key=f"release:{uuid7()}")
    record_event(
        fund=loan.fund, kind="release_tranches", subject=loan, person=person, at=now,
        after={
            "numbers": [tranche.number for tranche in tranches],
            "amount": sum((tranche.amount for tranche in tranches), loan.amount * 0), "reason": reason,
        },
    )  # fmt: skip


def free(loan: Loan, tranches: Sequence[Tranche], *, on: date, person: Person | None, reason: str, key: str) -> None:
    """The books and the rows of it."""
    nothing = as_money(0, loan.fund.currency)
    shares = [share for tranche in tranches for share in shares_of_tranche(tranche)]
    book_release(
        loan=loan,
        legs=[LegAmount(each.participation.membership, each.amount, nothing, each.reservation) for each in shares],
        on=on, key=key,
    )  # fmt: skip
    legs = Participation.objects.in_bulk([share.participation_id for share in shares])
    for share in shares:
        legs[share.participation_id].undrawn -= share.amount
    Participation.objects.bulk_update(legs.values(), ["undrawn"])
    for tranche in tranches:
        tranche.state, tranche.released_on, tranche.released_by = Tranche.State.RELEASED, on, person
        tranche.release_reason = reason
    Tranche.objects.bulk_update(tranches, ["state", "released_on", "released_by", "release_reason"])
