"""Keeping a loan as if all had been told in the order in which it happened.

An act of an earlier day than others takes those back, from the last, by their mirror entries; is done; and does them
again in their order. So does a reversal. Rows and entries of before stay. What is booked of it is one batch, so a
lender may have spent meanwhile what it is given again. The cost grows with what follows, and with nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from lending.domain.errors import LendingError
from lending.domain.fund_errors import CannotReplay
from lending.domain.sentences import Sentence
from lending.models import Loan
from lending.selectors.accruals import recognised_until
from lending.selectors.clock import local_day
from lending.selectors.instalments import RUNNING
from lending.services.act_kind import ActKind, Place, Replaying
from lending.services.bookkeeping.batch import Batch, one_batch
from lending.services.events import record_event
from lending.services.loan_acts import KINDS
from lending.services.recognise_interest import recognise_up_to, take_back_later
from members.models import Person

DONE_AGAIN = "Rejeu à la suite d’un acte du"


class Later(NamedTuple):
    """An act that comes after the one being recorded."""

    kind: ActKind
    row: Any

    @property
    def place(self) -> tuple[date, UUID]:
        return self.kind.day(self.row), self.row.id


@contextmanager
def in_order(loan: Loan, *, place: Place, act_id: UUID, person: Person, now: datetime) -> Iterator[Batch]:
    """Do an act at its place in the loan's life. The caller holds the loan's lock, inside a transaction.

    Within the block the loan is as it was then: acts of a later place are undone, and interest recognised for later
    days. Afterwards they are done again. An entry has the day of what it tells of while the period of that day is open,
    and today's when it is not.

    :param act_id: of the act: key of its entries.
    :raises CannotReplay: a later act cannot be done again; says which and why. Nothing may be kept of it all.
    """
    today = local_day(loan.fund, at=now)
    with one_batch(loan.fund, key=f"act:{act_id}", today=today) as batch:
        horizon = recognised_until(loan)
        later = _later_acts(loan, place)
        words = f"{DONE_AGAIN} {place.day.isoformat()} {loan.reference}"
        by = Replaying(person, now, because_of=place.day, words=words)
        for each in reversed(later):
            _undo(loan, each, by)
        take_back_later(loan, on=place.day)
        yield batch
        again = [_redo(loan, each, by) for each in later]
        if horizon is not None and loan.state in RUNNING:
            recognise_up_to(loan, on=horizon)
        if later:
            _tell(loan, later, again, batch=batch, act_id=act_id, by=by)


def _later_acts(loan: Loan, place: Place) -> list[Later]:
    found = (Later(kind, row) for kind in KINDS.values() for row in kind.rows(loan, place))
    return sorted(found, key=lambda each: each.place)


def _undo(loan: Loan, each: Later, by: Replaying) -> None:
    try:
        each.kind.undo(loan, each.row, by)
    except LendingError as error:
        raise _refusal(each, error) from error


def _redo(loan: Loan, each: Later, by: Replaying) -> Any:
    try:
        return each.kind.redo(loan, each.row, by)
    except LendingError as error:
        raise _refusal(each, error) from error


def _refusal(each: Later, error: LendingError) -> CannotReplay:
    return CannotReplay(act=each.kind.name, date=each.kind.day(each.row), reason=Sentence(error.sentence, error.values))


def _tell(loan: Loan, later: list[Later], again: list[Any], *, batch: Batch, act_id: UUID, by: Replaying) -> None:
    """What was done again because of which act, and which days' entries a closed period moved to today."""
    record_event(
        fund=loan.fund, kind="replay_acts", subject=loan, person=by.person, at=by.now,
        after={
            "because_of": act_id,
            "acts": [
                {"on": each.kind.day(each.row), "undone": each.row.id, "redone": row.id if row else None}
                for each, row in zip(later, again, strict=True)
            ],
            "moved_to_open_period": [
                {"day": day, "booked_on": booked_on} for day, booked_on in sorted(batch.moved.items())
            ],
        },
    )  # fmt: skip
