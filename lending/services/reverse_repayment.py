"""Reversing a repayment: a payment that bounced, or one booked by mistake."""

from datetime import date, datetime

from django.db import transaction
from uuid6 import uuid7

from lending.domain.fund_errors import WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Loan, Repayment
from lending.policies import require_treasurer
from lending.services.act_kind import Place
from lending.services.disburse_loan import locked_loan
from lending.services.replay import in_order
from lending.services.require_given import require_day
from lending.services.undo_repayment import undo_repayment
from members.models import Person

THIS_REPAYMENT = Sentence(gettext_noop("This repayment"))


@transaction.atomic
def reverse_repayment(
    *, repayment: Repayment, reversed_on: date, reason: str, acting_person: Person, now: datetime
) -> Repayment:
    """Undo a repayment by a mirror entry: every lender gives back what it had received.

    An early repayment's schedule gives way to the one before it. What came later is undone first and done again, as if
    this money had never come.

    :raises CannotReplay: what came later cannot be done again without it.
    """
    loan = locked_loan(Loan(pk=repayment.loan_id))
    repayment = loan.repayments.select_for_update(no_key=True, of=("self",)).select_related("fund").get(pk=repayment.pk)
    require_treasurer(acting_person, loan.fund)
    if repayment.reversed_on is not None:
        raise WrongState(subject=THIS_REPAYMENT, state=gettext_noop("reversed"), needed=gettext_noop("recorded"))
    require_day(reversed_on, fund=loan.fund, now=now, earliest=repayment.received_on)
    place = Place(repayment.received_on, repayment.pk)
    with in_order(loan, place=place, act_id=uuid7(), person=acting_person, now=now):
        undo_repayment(loan, repayment, on=reversed_on, reason=reason, person=acting_person, now=now)
    return repayment
