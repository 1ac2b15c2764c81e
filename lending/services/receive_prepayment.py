"""A receipt that repays some principal before its time: the schedule is reckoned again from that day on."""

from datetime import datetime

from djmoney.money import Money

from lending.domain.sentences import gettext_noop
from lending.models import Charge, Instalment, Loan, Repayment
from lending.selectors.amounts import minor
from lending.selectors.dues import dues
from lending.selectors.instalments import instalments_of, unsettled
from lending.selectors.prepayment import Prepayment, prepayment
from lending.services.act_kind import Replaying
from lending.services.charge_costs import charge_late_interest, record_charge
from lending.services.recognise_interest import recognise_instalment, recognise_up_to
from lending.services.record_receipt import Receipt, record_receipt, require_running
from lending.services.store_schedule import PREPAYMENT as REASON
from lending.services.store_schedule import add_version, copy_of, store_instalments
from lending.services.undo_repayment import kind_of_receipt
from members.models import Person


def receive_prepayment(
    loan: Loan, amount: Money, effect: str, receipt: Receipt, *, person: Person, now: datetime
) -> Repayment:
    """Record it on the loan as it is on that day. The caller holds the loan's lock.

    :raises NothingPrepaid, MoreThanPayoff, PaidAhead, ScheduleNotOfTerms: it repays no principal early, or cannot.
    """
    on = receipt.received_on
    require_running(loan)
    recognise_up_to(loan, on=on)
    charge_late_interest(loan, on=on, person=person, now=now, caused_by=receipt.id)
    planned = prepayment(loan, amount=amount, effect=effect, on=on)
    _store(loan, planned, receipt)
    row = instalments_of(loan).get(due_on=on)
    record_charge(
        loan, Charge.Kind.INDEMNITY, {row.number: minor(planned.indemnity)}, on=on, why=[], person=person, now=now,
        caused_by=receipt.id,
    )  # fmt: skip
    recognise_instalment(loan, row, on=on, advanced_by=receipt.id)
    payable = unsettled(instalments_of(loan).filter(due_on__lte=on))
    return record_receipt(
        loan, amount, dues(payable), kind=Repayment.Kind.PREPAYMENT, receipt=receipt, person=person, now=now,
        effect=effect,
    )  # fmt: skip


def _store(loan: Loan, planned: Prepayment, receipt: Receipt) -> None:
    schedule = add_version(loan, reason=REASON, effective_on=planned.on, caused_by=receipt.id)
    Instalment.objects.bulk_create(copy_of(row, schedule) for row in planned.kept)
    store_instalments(schedule, planned.rows, currency=loan.fund.currency)
    loan.terms = planned.terms
    loan.save(update_fields=["terms"])


def _redo(loan: Loan, row: Repayment, by: Replaying) -> Repayment:
    return receive_prepayment(loan, row.amount, row.effect, Receipt.again(row), person=by.person, now=by.now)


PREPAYMENT = kind_of_receipt(Repayment.Kind.PREPAYMENT, name=gettext_noop("The early repayment in part"), redo=_redo)
