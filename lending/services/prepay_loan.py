"""Repaying some of a loan early."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.models import Loan, Repayment
from lending.services.act_kind import Place
from lending.services.disburse_loan import locked_loan
from lending.services.receive_prepayment import receive_prepayment
from lending.services.record_receipt import Receipt, require_receipt
from lending.services.replay import in_order
from lending.services.require_given import require_amount
from members.models import Person


@transaction.atomic
def prepay_loan(
    *,
    loan: Loan,
    amount: Money,
    effect: str,
    received_on: date,
    acting_person: Person,
    now: datetime,
    reference: str = "",
) -> Repayment:
    """Record principal repaid early: what is due first, then interest to the day, then principal.

    A new version of the schedule keeps the instalment and ends sooner (`reduce_term`), or keeps the end and asks less
    each time (`reduce_instalment`).

    :raises NothingPrepaid, MoreThanPayoff, PaidAhead, ScheduleNotOfTerms: it repays no principal early, or cannot.
    :raises CannotReplay: what came later cannot be done again.
    """
    loan = locked_loan(loan)
    require_receipt(loan, received_on=received_on, person=acting_person, now=now)
    require_amount(amount, fund=loan.fund)
    receipt = Receipt(received_on, acting_person, reference)
    with in_order(loan, place=Place(received_on), act_id=receipt.id, person=acting_person, now=now):
        return receive_prepayment(loan, amount, effect, receipt, person=acting_person, now=now)
