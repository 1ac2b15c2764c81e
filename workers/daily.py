"""What is set off once a day, by the fund's own clock: decided each hour in code, whatever summer time does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from ledger.selectors.reservations import expired_reservations
from lending.models import Fund
from lending.selectors.decisions import requests_to_lapse
from lending.selectors.instalments import instalments_to_remind, loans_to_mark, loans_with_interest_to_recognise
from lending.selectors.seal_heads import people_to_tell_of_seal
from lending.selectors.tranches import tranches_to_release
from workers.models import Tick

RANGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class DailySchedule:
    """What is done once a day from an hour on: which ids, cut into ranges that any worker may take and repeat."""

    name: str
    from_hour: int
    ids: Callable[[Fund, date], Iterable[UUID]]


def _expired(fund: Fund, day: date) -> list[UUID]:
    """Entries that reserve something in the fund's book past its day."""
    expired = expired_reservations(book=fund.book, on=day)
    return list(dict.fromkeys(reservation.entry_id for reservation in expired))


DAILY = (
    DailySchedule(
        "recognise_interest",
        from_hour=0,
        ids=lambda fund, day: (
            loans_with_interest_to_recognise(fund, today=day).order_by("pk").values_list("pk", flat=True)
        ),
    ),
    DailySchedule(
        "mark_arrears",
        from_hour=0,
        ids=lambda fund, day: loans_to_mark(fund, today=day).order_by("pk").values_list("pk", flat=True),
    ),
    DailySchedule(
        "lapse_requests",
        from_hour=0,
        ids=lambda fund, day: requests_to_lapse(fund, today=day).order_by("pk").values_list("pk", flat=True),
    ),
    DailySchedule(
        "lapse_tranches",
        from_hour=0,
        ids=lambda fund, day: (
            tranches_to_release(fund, today=day).order_by("loan").values_list("loan", flat=True).distinct()
        ),
    ),
    # After requests have lapsed, which void what they reserved and say so: then nothing is reserved past its day.
    DailySchedule("void_expired", from_hour=1, ids=_expired),
    DailySchedule(
        "remind_of_instalments",
        from_hour=8,
        ids=lambda fund, day: instalments_to_remind(fund, today=day).order_by("pk").values_list("pk", flat=True),
    ),
    # Asked each day for those who were not told this month: a first of the month that was missed is made up.
    DailySchedule(
        "tell_seal_head",
        from_hour=8,
        ids=lambda fund, day: people_to_tell_of_seal(fund, today=day).values_list("pk", flat=True),
    ),
)

Publish = Callable[[str, Fund, Sequence[UUID], date], None]


def tick_fund(fund: Fund, *, now: datetime, publish: Publish) -> list[Tick]:
    """Set off each schedule whose hour has come for this fund and that has not ticked on this day of its calendar.

    :param publish: given schedule, fund, a range of ids and the day.
    """
    local = now.astimezone(ZoneInfo(fund.time_zone))
    due = [schedule for schedule in DAILY if local.hour >= schedule.from_hour]
    ticks = (_tick(schedule, fund, local.date(), now=now, publish=publish) for schedule in due)
    return [tick for tick in ticks if tick]


@transaction.atomic
def _tick(schedule: DailySchedule, fund: Fund, day: date, *, now: datetime, publish: Publish) -> Tick | None:
    """Publish before the row is committed: a crash in between publishes again, and never forgets."""
    tick = Tick(fund=fund, schedule=schedule.name, local_date=day, ticked_at=now)
    Tick.objects.bulk_create([tick], ignore_conflicts=True)
    if not Tick.objects.filter(pk=tick.pk).exists():
        return None
    for ids in ranges(schedule.ids(fund, day)):
        publish(schedule.name, fund, ids, day)
    return tick


def ranges(ids: Iterable[UUID], *, size: int = RANGE_SIZE) -> Iterator[list[UUID]]:
    """Cut ids into lists of at most `size`.

    >>> list(ranges([1, 2, 3], size=2))
    [[1, 2], [3]]
    """
    rest = list(ids)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]
