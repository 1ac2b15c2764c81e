"""The cash a fund's members have placed and not lent, month by month: what comes in, what goes out, the low point.

In: principal and interest by the schedules of the loans that run; some of it late, as chosen. Out: what is agreed or
approved and not drawn yet, on the day it is wished for; notices, on the day they may be claimed, whether or not that
member's own cash has come back by then: it is what the fund is asked for that counts. What could be placed, asked or
lent from now on, and what loans not drawn yet would bring back, is left out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from lending.domain.dates import add_months
from lending.domain.late_payers import EVERYBODY_IN_TIME, LatePayers

MONTHS_DEFAULT, MONTHS_MAX = 12, 36


class Scheduled(NamedTuple):
    """What is unpaid of an instalment, in minor units."""

    due_on: date
    principal_minor: int
    interest_minor: int


class Outflow(NamedTuple):
    """An amount that leaves on a day; one whose day is past leaves on the day of the forecast."""

    on: date
    amount_minor: int


class CashOn(NamedTuple):
    """What there is at the end of a day."""

    on: date
    cash_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of a forecast, both days included, in minor units; each begins on the forecast's day of the month."""

    start: date
    end: date
    opening_minor: int
    principal_minor: int
    interest_minor: int
    drawdowns_minor: int
    notices_minor: int

    @property
    def closing_minor(self) -> int:
        """What is left at the end of its last day; below zero, it is what is lacking."""
        received = self.principal_minor + self.interest_minor
        return self.opening_minor + received - self.drawdowns_minor - self.notices_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class LiquidityForecast:
    """The months; the cash now and after each day on which some moves; the first day on which there is the least."""

    on: date
    late: LatePayers
    months: tuple[Month, ...]
    curve: tuple[CashOn, ...]
    low_point: CashOn


def forecast_liquidity(
    *,
    cash_minor: int,
    scheduled: Iterable[Scheduled],
    drawdowns: Iterable[Outflow],
    notices: Iterable[Outflow],
    on: date,
    months: int = MONTHS_DEFAULT,
    late: LatePayers = EVERYBODY_IN_TIME,
) -> LiquidityForecast:
    """Forecast `months` months from a day.

    :param cash_minor: what members have placed and is not lent, what is reserved for loans included.
    :param scheduled: what is unpaid of every loan that runs, what is overdue included.
    """
    flows = _by_day(scheduled, drawdowns, notices, on=on, late=late)
    found, opening = [], cash_minor
    for place in range(months):
        start, end = add_months(on, place), add_months(on, place + 1) - timedelta(days=1)
        parts = [sum(part) for part in zip(*(flows[day] for day in flows if start <= day <= end), strict=True)]
        principal, interest, drawn, claimed = parts or (0, 0, 0, 0)
        month = Month(
            start=start,
            end=end,
            opening_minor=opening,
            principal_minor=principal,
            interest_minor=interest,
            drawdowns_minor=drawn,
            notices_minor=claimed,
        )
        found.append(month)
        opening = month.closing_minor
    curve = _curve(cash_minor, flows, on=on, last=found[-1].end)
    return LiquidityForecast(
        on=on, late=late, months=tuple(found), curve=curve, low_point=min(curve, key=lambda point: point.cash_minor)
    )


PRINCIPAL, INTEREST, DRAWDOWNS, NOTICES = range(4)


def _by_day(
    scheduled: Iterable[Scheduled],
    drawdowns: Iterable[Outflow],
    notices: Iterable[Outflow],
    *,
    on: date,
    late: LatePayers,
) -> dict[date, list[int]]:
    """Principal, interest, drawdowns and notices of each day on which there are any."""
    flows: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for due in scheduled:
        for part, amount in ((PRINCIPAL, due.principal_minor), (INTEREST, due.interest_minor)):
            for day, received in late.receipts(amount, due_on=due.due_on, today=on):
                flows[day][part] += received
    for part, outflows in ((DRAWDOWNS, drawdowns), (NOTICES, notices)):
        for outflow in outflows:
            flows[max(on, outflow.on)][part] += outflow.amount_minor
    return flows


def _curve(cash: int, flows: dict[date, list[int]], *, on: date, last: date) -> tuple[CashOn, ...]:
    points = [CashOn(on, cash)]
    for day in sorted(day for day in flows if day <= last):
        principal, interest, drawn, claimed = flows[day]
        cash += principal + interest - drawn - claimed
        points.append(CashOn(day, cash))
    return tuple(points)
