"""Reversing a repayment: a payment that bounced, or one booked by mistake."""

from datetime import date, datetime

from django.db import transaction

from lending.domain.fund_errors import NotTheLastRepayment, WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Instalment, InterestAccrual, Loan, Participation, Repayment
from lending.policies import require_treasurer
from lending.selectors.clock import local_day
from lending.services.bookkeeping.entries import reverse
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.recognise_interest import take_back
from lending.services.record_receipt import LEG_FIGURES, outstanding_of, settle_state
from lending.services.require_given import require_day
from lending.services.store_schedule import EARLY_REPAYMENT, add_version, copy_of
from members.models import Person

THIS_REPAYMENT = Sentence(gettext_noop("This repayment"))


@transaction.atomic
def reverse_repayment(
    *, repayment: Repayment, reversed_on: date, reason: str, acting_person: Person, now: datetime
) -> Repayment:
    """Undo the last repayment of a loan by a mirror entry: every lender gives back what it had received.

    An early repayment's schedule gives way to the one before it.

    :raises NotTheLastRepayment: a later one stands on it.
    """
    loan = locked_loan(Loan(pk=repayment.loan_id))
    repayment = Repayment.objects.select_for_update(no_key=True).get(pk=repayment.pk)
    require_treasurer(acting_person, loan.fund)
    _require_reversible(loan, repayment, on=reversed_on, now=now)
    before = {"state": loan.state, "outstanding": outstanding_of(loan)}
    repayment.reversal_entry_id = reverse(
        fund=loan.fund, entry_id=repayment.entry_id, on=reversed_on, reason=reason, key=f"reverse:{repayment.id}"
    )
    repayment.reversed_on = reversed_on
    repayment.save(update_fields=["reversed_on", "reversal_entry_id"])
    _give_back(repayment)
    _take_back_advance(loan, repayment, on=reversed_on, reason=reason)
    settle_state(loan, on=reversed_on, today=local_day(loan.fund, at=now))
    record_event(
        fund=loan.fund, kind="reverse_repayment", subject=loan, person=acting_person, at=now,
        before=before,
        after={
            "state": loan.state, "outstanding": outstanding_of(loan), "repayment": repayment.pk,
            "amount": repayment.amount, "reversed_on": reversed_on, "reason": reason,
        },
    )  # fmt: skip
    return repayment


def _require_reversible(loan: Loan, repayment: Repayment, *, on: date, now: datetime) -> None:
    if repayment.reversed_on is not None:
        raise WrongState(subject=THIS_REPAYMENT, state="reversed", needed="recorded")
    last = loan.repayments.filter(reversed_on__isnull=True).order_by("-received_on", "-id").first()
    if last is not None and last.pk != repayment.pk:
        raise NotTheLastRepayment(date=last.received_on)
    require_day(on, fund=loan.fund, now=now, earliest=repayment.received_on)


def _give_back(repayment: Repayment) -> None:
    """Every leg stands as before: minus its share as it was, not a new split."""
    shares = list(repayment.shares.select_related("participation"))
    for share in shares:
        leg = share.participation
        leg.outstanding += share.principal
        leg.interest_due += share.interest
        leg.interest_received -= share.interest
    Participation.objects.bulk_update([share.participation for share in shares], LEG_FIGURES)


def _take_back_advance(loan: Loan, repayment: Repayment, *, on: date, reason: str) -> None:
    """Interest that was recognised only because it was paid before its day is taken back with the payment."""
    for accrual in InterestAccrual.objects.filter(loan=loan, advanced_by=repayment.pk, reversed_on__isnull=True):
        take_back(loan, accrual, on=on, reason=reason)
    if repayment.kind == Repayment.Kind.EARLY:
        _restore_schedule(loan, on=on)


def _restore_schedule(loan: Loan, *, on: date) -> None:
    """The schedule before the early repayment counts again; none ended when all had fallen due already."""
    ended, *earlier = loan.schedules.order_by("-version")[:2]
    if ended.reason == EARLY_REPAYMENT:
        (before,) = earlier
        schedule = add_version(loan, reason="reversal", effective_on=on)
        Instalment.objects.bulk_create(copy_of(row, schedule) for row in before.instalments.all())
