"""Reversing a repayment: a payment that bounced, or one booked by mistake."""

from datetime import date, datetime

from django.db import transaction

from lending.domain.fund_errors import DateInFuture, NotTheLastRepayment, WrongDate, WrongState
from lending.domain.sharing import split
from lending.models import Instalment, InterestAccrual, Loan, Repayment
from lending.policies import require_treasurer
from lending.services.bookkeeping import reverse
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.minor_units import as_money, minor
from lending.services.store_schedule import EARLY_REPAYMENT, add_version, copy_of
from members.models import Person


@transaction.atomic
def reverse_repayment(
    *, repayment: Repayment, reversed_on: date, reason: str, acting_person: Person, now: datetime
) -> Repayment:
    """Undo the last repayment of a loan by a mirror entry: every lender gives back what it had received.

    An early repayment's schedule gives way to the one before it.

    :raises NotTheLastRepayment: a later one stands on it.
    """
    loan = locked_loan(Loan(pk=repayment.loan_id))
    repayment = Repayment.objects.select_for_update().get(pk=repayment.pk)
    require_treasurer(acting_person, loan.fund)
    _require_reversible(loan, repayment, on=reversed_on, now=now)
    repayment.reversal_entry_id = reverse(
        fund=loan.fund, entry_id=repayment.entry_id, on=reversed_on, reason=reason, key=f"reverse:{repayment.id}"
    )
    repayment.reversed_on = reversed_on
    repayment.save(update_fields=["reversed_on", "reversal_entry_id"])
    for share in repayment.shares.select_related("participation"):
        leg = share.participation
        leg.outstanding += share.principal
        leg.interest_due += share.interest
        leg.interest_received -= share.interest
        leg.save()
    _take_back_advance(loan, repayment, on=reversed_on, reason=reason)
    before = loan.state
    loan.state, loan.closed_on = Loan.State.ACTIVE, None
    loan.save(update_fields=["state", "closed_on"])
    record_event(
        fund=loan.fund, kind="reverse_repayment", subject=loan, person=acting_person, at=now,
        before={"state": before}, after={"repayment": repayment.pk, "amount": repayment.amount, "reason": reason},
    )  # fmt: skip
    return repayment


def _require_reversible(loan: Loan, repayment: Repayment, *, on: date, now: datetime) -> None:
    if repayment.reversed_on is not None:
        raise WrongState(subject="This repayment", state="reversed", needed="recorded")
    last = loan.repayments.filter(reversed_on__isnull=True).order_by("-received_on", "-id").first()
    if last is not None and last.pk != repayment.pk:
        raise NotTheLastRepayment(date=last.received_on)
    if on < repayment.received_on:
        raise WrongDate(date=on, earliest=repayment.received_on)
    if on > now.date():
        raise DateInFuture(date=on, today=now.date())


def _take_back_advance(loan: Loan, repayment: Repayment, *, on: date, reason: str) -> None:
    """Interest that was recognised only because it was paid before its day is taken back with the payment."""
    for accrual in InterestAccrual.objects.filter(loan=loan, advanced_by=repayment.pk, reversed_on__isnull=True):
        if accrual.entry_id:
            reverse(fund=loan.fund, entry_id=accrual.entry_id, on=on, reason=reason, key=f"reverse:{accrual.id}")
            _give_back_interest(loan, accrual)
        accrual.reversed_on = on
        accrual.save(update_fields=["reversed_on"])
    if repayment.kind == Repayment.Kind.EARLY:
        _restore_schedule(loan, on=on)


def _give_back_interest(loan: Loan, accrual: InterestAccrual) -> None:
    """The legs stand again as when the interest was shared, so the same split takes it back."""
    legs = list(loan.participations.all())
    shares = split(minor(accrual.amount), [minor(leg.outstanding) for leg in legs])
    for leg, share in zip(legs, shares, strict=True):
        leg.interest_due -= as_money(share, loan.fund.currency)
        leg.save(update_fields=["interest_due", "interest_due_currency"])


def _restore_schedule(loan: Loan, *, on: date) -> None:
    ended, before = loan.schedules.order_by("-version")[:2]
    if ended.reason == EARLY_REPAYMENT:
        schedule = add_version(loan, reason="reversal", effective_on=on)
        Instalment.objects.bulk_create(copy_of(row, schedule) for row in before.instalments.all())
