"""Periods of a book and what was decided about them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.models import Period, PeriodEvent
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


def _told(period: Period, events: Sequence[PeriodEvent]) -> ToldPeriod:
    acts = tuple(PeriodAct(event.act, event.at, event.by, event.reason) for event in events)
    return ToldPeriod(period.starts_on, period.ends_on, period.closed_at, acts)
