"""Recording money received on a loan."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.models import Loan, Repayment
from lending.services.act_kind import Place
from lending.services.disburse_loan import locked_loan
from lending.services.receive_instalment import receive_instalment
from lending.services.record_receipt import Receipt, require_receipt
from lending.services.replay import in_order
from lending.services.require_given import require_amount
from members.models import Person


@transaction.atomic
def repay_loan(
    *,
    loan: Loan,
    amount: Money,
    received_on: date,
    acting_person: Person,
    now: datetime,
    reference: str = "",
    named: Sequence[int] = (),
) -> Repayment:
    """Record a receipt: on time, partial or late; in the order of the contract, oldest due first.

    Before a due date, the next instalment may be paid in advance; more than that is an early repayment. A receipt of
    an earlier day than others takes its place before them: they are undone and done again.

    :param named: instalments that the debtor names: they are paid before the others (Code civil 1342-10).
    :raises PaymentTooLarge: more than is due and the next instalment; says the maximum and the early repayment.
    :raises CannotReplay: what came later cannot be done again.
    """
    loan = locked_loan(loan)
    require_receipt(loan, received_on=received_on, person=acting_person, now=now)
    require_amount(amount, fund=loan.fund)
    receipt = Receipt(received_on, acting_person, reference, named=tuple(named))
    with in_order(loan, place=Place(received_on), act_id=receipt.id, person=acting_person, now=now):
        return receive_instalment(loan, amount, receipt, person=acting_person, now=now)
