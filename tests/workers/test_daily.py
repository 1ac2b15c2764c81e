"""What is set off once a day: by the fund's own calendar, once whoever asks, made up after a day that was missed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from lending.models import Fund, Loan
from tests import starts
from tests.factories import make_active_loan, make_fund, make_member
from tests.fixtures.concurrency import RunTogether
from tests.fixtures.kept import Kept
from workers.daily import ranges, tick_fund
from workers.models import Tick


class Published(list[tuple[str, Sequence[UUID], date]]):
    """What was published."""

    def __call__(self, schedule: str, _fund: Fund, ids: Sequence[UUID], day: date) -> None:
        self.append((schedule, list(ids), day))


def utc(day: int, hour: int, month: int = 2) -> datetime:
    return datetime(2026, month, day, hour, 2, tzinfo=UTC)


def set_off(fund: Fund, now: datetime) -> dict[str, date]:
    """The day each schedule ticked for, of those set off at this instant."""
    return {tick.schedule: tick.local_date for tick in tick_fund(fund, now=now, publish=Published())}


def at_midnight(day: date) -> dict[str, date]:
    return dict.fromkeys(["recognise_interest", "mark_arrears", "lapse_requests", "lapse_tranches"], day)


def at_eight(day: date) -> dict[str, date]:
    return dict.fromkeys(["remind_of_instalments", "tell_seal_head"], day)


@pytest.fixture
def loan(kept: Kept) -> Loan:
    """Due on 15 February, March and April 2026."""
    return kept(starts.active_loan)


@pytest.mark.django_db
def test_a_day_begins_when_it_begins_for_the_fund() -> None:
    fund = make_fund()
    second, third = date(2026, 2, 2), date(2026, 2, 3)
    # Paris is one hour ahead in winter: 23:02 UTC is the next day there.
    assert set_off(fund, utc(2, 22)) == {**at_midnight(second), "void_expired": second, **at_eight(second)}
    assert set_off(fund, utc(2, 23)) == at_midnight(third)
    assert set_off(fund, utc(3, 0)) == {"void_expired": third}
    assert set_off(fund, utc(3, 6)) == {}
    assert set_off(fund, utc(3, 7)) == at_eight(third)
    assert set_off(fund, utc(3, 8)) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "midnight", "hours"),
    # The clocks go forward: a day of 23 hours. They go back: 25 hours.
    [
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, 2, tzinfo=UTC), 23),
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, 2, tzinfo=UTC), 25),
    ],
)
def test_each_schedule_ticks_once_on_the_days_when_clocks_change(day: date, midnight: datetime, hours: int) -> None:
    fund = make_fund()
    ticks = [set_off(fund, midnight + timedelta(hours=hour)) for hour in range(hours)]
    assert [one for one in ticks if one] == [
        at_midnight(day), {"void_expired": day}, at_eight(day),
    ]  # fmt: skip
    assert set(set_off(fund, midnight + timedelta(hours=hours)).values()) == {day + timedelta(days=1)}


@pytest.mark.django_db
def test_the_ids_that_are_due_are_published(loan: Loan) -> None:
    published = Published()
    tick_fund(loan.fund, now=utc(15, 9), publish=published)
    first = loan.schedules.get().instalments.get(number=1)
    assert published == [
        ("recognise_interest", [loan.pk], date(2026, 2, 15)),
        ("remind_of_instalments", [first.pk], date(2026, 2, 15)),
    ]


@pytest.mark.django_db
def test_what_a_loan_reserved_is_voided_on_the_day_after_the_last_to_draw_it(kept: Kept) -> None:
    loan = kept(starts.agreed_loan)
    expires_on = loan.decision.expires_on
    entries = {share.reservation_entry_id for share in loan.tranches.get().shares.all()}
    published = Published()
    for days in (0, 1):
        noon = datetime.combine(expires_on, time(12), tzinfo=UTC) + timedelta(days=days)
        tick_fund(loan.fund, now=noon, publish=published)
    lapses = expires_on + timedelta(days=1)
    assert published == [
        ("lapse_requests", [loan.request_version.request_id], lapses),
        ("void_expired", list(entries), lapses),
    ]


@pytest.mark.django_db
def test_a_day_that_was_missed_is_made_up(loan: Loan) -> None:
    published = Published()
    tick_fund(loan.fund, now=utc(18, 0), publish=published)
    assert ("recognise_interest", [loan.pk], date(2026, 2, 18)) in published


@pytest.mark.django_db
def test_when_publishing_fails_the_next_hour_sets_it_off(loan: Loan) -> None:
    def fail(*_arguments: object) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        tick_fund(loan.fund, now=utc(15, 0), publish=fail)
    assert not Tick.objects.exists()
    assert set_off(loan.fund, utc(15, 1)) == {**at_midnight(day := date(2026, 2, 15)), "void_expired": day}


def test_two_beats_at_one_instant_set_it_off_once(run_together: RunTogether) -> None:
    loan = make_active_loan(make_member(make_fund()), disbursed_on=date(2026, 1, 15))
    published = Published()
    run_together([lambda: tick_fund(loan.fund, now=utc(15, 0), publish=published)] * 6)
    assert published == [("recognise_interest", [loan.pk], date(2026, 2, 15))]


def test_ids_are_cut_into_ranges() -> None:
    ids = [UUID(int=number) for number in range(5)]
    assert [len(part) for part in ranges(ids, size=2)] == [2, 2, 1]
    assert list(ranges([], size=2)) == []
