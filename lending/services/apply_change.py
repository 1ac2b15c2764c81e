"""Applying a change of a running loan that the committee has adopted."""

from datetime import date, datetime

from django.db import transaction

from lending.domain.change_errors import AlreadyApplied, NotAChange, NotYet
from lending.domain.fund_errors import WrongState
from lending.domain.loan_states import LoanState, require_move
from lending.domain.wish import Undrawn
from lending.models import ChangedLoan, Decision, Instalment, Loan, LoanRequest, ScheduleVersion
from lending.policies import require_applying_hand
from lending.selectors.clock import local_day
from lending.selectors.instalments import instalments_of, unsettled
from lending.services.act_kind import Place
from lending.services.agree_loan import decision_on, require_decision_covers
from lending.services.close_consultation import count_when_closed
from lending.services.disburse_loan import locked_loan
from lending.services.draft_request import hash_of
from lending.services.events import record_event
from lending.services.plan_change import AS_RECEIVED, PlannedChange, require_unmoved
from lending.services.recognise_interest import recognise_up_to
from lending.services.release_tranches import give_up_with
from lending.services.replay import in_order
from lending.services.request_moves import locked_request
from lending.services.require_addendum import require_addendum
from lending.services.store_change import store_rows, tell_of_schedule
from lending.services.store_schedule import add_version
from members.models import Person


@transaction.atomic
def apply_change(*, request: LoanRequest, acting_person: Person, now: datetime) -> Loan:
    """Put the voted schedule in force from the voted day on: a further version, the ones before stay readable.

    What fell due by then is recognised by the old schedule, what was recognised of later days is taken back. Every leg
    stands as before, and no money moves.

    What is not drawn yet may be drawn as it was voted, or is released, as the change says.

    It takes effect with its addendum, which every party has accepted.

    :raises NotWhatWasVoted, DecisionExpired: the decision does not cover it.
    :raises AddendumMissing, AddendumNotAccepted, AddendumOutdated: its addendum is not accepted as it has to be.
    :raises LoanMoved: a receipt or another change came in between: the figures that were voted hold no more.
    :raises NotYet: the day is still to come.
    :raises FourHands: the person asked for it, opened the vote or voted.
    """
    count_when_closed(request, now=now)
    request = locked_request(request)
    if request.kind not in (LoanRequest.Kind.RESCHEDULE, LoanRequest.Kind.HOLIDAY):
        raise NotAChange(request=request.reference, kind=request.kind)
    if request.state != LoanRequest.State.APPROVED:
        raise WrongState(subject=request.reference, state=request.state, needed=LoanRequest.State.APPROVED)
    version, decision, today = request.current, decision_on(request), local_day(request.fund, at=now)
    require_applying_hand(acting_person, request, decision.consultation)
    _require_time(request, decision, on=version.start_on, today=today)
    require_decision_covers(decision, hash_of(version), on=today, today=today)
    loan = locked_loan(ChangedLoan.objects.select_related("loan").get(request=request).loan)
    planned = require_unmoved(version, known_on=AS_RECEIVED)
    require_addendum(request, decision)
    assert isinstance(planned, PlannedChange)
    before = {"state": loan.state}
    with in_order(loan, place=Place(version.start_on), act_id=decision.pk, person=acting_person, now=now):
        schedule = _put_in_force(loan, planned, decision)
    if planned.wish.undrawn is Undrawn.GIVEN_UP:
        give_up_with(loan, request, on=today, person=acting_person, now=now)
    _move(loan, today=today)
    record_event(
        fund=loan.fund, kind="apply_change", subject=loan, person=acting_person, at=now, before=before,
        after={
            "state": loan.state, "through": LoanState.RESCHEDULED, "schedule": schedule.version,
            "request": request.reference, "decision": decision.pk, "kind": request.kind, "on": version.start_on,
        },
    )  # fmt: skip
    tell_of_schedule(loan, schedule, at=now)
    return loan


def _require_time(request: LoanRequest, decision: Decision, *, on: date, today: date) -> None:
    applied = decision.schedules.first()
    if applied is not None:
        raise AlreadyApplied(request=request.reference, on=applied.effective_on)
    if today < on:
        raise NotYet(on=on, today=today)


def _put_in_force(loan: Loan, planned: PlannedChange, decision: Decision) -> ScheduleVersion:
    """Interest to the day by the schedule until then, then by the new one; the days after it follow."""
    on, terms = planned.wish.on, planned.change.terms
    recognise_up_to(loan, on=on)
    schedule = add_version(loan, reason=str(planned.wish.kind), effective_on=on, decision=decision, terms=terms)
    kept = Instalment.objects.filter(schedule__loan=loan, schedule__version=schedule.version - 1)
    store_rows(schedule, planned.change.rows, kept=kept, currency=loan.fund.currency)
    loan.terms = terms
    loan.save(update_fields=["terms"])
    recognise_up_to(loan, on=on)
    return schedule


def _move(loan: Loan, *, today: date) -> None:
    """Through `rescheduled` to active; in arrears at once where past dues were kept as they were."""
    require_move(LoanState(loan.state), LoanState.RESCHEDULED)
    require_move(LoanState.RESCHEDULED, LoanState.ACTIVE)
    loan.state = Loan.State.ACTIVE
    if unsettled(instalments_of(loan)).filter(due_on__lt=today).exists():
        require_move(LoanState(loan.state), LoanState.IN_ARREARS)
        loan.state = Loan.State.IN_ARREARS
    loan.save(update_fields=["state"])
