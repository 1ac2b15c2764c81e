"""Interest that falls due: recognised once, shared by what each lender has outstanding at that moment."""

from datetime import date

import pytest

from lending.models import InterestAccrual, Loan
from tests.factories import eur
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import (
    FIRST,
    SECOND,
    THIRD,
    breaches,
    end,
    holds,
    legs_of,
    make_story,
    pay,
    recognise_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_story, request.param)


def test_on_the_due_date_and_not_before_whatever_runs_twice(loan: Loan) -> None:
    recognise_all(date(2026, 2, 14))
    assert not InterestAccrual.objects.exists()
    for _ in range(2):
        assert recognise_all(FIRST) == [loan.pk]
    accrual = InterestAccrual.objects.get()
    assert (accrual.instalment_number, accrual.amount, accrual.accrued_on) == (1, eur("25.00"), FIRST)
    assert legs_of(loan) == [("6000.00", "15.00", "0.00"), ("4000.00", "10.00", "0.00")]
    held = holds(loan)
    assert (held["27684-1"], held["4558-001"], held["4558-002"]) == ("25.00", "15.00", "10.00")
    assert breaches() == []


def test_days_missed_are_made_up_each_on_its_own_due_date(loan: Loan) -> None:
    recognise_all(date(2026, 6, 1))
    days = InterestAccrual.objects.order_by("instalment_number").values_list("accrued_on", "amount")
    assert [(day, f"{getattr(amount, 'amount', amount)}") for day, amount in days] == [
        (FIRST, "25.00"),
        (SECOND, "16.69"),
        (THIRD, "8.35"),
    ]
    assert breaches() == []


def test_a_closed_loan_earns_nothing_more(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    end(loan, date(2026, 3, 1))
    before = holds(loan)
    assert recognise_all(date(2026, 6, 1)) == []
    assert holds(loan) == before
