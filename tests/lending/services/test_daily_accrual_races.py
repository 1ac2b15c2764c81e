"""Interest of a day is counted once, whoever writes and whatever runs at the same time."""

from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from lending.models import InterestAccrual
from lending.services.recognise_interest import recognise_loan_interest
from tests.fixtures.concurrency import RunTogether
from tests.lending.services.loan_stories import FIRST, breaches, recognise
from tests.lending.services.test_daily_accrual import daily_story, standing


def test_workers_at_one_instant_count_a_day_once(committed_db: str, run_together: RunTogether) -> None:
    loan = daily_story()
    today = date(2026, 2, 20)
    results = run_together([lambda: recognise_loan_interest(loan_id=loan.pk, today=today)] * 4)
    assert results == [None] * 4
    assert standing(loan) == [(1, date(2026, 1, 31), "12.90"), (1, FIRST, "12.10"), (2, date(2026, 2, 20), "2.98")]
    assert breaches() == []


def again(row: InterestAccrual, **changes: object) -> None:
    """Write a recognition once more, around the service."""
    fields = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.name != "id"}
    with transaction.atomic():
        InterestAccrual.objects.create(**{**fields, "entry_id": None, **changes})


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("interest_accrues_once_from_a_day", {"accrued_on": date(2026, 1, 20)}),
        ("interest_accrues_once_to_a_day", {"accrued_from": date(2026, 1, 10)}),
        ("interest_accrues_forward", {"accrued_from": date(2026, 1, 20), "accrued_on": date(2026, 1, 18)}),
    ],
)
def test_the_database_counts_a_day_once_whoever_writes(
    committed_db: str, constraint: str, changes: dict[str, object]
) -> None:
    """Without its constraint each of these rows goes in, and `verify_ledger` tells."""
    loan = daily_story()
    recognise(loan, date(2026, 1, 16))
    row = InterestAccrual.objects.get()
    assert breaches() == []
    with pytest.raises(IntegrityError, match=constraint):
        again(row, **changes)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"DROP INDEX {constraint}" if "once" in constraint
            else f"ALTER TABLE lending_interestaccrual DROP CONSTRAINT {constraint}"
        )  # fmt: skip
    again(row, **changes)
    assert "interest-follows-the-schedule" in [name for name, _breach in breaches()]
