"""A receipt that repays everything before its time."""

from datetime import datetime

from djmoney.money import Money

from lending.domain.fund_errors import NotThePayoff
from lending.domain.sentences import gettext_noop
from lending.models import Charge, Loan, Repayment
from lending.selectors.amounts import minor
from lending.selectors.dues import dues
from lending.selectors.instalments import instalments_of, unsettled
from lending.selectors.payoff import payoff
from lending.services.act_kind import Replaying
from lending.services.charge_costs import charge_late_interest, record_charge
from lending.services.end_schedule import end_schedule
from lending.services.recognise_interest import recognise_instalment, recognise_up_to
from lending.services.record_receipt import Receipt, record_receipt, require_running
from lending.services.store_schedule import EARLY_REPAYMENT
from lending.services.undo_repayment import kind_of_receipt
from members.models import Person


def receive_early(
    loan: Loan, receipt: Receipt, *, person: Person, now: datetime, amount: Money | None = None
) -> Repayment:
    """Record it on the loan as it is on that day: the schedule ends. The caller holds the loan's lock.

    :param amount: what was received, what exceeds is kept for the borrower; what it takes when not given.
    :raises NotThePayoff: less was received than it takes.
    """
    on = receipt.received_on
    require_running(loan)
    quote = payoff(loan, on=on)
    if amount is not None and amount < quote.total:
        raise NotThePayoff(date=on, payoff=quote.total, amount=amount)
    recognise_up_to(loan, on=on)
    charge_late_interest(loan, on=on, person=person, now=now, caused_by=receipt.id)
    if quote.number is not None:
        last = end_schedule(loan, quote, reason=EARLY_REPAYMENT, caused_by=receipt.id)
        recognise_instalment(loan, last, on=on, advanced_by=receipt.id)
        record_charge(
            loan, Charge.Kind.INDEMNITY, {last.number: minor(quote.indemnity)}, on=on, why=[], person=person, now=now,
            caused_by=receipt.id,
        )  # fmt: skip
    payable = dues(unsettled(instalments_of(loan)))
    return record_receipt(
        loan, amount or quote.total, payable, kind=Repayment.Kind.EARLY, receipt=receipt, person=person, now=now
    )


def _redo(loan: Loan, row: Repayment, by: Replaying) -> Repayment:
    return receive_early(loan, Receipt.again(row), person=by.person, now=by.now, amount=row.amount)


EARLY = kind_of_receipt(Repayment.Kind.EARLY, name=gettext_noop("The early repayment in full"), redo=_redo)
