"""What a sponsor pays of what it was called for: a receipt on the loan, of another payer."""

from datetime import datetime
from functools import partial

from djmoney.money import Money

from lending.domain.fund_errors import WrongState
from lending.domain.sentences import gettext_noop
from lending.domain.sponsor_errors import MoreThanOwed
from lending.models import Loan, Repayment
from lending.selectors.amounts import as_money, minor
from lending.selectors.dues import dues
from lending.selectors.instalments import instalments_of, unsettled
from lending.services.act_kind import Replaying
from lending.services.bookkeeping.guarantees import book_sponsor_payment
from lending.services.charge_costs import charge_late_interest
from lending.services.recognise_interest import recognise_up_to
from lending.services.record_receipt import Receipt, record_receipt
from lending.services.undo_repayment import kind_of_receipt
from members.models import Person


def receive_from_sponsor(loan: Loan, amount: Money, receipt: Receipt, *, person: Person, now: datetime) -> Repayment:
    """Pay what is owed in the order of the contract, shared over the lenders as any receipt. Never a credit: what goes
    beyond would be the borrower's. The caller holds the loan's lock.

    :raises WrongState: the loan is not in default on that day.
    :raises MoreThanOwed: the borrower, or what was learnt since, has left less to pay.
    """
    if loan.state != Loan.State.DEFAULTED:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.DEFAULTED)
    recognise_up_to(loan, on=receipt.received_on)
    charge_late_interest(loan, on=receipt.received_on, person=person, now=now, caused_by=receipt.id)
    owed = dues(unsettled(instalments_of(loan)))
    total = sum(each.total_minor for each in owed)
    if minor(amount) > total:
        assert receipt.call is not None
        sponsor = receipt.call.guarantee.membership.cooperative.name
        most = as_money(total, loan.fund.currency)
        raise MoreThanOwed(sponsor=sponsor, subject=loan.reference, amount=amount, maximum=most)
    book = partial(book_sponsor_payment, reference=receipt.reference)
    return record_receipt(
        loan, amount, owed, kind=Repayment.Kind.SPONSOR, receipt=receipt, person=person, now=now, book=book
    )


def _redo(loan: Loan, row: Repayment, by: Replaying) -> Repayment:
    return receive_from_sponsor(loan, row.amount, Receipt.again(row), person=by.person, now=by.now)


SPONSOR = kind_of_receipt(Repayment.Kind.SPONSOR, name=gettext_noop("The payment of a sponsor"), redo=_redo)
