"""Periods of a book and what was decided about them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.models import Entry, Period, PeriodEvent
from ledger.selectors.books import book_by_code


@dataclass(frozen=True, slots=True)
class PeriodAct:
    """Opened, closed or reopened: when, by whom and why."""

    act: str
    at: dt.datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToldPeriod:
    """A period, both days included, with its acts in the order of time."""

    starts_on: dt.date
    ends_on: dt.date
    closed_at: dt.datetime | None
    acts: tuple[PeriodAct, ...]


def periods(*, book: str) -> list[ToldPeriod]:
    """Give the periods of a book, earliest first. Days that no period holds are open."""
    kept = book_by_code(book)
    acts: dict[int, list[PeriodEvent]] = {}
    for event in PeriodEvent.objects.filter(book=kept).order_by("id"):
        acts.setdefault(event.period_id, []).append(event)
    found = Period.objects.filter(book=kept).order_by("starts_on")
    return [_told(period, acts.get(period.id, ())) for period in found]


@dataclass(frozen=True, slots=True)
class Span:
    """Days that could be closed, both included; `is_opened` where a period holds them already."""

    starts_on: dt.date
    ends_on: dt.date
    is_opened: bool


def next_to_close(*, book: str, ends_before: dt.date) -> Span | None:
    """What to close next among the days before a day: the first open period, or all that no period holds up to there.

    Nothing where all of it is closed, or where nothing was written by then.
    """
    known = periods(book=book)
    waiting = next((one for one in known if one.closed_at is None), None)
    if waiting is not None:
        return Span(waiting.starts_on, waiting.ends_on, is_opened=True) if waiting.ends_on < ends_before else None
    if known:
        first: dt.date | None = known[-1].ends_on + dt.timedelta(days=1)
    else:
        written = Entry.objects.filter(book__code=book).order_by("effective_on").values_list("effective_on", flat=True)
        first = written.first()
    last = ends_before - dt.timedelta(days=1)
    return Span(first, last, is_opened=False) if first is not None and first <= last else None


def _told(period: Period, events: Sequence[PeriodEvent]) -> ToldPeriod:
    acts = tuple(PeriodAct(event.act, event.at, event.by, event.reason) for event in events)
    return ToldPeriod(period.starts_on, period.ends_on, period.closed_at, acts)
