"""What a receipt told late costs: in proportion to the receipts that follow it, and to nothing else.

    nice .venv/bin/python -m pytest -q -s bench/replay.py

A loan with 27 receipts between two due dates; then one more, told before the last 1, 5 and 20 of them. Entries and
queries are counted; times are medians of five rounds, each rolled back.
"""

from datetime import date, timedelta
from statistics import median
from time import perf_counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ledger.models import Entry
from tests.lending.services.loan_stories import make_story, pay

FOLLOWERS = (1, 5, 20)
ROUNDS = 5
TOLD_ON = date(2026, 6, 1)


@pytest.mark.django_db
def test_replay() -> None:
    """Print the table."""
    loan = make_story(instalments=36)
    days = [date(2026, 2, 16) + timedelta(days=day) for day in range(27)]
    for day in days:
        pay(loan, "1.00", day, told_on=TOLD_ON)
    print("\nfollowers  entries  queries  ms, median  ms a follower")
    for followers in FOLLOWERS:
        on, times = days[-1] - timedelta(days=followers), []
        for _ in range(ROUNDS):
            with transaction.atomic():
                connection.queries_log.clear()
                before = Entry.objects.count()
                with CaptureQueriesContext(connection) as asked:
                    started = perf_counter()
                    pay(loan, "2.00", on, told_on=TOLD_ON)
                    times.append((perf_counter() - started) * 1000)
                entries = Entry.objects.count() - before
                transaction.set_rollback(True)
        spent = median(times)
        print(f"{followers:9}  {entries:7}  {len(asked):7}  {spent:10.0f}  {spent / followers:13.1f}")
