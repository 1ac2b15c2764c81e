"""A receipt on what is due: on time, partial, late, or the next instalment in advance."""

from datetime import date, datetime

from djmoney.money import Money

from lending.domain.allocation import Due
from lending.domain.cost_errors import NotInSchedule
from lending.domain.fund_errors import PaymentTooLarge
from lending.domain.sentences import gettext_noop
from lending.models import Instalment, Loan, Repayment
from lending.selectors.amounts import as_money, minor
from lending.selectors.dues import charged_ahead, due_by, dues
from lending.selectors.instalments import instalments_of
from lending.selectors.payoff import payoff
from lending.services.act_kind import Replaying
from lending.services.charge_costs import charge_late_interest
from lending.services.recognise_interest import recognise_instalment, recognise_up_to
from lending.services.record_receipt import Receipt, record_receipt, require_running
from lending.services.undo_repayment import kind_of_receipt
from members.models import Person

PAID = (Loan.State.CLOSED, Loan.State.OVERPAID)


def receive_instalment(loan: Loan, amount: Money, receipt: Receipt, *, person: Person, now: datetime) -> Repayment:
    """Record it on the loan as it is on that day. The caller holds the loan's lock.

    :raises PaymentTooLarge: more than is due and the next instalment; says the maximum and the early repayment.
    """
    if receipt.replays is None or loan.state not in PAID:
        require_running(loan)
    recognise_up_to(loan, on=receipt.received_on)
    charge_late_interest(loan, on=receipt.received_on, person=person, now=now, caused_by=receipt.id)
    _require_named(loan, receipt)
    payable = _payable(loan, amount, receipt)
    return record_receipt(
        loan, amount, payable, kind=Repayment.Kind.INSTALMENT, receipt=receipt, person=person, now=now
    )


def _payable(loan: Loan, amount: Money, receipt: Receipt) -> list[Due]:
    """What is due by then, a fee included; and the next instalment when the money goes beyond, its interest
    recognised that day.

    After the last instalment, what goes beyond is kept as the borrower's credit; so is all of a receipt that is done
    again on a loan that is wholly paid by then.

    Never the one after it: its interest would be paid for days on which nothing was owed.
    """
    on = receipt.received_on
    rows = list(instalments_of(loan))
    found = dues(rows)
    due, charged = due_by(found, on=on), charged_ahead(found, on=on)
    owed = sum(each.total_minor for each in due)
    if minor(amount) <= owed + sum(each.total_minor for each in charged):
        return [*due, *charged]
    following = next((row for row in rows if row.due_on > on), None)
    if following is not None:
        ahead = dues([following])[0]._replace(due_on=on)
        others = [each for each in charged if each.number != following.number]
        owed += ahead.total_minor + sum(each.total_minor for each in others)
        if minor(amount) <= owed:
            _recognise_ahead(loan, following, receipt)
            return [*due, *others, ahead]
    elif due or loan.state in PAID:
        return due
    raise _too_large(loan, amount, maximum=owed, on=on)


def _require_named(loan: Loan, receipt: Receipt) -> None:
    last = instalments_of(loan).count()
    if not set(receipt.named) <= set(range(1, last + 1)):
        raise NotInSchedule(numbers=", ".join(map(str, receipt.named)), last=last)


def _too_large(loan: Loan, amount: Money, *, maximum: int, on: date) -> PaymentTooLarge:
    return PaymentTooLarge(
        amount=amount, maximum=as_money(maximum, loan.fund.currency), payoff=payoff(loan, on=on).total
    )


def _recognise_ahead(loan: Loan, instalment: Instalment, receipt: Receipt) -> None:
    recognise_instalment(loan, instalment, on=receipt.received_on, advanced_by=receipt.id)


def _redo(loan: Loan, row: Repayment, by: Replaying) -> Repayment:
    return receive_instalment(loan, row.amount, Receipt.again(row), person=by.person, now=by.now)


INSTALMENT = kind_of_receipt(Repayment.Kind.INSTALMENT, name=gettext_noop("The repayment"), redo=_redo)
