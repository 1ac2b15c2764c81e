"""Recording money received on a loan."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from djmoney.money import Money
from uuid6 import uuid7

from lending.domain.allocation import Due
from lending.domain.fund_errors import PaymentTooLarge
from lending.models import Instalment, Loan, Repayment
from lending.selectors.instalments import instalments_of, unsettled
from lending.selectors.payoff import payoff
from lending.services.disburse_loan import locked_loan
from lending.services.minor_units import as_money, minor
from lending.services.recognise_interest import recognise_instalment, recognise_up_to, take_back_later
from lending.services.record_receipt import record_receipt, require_receipt
from members.models import Person


@transaction.atomic
def repay_loan(
    *, loan: Loan, amount: Money, received_on: date, acting_person: Person, now: datetime, reference: str = ""
) -> Repayment:
    """Record a receipt: on time, partial or late; interest first, then principal, oldest due first.

    Before a due date, the next instalment may be paid in advance; more than that is an early repayment.

    :raises PaymentTooLarge: more than is due and the next instalment; says the maximum and the early repayment.
    """
    loan = locked_loan(loan)
    require_receipt(loan, amount, received_on=received_on, person=acting_person, now=now)
    recognise_up_to(loan, on=received_on)
    repayment_id = uuid7()
    payable = _payable(loan, amount, on=received_on, repayment_id=repayment_id)
    return record_receipt(
        loan, amount, payable, kind=Repayment.Kind.INSTALMENT, repayment_id=repayment_id, received_on=received_on,
        reference=reference, person=acting_person, now=now,
    )  # fmt: skip


def dues(instalments: Iterable[Instalment]) -> list[Due]:
    """What is unpaid of these instalments."""
    return [
        Due(
            instalment.number,
            instalment.due_on,
            interest_minor=minor(instalment.interest) - minor(instalment.paid_interest),
            principal_minor=minor(instalment.principal) - minor(instalment.paid_principal),
        )
        for instalment in instalments
    ]


def _payable(loan: Loan, amount: Money, *, on: date, repayment_id: UUID) -> list[Due]:
    """What is due by then; and the next instalment when the money goes beyond, its interest recognised that day.

    Never the one after it: its interest would be paid for days on which nothing was owed.
    """
    rows = instalments_of(loan)
    due = dues(unsettled(rows.filter(due_on__lte=on)))
    owed = sum(each.total_minor for each in due)
    if minor(amount) <= owed:
        return due
    following = rows.filter(due_on__gt=on).first()
    if following is not None:
        ahead = dues([following])[0]._replace(due_on=on)
        if minor(amount) <= owed + ahead.total_minor:
            _recognise_ahead(loan, following, on=on, repayment_id=repayment_id)
            return [*due, ahead]
        owed += ahead.total_minor
    raise _too_large(loan, amount, maximum=owed, on=on)


def _too_large(loan: Loan, amount: Money, *, maximum: int, on: date) -> PaymentTooLarge:
    return PaymentTooLarge(
        amount=amount, maximum=as_money(maximum, loan.fund.currency), payoff=payoff(loan, on=on).total
    )


def _recognise_ahead(loan: Loan, instalment: Instalment, *, on: date, repayment_id: UUID) -> None:
    take_back_later(loan, on=on, numbers=[instalment.number])
    if not loan.accruals.filter(instalment_number=instalment.number, reversed_on__isnull=True).exists():
        recognise_instalment(loan, instalment, on=on, advanced_by=repayment_id)
