"""How late a loan is: computed from its instalments and a day, never stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class AgeBand(StrEnum):
    """How old an unpaid amount is, in days past its due date."""

    NOT_DUE = "not_due"
    DAYS_1_30 = "1-30"
    DAYS_31_60 = "31-60"
    DAYS_61_90 = "61-90"
    OVER_90 = "over_90"


LAST_DAY: tuple[tuple[AgeBand, int], ...] = (
    (AgeBand.NOT_DUE, 0),
    (AgeBand.DAYS_1_30, 30),
    (AgeBand.DAYS_31_60, 60),
    (AgeBand.DAYS_61_90, 90),
)


@dataclass(frozen=True, kw_only=True)
class DueAndPaid:
    """An instalment: what falls due on a day and what was paid of it, in minor units."""

    due_on: date
    due_minor: int
    paid_minor: int = 0

    @property
    def unpaid_minor(self) -> int:
        """What is still owed of it; paying more than is due does not make another instalment less late."""
        return max(0, self.due_minor - self.paid_minor)


@dataclass(frozen=True, kw_only=True)
class Arrears:
    """What is late of a loan. `by_band` has every band, what is not due yet among them; amounts in minor units."""

    days_past_due: int
    overdue_minor: int
    by_band: Mapping[AgeBand, int]

    @property
    def is_late(self) -> bool:
        """Something should have been paid."""
        return self.overdue_minor > 0

    @property
    def band(self) -> AgeBand:
        """The age of the oldest amount."""
        return age_band(self.days_past_due)


def age_band(days_past_due: int) -> AgeBand:
    """The band of an age in days.

    >>> [str(age_band(days)) for days in (0, 1, 30, 31, 60, 61, 90, 91)]
    ['not_due', '1-30', '1-30', '31-60', '31-60', '61-90', '61-90', 'over_90']
    """
    for band, last_day in LAST_DAY:
        if days_past_due <= last_day:
            return band
    return AgeBand.OVER_90


def due_days(band: AgeBand, *, today: date) -> tuple[date | None, date | None]:
    """The latest and the earliest due date of what is in a band today; None where there is no end.

    >>> [str(day) for day in due_days(AgeBand.DAYS_31_60, today=date(2026, 3, 31))]
    ['2026-02-28', '2026-01-30']
    >>> due_days(AgeBand.NOT_DUE, today=date(2026, 3, 31))
    (None, datetime.date(2026, 3, 31))
    """
    bands = [known for known, _ in LAST_DAY]
    if band is AgeBand.OVER_90:
        return today - timedelta(days=LAST_DAY[-1][1] + 1), None
    place = bands.index(band)
    earliest = today - timedelta(days=LAST_DAY[place][1])
    return (today - timedelta(days=LAST_DAY[place - 1][1] + 1), earliest) if place else (None, earliest)


def arrears(instalments: Iterable[DueAndPaid], *, today: date) -> Arrears:
    """What is late on `today`: an instalment is one day past due on the day after its due date."""
    by_band = dict.fromkeys(AgeBand, 0)
    days_past_due = 0
    for instalment in instalments:
        if instalment.unpaid_minor:
            age = max(0, (today - instalment.due_on).days)
            by_band[age_band(age)] += instalment.unpaid_minor
            days_past_due = max(days_past_due, age)
    overdue = sum(by_band.values()) - by_band[AgeBand.NOT_DUE]
    return Arrears(days_past_due=days_past_due, overdue_minor=overdue, by_band=by_band)
