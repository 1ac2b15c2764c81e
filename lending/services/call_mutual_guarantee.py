"""Calling the mutual guarantee fund: it pays the lenders of a loan in default, as far as its contributions go."""

from datetime import date, datetime

from django.db import transaction

from lending.models import Loan, Repayment
from lending.services.act_kind import Place
from lending.services.call_sponsor import require_sponsors_called
from lending.services.disburse_loan import locked_loan
from lending.services.pay_from_deposits import pay_from_deposits
from lending.services.record_receipt import Receipt, require_receipt
from lending.services.replay import in_order
from members.models import Person


@transaction.atomic
def call_mutual_guarantee(*, loan: Loan, called_on: date, acting_person: Person, now: datetime) -> Repayment:
    """Let the guarantee fund pay what it can of a loan that was called in. It is reversed like any receipt.

    Its sponsors come before it.

    :param called_on: on or after the last receipt, and not to come.
    :raises SponsorNotCalled: a sponsor answers for more than it was called for.
    """
    loan = locked_loan(loan)
    require_sponsors_called(loan)
    require_receipt(loan, received_on=called_on, person=acting_person, now=now)
    receipt = Receipt(called_on, acting_person)
    with in_order(loan, place=Place(called_on), act_id=receipt.id, person=acting_person, now=now):
        return pay_from_deposits(loan, receipt, person=acting_person, now=now)
