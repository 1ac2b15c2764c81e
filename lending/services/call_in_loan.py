"""Calling a loan in: what is not due yet falls due, with interest to the day; and taking that back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from djmoney.money import Money

from lending.domain.default_errors import NothingLate, NothingWasLate
from lending.domain.fund_errors import WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import CallingIn, Loan
from lending.selectors.instalments import instalments_of, unsettled
from lending.selectors.payoff import payoff, unpaid_of
from lending.services.act_kind import ActKind, Place, Replaying, why_undone
from lending.services.end_schedule import CALLED_IN, end_schedule
from lending.services.events import record_event
from lending.services.prepare_act import LATE, require_late
from lending.services.recognise_interest import recognise_up_to, take_back_later
from lending.services.settle_state import settle_state
from lending.services.store_schedule import take_back_version
from members.models import Person


def call_in(loan: Loan, calling: CallingIn, *, person: Person, now: datetime) -> CallingIn:
    """End the schedule on the day, in the loan as it is then; the caller holds the loan's lock.

    What fell due stays as it was; what was to come is one last instalment, due that day, with interest to the day.
    From then on the loan earns no interest of its contract.

    :raises NothingLate: on that day everything due was paid.
    """
    if loan.state not in LATE:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.IN_ARREARS)
    on, before = calling.called_on, loan.state
    require_late(loan, on=on)
    recognise_up_to(loan, on=on)
    quote = payoff(loan, on=on)
    if quote.number is not None:
        end_schedule(loan, quote, reason=CALLED_IN, caused_by=calling.id)
        recognise_up_to(loan, on=on)
    calling.save(force_insert=True)
    loan.state, loan.closed_on = Loan.State.DEFAULTED, None
    loan.save(update_fields=["state", "closed_on"])
    record_event(
        fund=loan.fund, kind="call_in_loan", subject=loan, person=person, at=now, before={"state": before},
        after={
            "state": loan.state, "calling_in": calling.pk, "called_on": on, "owed": owed(loan),
            "prepared_by": calling.prepared.prepared_by.name, "reason": calling.prepared.reason,
            "notice_on": calling.prepared.notice_on,
            **({"replays": calling.replays_id} if calling.replays_id else {}),
        },
    )  # fmt: skip
    return calling


def owed(loan: Loan) -> Money:
    """What is unpaid of the schedule in force, principal and interest."""
    return sum((unpaid_of(row) for row in unsettled(instalments_of(loan))), loan.amount * 0)


def undo_calling_in(
    loan: Loan,
    calling: CallingIn,
    *,
    on: date,
    person: Person,
    now: datetime,
    reason: str = "",
    because_of: date | None = None,
) -> None:
    """The schedule before counts again, and the interest that fell due by it; when it is the last act of the loan.

    :param because_of: it is taken back to be done again, for an act of this day.
    """
    calling.reversed_on = on
    calling.save(update_fields=["reversed_on"])
    take_back_version(loan, caused_by=calling.pk, on=on)
    take_back_later(loan, on=calling.called_on - timedelta(days=1))
    recognise_up_to(loan, on=calling.called_on)
    settle_state(loan, on=on, at=now)
    record_event(
        fund=loan.fund, kind="take_back_calling_in", subject=loan, person=person, at=now,
        before={"state": Loan.State.DEFAULTED},
        after={"state": loan.state, "calling_in": calling.pk, "reversed_on": on, **why_undone(reason, because_of)},
    )  # fmt: skip


def _rows(loan: Loan, place: Place) -> Iterable[CallingIn]:
    after = Q(called_on__gt=place.day)
    if place.id is not None:
        after |= Q(called_on=place.day, id__gt=place.id)
    return loan.callings_in.filter(after, reversed_on__isnull=True).select_related("prepared__prepared_by")


def _undo(loan: Loan, calling: CallingIn, by: Replaying) -> None:
    undo_calling_in(loan, calling, on=calling.called_on, person=by.person, now=by.now, because_of=by.because_of)


def _redo(loan: Loan, calling: CallingIn, by: Replaying) -> CallingIn:
    """Two hands called it in for what was late: what leaves nothing late asks them first.

    :raises NothingWasLate:
    """
    again = CallingIn(
        fund=loan.fund, loan=loan, prepared=calling.prepared, called_on=calling.called_on, replays=calling
    )
    try:
        return call_in(loan, again, person=by.person, now=by.now)
    except (NothingLate, WrongState) as error:
        raise NothingWasLate(subject=loan.reference, date=calling.called_on) from error


def _called_on(calling: CallingIn) -> date:
    return calling.called_on


CALLING_IN = ActKind(Sentence(gettext_noop("The calling in")), _rows, _called_on, _undo, _redo)
