"""Confirming that a loan is called in, by a second hand; and taking a calling in back."""

from datetime import date, datetime

from django.db import transaction
from uuid6 import uuid7

from lending.domain.default_errors import NotCalledIn
from lending.models import CallingIn, Loan, PreparedAct
from lending.policies import require_confirming_hand, require_treasurer
from lending.selectors.defaults import standing_calling_in
from lending.selectors.people import people_of
from lending.services.act_kind import Place
from lending.services.call_in_loan import call_in, owed, undo_calling_in
from lending.services.disburse_loan import locked_loan
from lending.services.prepare_act import confirm, locked_act
from lending.services.recognise_interest import recognise_up_to
from lending.services.replay import in_order
from lending.services.require_given import require_day
from lending.services.tell import tell
from members.models import Person


@transaction.atomic
def confirm_calling_in(*, act: PreparedAct, called_on: date, acting_person: Person, now: datetime) -> CallingIn:
    """Call the loan in: all of it is due on that day; the borrower is told. Receipts may still close it.

    By the chair of the committee or a treasurer, who did not prepare it and is not of the borrower.

    :param called_on: from the formal notice on, and not to come. What was received later is done again on what is due.
    :raises NothingLate: on that day everything due was paid.
    """
    act = locked_act(act)
    loan = act.loan
    require_confirming_hand(acting_person, act)
    require_day(called_on, fund=loan.fund, now=now, earliest=act.notice_on)
    calling = CallingIn(fund=loan.fund, loan=loan, prepared=act, called_on=called_on)
    with in_order(loan, place=Place(called_on), act_id=calling.id, person=acting_person, now=now):
        call_in(loan, calling, person=acting_person, now=now)
    confirm(act, person=acting_person, now=now)
    _tell_borrower(calling, at=now)
    return calling


@transaction.atomic
def reverse_calling_in(*, loan: Loan, reversed_on: date, reason: str, acting_person: Person, now: datetime) -> Loan:
    """Take a calling in back: the schedule of before counts again, by its own due dates; receipts since pay it.

    :raises NotCalledIn: nothing stands.
    :raises CannotReplay: what was received since cannot be taken by the schedule of before; says which and why.
    """
    loan = locked_loan(loan)
    require_treasurer(acting_person, loan.fund)
    calling = standing_calling_in(loan)
    if calling is None:
        raise NotCalledIn(subject=loan.reference)
    require_day(reversed_on, fund=loan.fund, now=now, earliest=calling.called_on)
    place = Place(calling.called_on, calling.pk)
    with in_order(loan, place=place, act_id=uuid7(), person=acting_person, now=now):
        undo_calling_in(loan, calling, on=reversed_on, person=acting_person, now=now, reason=reason)
    recognise_up_to(loan, on=reversed_on)
    return loan


def _tell_borrower(calling: CallingIn, *, at: datetime) -> None:
    loan = calling.loan
    tell(
        people_of(loan.membership),
        fund=loan.fund,
        template="loan_called_in",
        about=calling.pk,
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "cooperative": loan.membership.cooperative.name,
            "called_on": calling.called_on,
            "notice_on": calling.prepared.notice_on,
            "owed": owed(loan),
        },
        at=at,
    )
