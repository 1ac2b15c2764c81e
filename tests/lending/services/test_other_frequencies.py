"""Loans that are not repaid each month, from the request to the last cent: a quarterly one, a weekly one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lending.models import FundPolicy, Loan, Membership
from lending.selectors.clock import database_now
from lending.selectors.exposure import term_months
from lending.selectors.instalments import instalments_of
from lending.services.mark_arrears import mark_arrears
from lending.services.offer_product import offer_product
from tests.factories import (
    eur,
    make_active_loan,
    make_draft,
    make_fund,
    make_member,
    make_product,
    treasurer_of,
)
from tests.lending.services.loan_stories import at_noon, breaches, holds, pay, recognise, stands

pytestmark = pytest.mark.django_db
START = date(2026, 1, 31)


def make_borrower() -> Membership:
    fund = make_fund(accrual=FundPolicy.Accrual.DAILY)
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    return make_member(fund)


def make_loan(borrower: Membership, *, instalments: int, **schedule: object) -> Loan:
    """Offered by its treasurer, asked for, voted, agreed and paid out."""
    product = offer_product(
        fund=borrower.fund, name="Prêt", repayment=str(schedule.pop("repayment")), annual_rate=Decimal("0.04"),
        min_amount=eur(100), max_amount=eur(50_000), max_instalments=52,
        acting_person=treasurer_of(borrower.fund), now=database_now(), **schedule,
    )  # fmt: skip
    return make_active_loan(
        borrower, product=product, amount=eur(10_000), instalments=instalments, start_on=START, disbursed_on=START
    )


def rows_of(loan: Loan) -> list[tuple[str, str, str]]:
    return [(str(row.due_on), str(row.principal.amount), str(row.interest.amount)) for row in instalments_of(loan)]


def repay_in_time(loan: Loan) -> None:
    """Each instalment on its day, the interest of every day before it in the books."""
    for row in instalments_of(loan):
        recognise(loan, row.due_on)
        assert breaches() == []
        pay(loan, str(row.principal.amount + row.interest.amount), row.due_on)
        assert breaches() == []


def test_a_quarterly_loan_by_days_over_365_on_target_days_is_repaid_to_zero() -> None:
    loan = make_loan(
        make_borrower(), instalments=4, repayment="equal_instalments", every_count=3, every_unit="months",
        day_count="ACT/365F", business_day="modified_following", calendar="TARGET",
        rounding={"mode": "half_even", "interest": "cumulative"},
    )  # fmt: skip
    assert rows_of(loan) == [
        ("2026-04-30", "2464.76", "97.53"),  # 10 000 × 4 % × 89/365
        ("2026-07-31", "2486.31", "75.98"),  # 75.9726, and what the cent before left: 173.51 − 97.53
        ("2026-10-30", "2511.94", "50.35"),  # the 31st is a Saturday, the Monday after it another month
        ("2027-01-29", "2536.99", "25.30"),  # the 31st is a Sunday
    ]
    assert term_months(loan.request_version) == 12
    repay_in_time(loan)
    assert stands(loan) == ("closed", date(2027, 1, 29))
    # Everything is back with the lenders, and 249.16 of interest: nothing is left on the loan, nor due.
    assert holds(loan) == {"4551-001": "60149.50", "4551-002": "40099.66", "512": "100249.16"}


def test_a_weekly_loan_in_equal_parts_of_principal_is_repaid_to_zero() -> None:
    loan = make_loan(
        make_borrower(), instalments=5, repayment="equal_principal", every_unit="weeks", day_count="30E/360",
        business_day="following", calendar="FR",
    )  # fmt: skip
    assert rows_of(loan) == [
        ("2026-02-09", "2000.00", "10.00"),  # the 7th is a Saturday: 10 000 × 4 % × 9/360
        ("2026-02-16", "2000.00", "6.22"),
        ("2026-02-23", "2000.00", "4.67"),
        ("2026-03-02", "2000.00", "4.00"),  # February has 30 days: 4 000 × 4 % × 9/360
        ("2026-03-09", "2000.00", "1.56"),
    ]
    assert term_months(loan.request_version) == 2
    repay_in_time(loan)
    assert stands(loan) == ("closed", date(2026, 3, 9))
    assert holds(loan) == {"4551-001": "60015.87", "4551-002": "40010.58", "512": "100026.45"}


def test_a_weekly_loan_is_late_from_the_day_after_its_week() -> None:
    loan = make_loan(make_borrower(), instalments=5, repayment="bullet", every_unit="weeks")
    due_on = START + timedelta(weeks=5)
    assert [row.due_on for row in instalments_of(loan)] == [due_on]
    mark_arrears(loan_id=loan.pk, today=due_on, now=at_noon(due_on))
    assert stands(loan)[0] == "active"
    late = due_on + timedelta(days=1)
    mark_arrears(loan_id=loan.pk, today=late, now=at_noon(late))
    assert stands(loan)[0] == "in_arrears"


@pytest.mark.parametrize(
    ("unit", "count", "periods", "months"),
    [
        ("weeks", 1, 4, 1),        # 28 February: not yet a month after 31 January
        ("weeks", 1, 5, 2),
        ("weeks", 2, 26, 12),      # 364 days: 30 January of the next year
        ("weeks", 3, 52, 36),      # 1 092 days: until 27 January 2029, in the last month before three years
        ("days", 1, 28, 1),
        ("days", 30, 36, 36),      # 1 080 days: until 15 January 2029
        ("days", 7, 52, 12),
        ("months", 3, 12, 36),
        ("years", 1, 3, 36),
        ("years", 1, 2, 24),
    ],
)  # fmt: skip
def test_the_term_counts_months_begun_by_the_calendar_whatever_the_period(
    unit: str, count: int, periods: int, months: int
) -> None:
    borrower = make_member(make_fund())
    product = make_product(borrower.fund, every_unit=unit, every_count=count, max_instalments=60)
    draft = make_draft(borrower, product=product, instalments=periods, start_on=START)
    assert term_months(draft.current) == months
