"""Repaying a loan early in full: what is due, the principal to come, and interest to the day."""

from datetime import date

import pytest

from lending.models import InterestAccrual, Loan
from lending.selectors.instalments import instalments_of
from lending.selectors.payoff import payoff
from tests.factories import eur
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import FIRST, breaches, end, holds, make_story, pay, recognise, stands

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_story, request.param)


@pytest.mark.parametrize(
    ("on", "principal", "interest"),
    [
        (date(2026, 1, 15), "10000.00", "0.00"),
        (date(2026, 1, 31), "10000.00", "12.90"),
        (FIRST, "10000.00", "25.00"),
        (date(2026, 3, 1), "10000.00", "33.34"),
        (date(2026, 5, 1), "10000.00", "50.04"),
    ],
)
def test_everything_is_paid_with_interest_to_the_day(loan: Loan, on: date, principal: str, interest: str) -> None:
    asked = payoff(loan, on=on).total
    repayment = end(loan, on)
    assert (repayment.kind, repayment.amount) == ("early", asked)
    assert (repayment.principal, repayment.interest) == (eur(principal), eur(interest))
    assert stands(loan) == ("closed", on)
    assert {code.split("-")[0] for code in holds(loan)} <= {"512", "4551"}
    assert breaches() == []


def test_a_receipt_told_later_costs_interest_to_its_own_day_and_not_to_the_day_it_is_told(loan: Loan) -> None:
    """The worker has recognised two instalments since; both are taken back."""
    told_on = date(2026, 4, 20)
    recognise(loan, told_on)
    pay(loan, "3350.01", FIRST, told_on=told_on)
    repayment = end(loan, date(2026, 3, 1), told_on=told_on)
    assert (repayment.principal, repayment.interest) == (eur("6674.99"), eur("8.34"))
    assert stands(loan) == ("closed", date(2026, 3, 1))
    running = InterestAccrual.objects.filter(loan=loan, reversed_on__isnull=True).order_by("instalment_number")
    assert [(each.instalment_number, each.amount) for each in running] == [(1, eur(25)), (2, eur("8.34"))]
    assert {code.split("-")[0] for code in holds(loan)} <= {"512", "4551"}
    assert breaches() == []


def test_an_instalment_paid_ahead_keeps_its_interest_and_no_more_is_asked(loan: Loan) -> None:
    pay(loan, "3350.01", date(2026, 2, 1))
    assert end(loan, date(2026, 2, 10)).amount == eur("6674.99")
    assert stands(loan) == ("closed", date(2026, 2, 10))
    assert breaches() == []


def test_after_a_partial_and_late_payment_what_is_overdue_is_paid_too(loan: Loan) -> None:
    pay(loan, "1000.00", date(2026, 2, 20))
    quote = payoff(loan, on=date(2026, 3, 1))
    assert (quote.overdue, quote.principal, quote.interest) == (eur("2350.01"), eur("6674.99"), eur("8.34"))
    assert end(loan, date(2026, 3, 1)).amount == eur("9033.34")
    assert breaches() == []


def test_the_schedule_ends_on_that_day_and_the_versions_before_stay(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    end(loan, date(2026, 3, 1))
    rows = [(row.number, row.due_on, row.principal, row.interest) for row in instalments_of(loan)]
    assert rows == [
        (1, FIRST, eur("3325.01"), eur("25.00")),
        (2, date(2026, 3, 1), eur("6674.99"), eur("8.34")),
    ]
    assert list(loan.schedules.values_list("version", "reason")) == [(1, "disbursement"), (2, "early_repayment")]
