"""Making visible that a loan is late: from the day after, once, and back when it is paid."""

from datetime import date

import pytest

from lending.models import Event, Loan
from lending.services.mark_arrears import mark_arrears
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import FIRST, at_noon, make_story, pay, stands

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2026, 2, 16)


def mark(loan: Loan, today: date) -> bool:
    return mark_arrears(loan_id=loan.pk, today=today, now=at_noon(today))


def test_not_on_the_due_date_but_the_day_after_and_once(kept: Kept) -> None:
    loan = kept(make_story)
    assert not mark(loan, FIRST)
    assert mark(loan, NEXT_DAY)
    assert not mark(loan, NEXT_DAY)
    event = Event.objects.get(kind="mark_arrears")
    assert (event.before, event.after) == (
        {"state": "active"},
        {"state": "in_arrears", "due_on": "2026-02-15", "instalment": 1},
    )


def test_a_partial_payment_leaves_it_late_and_the_rest_brings_it_back(kept: Kept) -> None:
    loan = kept(make_story)
    mark(loan, NEXT_DAY)
    pay(loan, "3350.00", date(2026, 2, 17))
    assert stands(loan) == ("in_arrears", None)
    pay(loan, "0.01", date(2026, 2, 18))
    assert stands(loan) == ("active", None)


def test_who_paid_in_time_is_not_late(kept: Kept) -> None:
    loan = kept(make_story)
    pay(loan, "3350.01", FIRST)
    assert not mark(loan, NEXT_DAY)
