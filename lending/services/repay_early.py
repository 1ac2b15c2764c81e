"""Repaying a loan early, in full."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.models import Loan, Repayment
from lending.services.act_kind import Place
from lending.services.disburse_loan import locked_loan
from lending.services.receive_early import receive_early
from lending.services.record_receipt import Receipt, require_receipt
from lending.services.replay import in_order
from lending.services.require_given import require_amount
from members.models import Person


@transaction.atomic
def repay_early(
    *,
    loan: Loan,
    received_on: date,
    acting_person: Person,
    now: datetime,
    reference: str = "",
    amount: Money | None = None,
) -> Repayment:
    """Record the early repayment of everything: the schedule ends on this day, with interest to the day.

    A new version of the schedule replaces what was still to come by one last instalment; the loan is closed.

    :param amount: what was received, where it is more than it takes: what exceeds is kept for the borrower.
    :raises NotThePayoff: less was received than it takes.
    :raises CannotReplay: receipts came later, and nothing is left for them to pay.
    """
    loan = locked_loan(loan)
    require_receipt(loan, received_on=received_on, person=acting_person, now=now)
    if amount is not None:
        require_amount(amount, fund=loan.fund)
    receipt = Receipt(received_on, acting_person, reference)
    with in_order(loan, place=Place(received_on), act_id=receipt.id, person=acting_person, now=now):
        return receive_early(loan, receipt, person=acting_person, now=now, amount=amount)
