"""The accounting year of a day, and which closings are the last two."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.accounting_year import last_two, year_of


@pytest.mark.parametrize(
    ("on", "closed_on", "start", "end"),
    [
        ("2026-02-03", None,         "2026-01-01", "2026-12-31"),
        ("2026-02-03", "2025-12-31", "2026-01-01", "2026-12-31"),
        ("2025-12-31", "2025-12-31", "2025-01-01", "2025-12-31"),
        ("2026-02-03", "2025-06-30", "2025-07-01", "2026-06-30"),
        ("2026-07-01", "2025-06-30", "2026-07-01", "2027-06-30"),
        ("2024-02-29", "2025-02-28", "2023-03-01", "2024-02-29"),   # the last day of the month, whichever that is
        ("2020-01-01", "2025-06-30", "2019-07-01", "2020-06-30"),   # a day before the closing that is known
    ],
)  # fmt: skip
def test_the_year_of_a_day(on, closed_on, start, end):
    closed = date.fromisoformat(closed_on) if closed_on else None
    assert year_of(date.fromisoformat(on), closed_on=closed) == (date.fromisoformat(start), date.fromisoformat(end))


DAYS = st.dates(date(1990, 1, 1), date(2050, 12, 31))


@given(DAYS, DAYS)
def test_a_day_lies_in_its_year_and_years_follow_each_other(on, closed_on):
    start, end = year_of(on, closed_on=closed_on)
    assert start <= on <= end
    assert 364 <= (end - start).days <= 366
    assert year_of(end + timedelta(days=1), closed_on=closed_on)[0] == end + timedelta(days=1)


@pytest.mark.parametrize(
    ("closings", "on", "found"),
    [
        ([],                                       "2026-02-03", (None, None)),
        (["2025-12-31"],                           "2026-02-03", ("2025-12-31", None)),
        (["2023-12-31", "2024-12-31", "2025-12-31"], "2026-02-03", ("2025-12-31", "2024-12-31")),
        (["2024-12-31", "2025-12-31"],             "2025-12-31", ("2024-12-31", None)),   # not closed before that day
        (["2024-12-31"],                           "2026-06-30", ("2024-12-31", None)),   # accounts being approved
        (["2024-12-31"],                           "2026-07-01", (None, None)),           # another closing since
        (["2023-06-30", "2025-12-31"],             "2026-02-03", ("2025-12-31", None)),   # one is missing between them
    ],
)  # fmt: skip
def test_the_last_two_closings(closings, on, found):
    given_closings = [(date.fromisoformat(day), day) for day in closings]
    assert last_two(given_closings, on=date.fromisoformat(on)) == found
