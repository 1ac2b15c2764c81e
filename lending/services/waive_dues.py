"""Waiving what a borrower owes: costs, or interest, which the lenders give up by what each is due."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.domain.allocation import Part
from lending.models import Loan, Repayment
from lending.services.act_kind import Place
from lending.services.disburse_loan import locked_loan
from lending.services.record_receipt import Receipt, require_receipt
from lending.services.replay import in_order
from lending.services.require_given import require_amount
from lending.services.waiver import record_waiver
from members.models import Person


@transaction.atomic
def waive_dues(
    *, loan: Loan, part: str, amount: Money, waived_on: date, reason: str, acting_person: Person, now: datetime
) -> Repayment:
    """Give up costs or interest that have fallen due, oldest first, with a reason; no money moves.

    Costs are the fund's own. Interest is the lenders': each gives up its share of what it is due.

    :param part: `costs` or `interest`.
    :raises MoreThanDue: more than is due of it on that day.
    """
    loan = locked_loan(loan)
    require_receipt(loan, received_on=waived_on, person=acting_person, now=now)
    require_amount(amount, fund=loan.fund)
    waiver = Receipt(waived_on, acting_person, reason=reason)
    with in_order(loan, place=Place(waived_on), act_id=waiver.id, person=acting_person, now=now):
        return record_waiver(loan, Part(part), amount, waiver, person=acting_person, now=now)
