"""Repaying a loan early, in full."""

from datetime import date, datetime

from django.db import transaction
from uuid6 import uuid7

from lending.models import Instalment, Loan, Repayment
from lending.selectors.instalments import instalments_of, unsettled
from lending.selectors.payoff import Payoff, payoff
from lending.services.disburse_loan import locked_loan
from lending.services.minor_units import minor
from lending.services.recognise_interest import recognise_instalment, recognise_up_to, take_back_later
from lending.services.record_receipt import record_receipt, require_receipt
from lending.services.repay_loan import dues
from lending.services.store_schedule import EARLY_REPAYMENT, add_version, copy_of, segments
from members.models import Person


@transaction.atomic
def repay_early(
    *, loan: Loan, received_on: date, acting_person: Person, now: datetime, reference: str = ""
) -> Repayment:
    """Record the early repayment of everything: the schedule ends on this day, with interest to the day.

    A new version of the schedule replaces what was still to come by one last instalment; the loan is closed.
    """
    loan = locked_loan(loan)
    quote = payoff(loan, on=received_on)
    require_receipt(loan, quote.total, received_on=received_on, person=acting_person, now=now)
    take_back_later(loan, on=received_on)
    recognise_up_to(loan, on=received_on)
    repayment_id = uuid7()
    if quote.number is not None:
        last = _end_schedule(loan, quote)
        if not loan.accruals.filter(instalment_number=last.number, reversed_on__isnull=True).exists():
            recognise_instalment(loan, last, on=received_on, advanced_by=repayment_id)
    return record_receipt(
        loan, quote.total, dues(unsettled(instalments_of(loan))), kind=Repayment.Kind.EARLY,
        repayment_id=repayment_id, received_on=received_on, reference=reference, person=acting_person, now=now,
    )  # fmt: skip


def _end_schedule(loan: Loan, quote: Payoff) -> Instalment:
    """What fell due stays as it was; what was to come becomes one instalment, due today."""
    rows = list(instalments_of(loan))
    kept = [row for row in rows if row.due_on <= quote.on]
    ahead = [row for row in rows if row.due_on > quote.on]
    schedule = add_version(loan, reason=EARLY_REPAYMENT, effective_on=quote.on)
    first = ahead[0]
    last = Instalment(
        fund=loan.fund,
        schedule=schedule,
        number=first.number,
        due_on=quote.on,
        principal=sum((row.principal for row in ahead[1:]), first.principal),
        interest=quote.interest + first.paid_interest,
        outstanding=first.outstanding * 0,
        why={"segments": segments(quote.segments), "rounded_minor": minor(quote.interest)},
    )
    Instalment.objects.bulk_create([*(copy_of(row, schedule) for row in kept), last])
    return last
