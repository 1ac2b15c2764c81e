"""What it takes to do an act of a loan's life again: its place among the others, and how it is undone and redone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lending.domain.sentences import Sentence
from lending.models import Loan
from members.models import Person


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act stands among those of its loan: by its day, then in the order of recording.

    :param id: of the act itself; None for one that is being recorded, which comes after all of its day.
    """

    day: date
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Replaying:
    """Who makes what follows be done again, when, and the day of the act because of which it is.

    :param words: of the mirror entries, as an accountant reads them: the books are in French.
    """

    person: Person
    now: datetime
    because_of: date
    words: str


def why_undone(reason: str, because_of: date | None) -> dict[str, Any]:
    """What an event says of it: the reason that somebody gave, or the day of what was learnt, in no language."""
    return {"reason": reason} if because_of is None else {"is_replayed": True, "because_of": because_of}


@dataclass(frozen=True, slots=True)
class ActKind:
    """One kind of act. Its rows have a UUIDv7 `id`, which is the order of recording within a day.

    :param name: as people call it, to say which act is in the way.
    :param rows: the acts of this kind that stand (not reversed) after a place, in any order.
    :param day: of a row.
    :param undo: take a row back by mirror entries and keep it, marked; when the act is the last of the loan.
    :param redo: do the same act once more and return its new row, which says which one it `replays`; None where nothing
        is left of it to do.
        Raises a `LendingError` where that is not possible: then nothing at all is done.
    """

    name: Sentence
    rows: Callable[[Loan, Place], Iterable[Any]]
    day: Callable[[Any], date]
    undo: Callable[[Loan, Any, Replaying], None]
    redo: Callable[[Loan, Any, Replaying], Any]
