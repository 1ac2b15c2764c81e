"""Taking a receipt back: every leg and the schedule stand as before it."""

from datetime import date, datetime
from functools import partial

from django.db.models import Q, QuerySet

from lending.domain.sentences import Sentence
from lending.models import InterestAccrual, Loan, Participation, Repayment
from lending.selectors.dues import outstanding_of
from lending.services.act_kind import ActKind, Place, Replaying, why_undone
from lending.services.bookkeeping.entries import reverse
from lending.services.charge_costs import take_back_charges
from lending.services.events import record_event
from lending.services.recognise_interest import take_back
from lending.services.record_receipt import LEG_FIGURES
from lending.services.settle_state import settle_state
from lending.services.store_schedule import take_back_version
from members.models import Person


def undo_repayment(
    loan: Loan,
    repayment: Repayment,
    *,
    on: date,
    reason: str,
    person: Person,
    now: datetime,
    because_of: date | None = None,
) -> None:
    """Undo the last receipt of a loan by a mirror entry; the caller holds the loan's lock.

    :param because_of: it is taken back to be done again, for an act of this day; `reason` is then of its entries alone.
    """
    before = {"state": loan.state, "outstanding": outstanding_of(loan)}
    repayment.reversal_entry_id = reverse(
        fund=loan.fund, entry_id=repayment.entry_id, on=on, reason=reason, key=f"reverse:{repayment.id}"
    )
    repayment.reversed_on = on
    repayment.save(update_fields=["reversed_on", "reversal_entry_id"])
    _give_back(repayment)
    _take_back_advance(loan, repayment, on=on, reason=reason)
    take_back_charges(loan, caused_by=repayment.pk, on=on, reason=reason)
    take_back_version(loan, caused_by=repayment.pk, on=on)
    if repayment.kind == Repayment.Kind.PREPAYMENT:
        _take_back_event(loan)
    settle_state(loan, on=on, at=now)
    record_event(
        fund=loan.fund, kind="reverse_repayment", subject=loan, person=person, at=now,
        before=before,
        after={
            "state": loan.state, "outstanding": outstanding_of(loan), "repayment": repayment.pk,
            "amount": repayment.amount, "reversed_on": on, **why_undone(reason, because_of),
        },
    )  # fmt: skip


def _give_back(repayment: Repayment) -> None:
    """Every leg stands as before: minus its share as it was, not a new split."""
    shares = list(repayment.shares.select_related("participation"))
    for share in shares:
        leg = share.participation
        leg.outstanding += share.principal
        leg.interest_due += share.interest
        if repayment.kind != Repayment.Kind.WAIVER:
            leg.interest_received -= share.interest
    Participation.objects.bulk_update([share.participation for share in shares], LEG_FIGURES)


def _take_back_advance(loan: Loan, repayment: Repayment, *, on: date, reason: str) -> None:
    """Interest that was recognised only because it was paid before its day is taken back with the payment."""
    for accrual in InterestAccrual.objects.filter(loan=loan, advanced_by=repayment.pk, reversed_on__isnull=True):
        take_back(loan, accrual, on=on, reason=reason)


def _take_back_event(loan: Loan) -> None:
    """The terms are those of before it: acts are taken back from the last, so its event is the last of them."""
    loan.terms = {**loan.terms, "events": loan.terms["events"][:-1]}
    loan.save(update_fields=["terms"])


def repayments_after(kind: str, loan: Loan, place: Place) -> QuerySet[Repayment]:
    """The receipts of one kind that stand after a place in the loan's life."""
    after = Q(received_on__gt=place.day)
    if place.id is not None:
        after |= Q(received_on=place.day, id__gt=place.id)
    return loan.repayments.filter(after, kind=kind, reversed_on__isnull=True).select_related("fund", "recorded_by")


def _undo(loan: Loan, repayment: Repayment, by: Replaying) -> None:
    """On its own day, so that the balances of every day are those of what is done again."""
    undo_repayment(
        loan, repayment, on=repayment.received_on, reason=by.words, person=by.person, now=by.now,
        because_of=by.because_of,
    )  # fmt: skip


def _received_on(repayment: Repayment) -> date:
    return repayment.received_on


def kind_of_receipt(kind: str, *, name: str, redo: object) -> ActKind:
    """A kind of act whose rows are receipts: they differ in how they are done again."""
    return ActKind(Sentence(name), partial(repayments_after, kind), _received_on, _undo, redo)  # type: ignore[arg-type]
