"""Giving back to a borrower what it paid beyond what it owed."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money
from uuid6 import uuid7

from lending.domain.fund_errors import FourHands
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import CreditRefund, Loan
from lending.selectors.credits import recorders_of_credit
from lending.services.act_kind import Place
from lending.services.credit_refunds import record_refund
from lending.services.disburse_loan import locked_loan
from lending.services.record_receipt import require_receipt
from lending.services.replay import in_order
from lending.services.require_given import require_amount
from members.models import Person

RECORDED = Sentence(gettext_noop("recorded the receipt"))


@transaction.atomic
def refund_credit(
    *, loan: Loan, amount: Money, refunded_on: date, acting_person: Person, now: datetime, reference: str = ""
) -> CreditRefund:
    """Pay a credit back, by another treasurer than the one who recorded the receipt it comes from.

    Once nothing is kept any more, an overpaid loan is closed.

    :raises FourHands: the person recorded the receipt.
    :raises MoreThanCredit: the credit does not cover it.
    """
    loan = locked_loan(loan)
    require_receipt(loan, received_on=refunded_on, person=acting_person, now=now)
    require_amount(amount, fund=loan.fund)
    if acting_person.pk in recorders_of_credit(loan):
        raise FourHands(person=acting_person.name, part=RECORDED)
    id_ = uuid7()
    with in_order(loan, place=Place(refunded_on), act_id=id_, person=acting_person, now=now):
        return record_refund(
            loan, amount, on=refunded_on, recorded_by=acting_person, person=acting_person, now=now,
            reference=reference, id_=id_,
        )  # fmt: skip
