"""Giving up what has fallen due, on the loan as it is on a day."""

from datetime import datetime

from djmoney.money import Money

from lending.domain.allocation import Part
from lending.domain.cost_errors import MoreThanDue
from lending.domain.sentences import gettext_noop
from lending.models import Loan, Repayment
from lending.selectors.amounts import as_money, minor
from lending.selectors.dues import charged_ahead, due_by, dues
from lending.selectors.instalments import instalments_of
from lending.services.act_kind import Replaying
from lending.services.recognise_interest import recognise_up_to
from lending.services.record_receipt import Receipt, record_receipt, require_running
from lending.services.undo_repayment import kind_of_receipt
from members.models import Person


def record_waiver(
    loan: Loan, part: Part, amount: Money, waiver: Receipt, *, person: Person, now: datetime
) -> Repayment:
    """Record it on the loan as it is on that day. The caller holds the loan's lock."""
    require_running(loan)
    on = waiver.received_on
    recognise_up_to(loan, on=on)
    zero = {"costs_minor": 0, "interest_minor": 0, "principal_minor": 0}
    name = f"{part.value}_minor"
    found = dues(instalments_of(loan))
    owed = [*due_by(found, on=on), *charged_ahead(found, on=on)]
    payable = [due._replace(**{**zero, name: getattr(due, name)}) for due in owed]
    due_minor = sum(due.total_minor for due in payable)
    if minor(amount) > due_minor:
        raise MoreThanDue(date=on, due=as_money(due_minor, loan.fund.currency), amount=amount)
    return record_receipt(
        loan, amount, payable, kind=Repayment.Kind.WAIVER, receipt=waiver, person=person, now=now
    )  # fmt: skip


def _redo(loan: Loan, row: Repayment, by: Replaying) -> Repayment:
    part = Part.COSTS if row.costs.amount else Part.INTEREST
    return record_waiver(loan, part, row.amount, Receipt.again(row), person=by.person, now=by.now)


WAIVER = kind_of_receipt(Repayment.Kind.WAIVER, name=gettext_noop("The waiver"), redo=_redo)
