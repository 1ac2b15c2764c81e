"""Interest booked by the day on loans whose schedule changes, whose lenders change, and that are called in."""

from datetime import date

import pytest

from lending.models import Loan
from tests.factories import eur
from tests.fixtures.kept import Kept
from tests.lending.services.change_stories import HOLIDAY, adopt, put_in_force
from tests.lending.services.default_stories import call_in, recover, take_back, write_off
from tests.lending.services.loan_stories import FIRST, breaches, end, holds, legs_of, pay, recognise, stands, undo
from tests.lending.services.test_daily_accrual import METHODS, daily_story
from tests.lending.services.transfer_stories import make_buyer, transfer

pytestmark = pytest.mark.django_db
IN_MARCH = date(2026, 3, 11)


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    """Lent 6 000 / 4 000; 3 350.01 € were paid on the first due date: 6 674.99 € are left, 16.69 € of interest next."""
    loan = kept(daily_story, request.param)
    pay(loan, "3350.01", FIRST)
    return loan


def nothing_is_owed(loan: Loan) -> bool:
    """Only cash and what members have available is left."""
    return {code.split("-")[0] for code in holds(loan)} <= {"512", "4551"}


def test_what_a_pause_brought_to_a_later_instalment_is_recognised_once_when_the_loan_ends(loan: Loan) -> None:
    """Of 28 days 24 had run, under the number of the third instalment; the schedule ends with the second."""
    put_in_force(adopt(loan, HOLIDAY, periods=1, moved="principal_and_interest"))
    recognise(loan, date(2026, 3, 10))
    before = legs_of(loan)
    paid = end(loan, IN_MARCH)
    assert paid.interest == eur("14.30")
    assert (breaches(), nothing_is_owed(loan), stands(loan)[0]) == ([], True, "closed")
    undo(paid, IN_MARCH)
    recognise(loan, date(2026, 3, 10))
    assert (breaches(), legs_of(loan)) == ([], before)


@pytest.mark.parametrize("method", METHODS)
def test_a_loan_by_any_method_ends_early_with_the_interest_of_its_days(method: str, kept: Kept) -> None:
    loan = kept(daily_story, repayment=method)
    recognise(loan, date(2026, 2, 1))
    paid = end(loan, date(2026, 2, 1))
    # 17 nights of 31 of a month's 25.00 €; of a bullet's 75.00 €, 17 of the 90 of its only period.
    assert paid.interest == eur("14.17" if method == "bullet" else "13.71")
    assert (breaches(), nothing_is_owed(loan)) == ([], True)
    undo(paid, date(2026, 2, 3))
    recognise(loan, date(2026, 2, 3))
    assert (breaches(), stands(loan)[0]) == ([], "active")


def test_a_loan_that_changed_hands_is_called_in_and_the_calling_in_is_taken_back(loan: Loan) -> None:
    transfer(loan, make_buyer(loan), "4004.99", date(2026, 2, 28))
    recognise(loan, date(2026, 3, 20))
    before = legs_of(loan)
    call_in(loan, date(2026, 3, 20), notice_on=date(2026, 3, 18))
    # 16.69 € fell due on the 15th; five days of 31 of 8.35 € are 1.35 €: all of it is for who lends on its day.
    assert legs_of(loan) == [("0.00", "4.65", "15.00"), ("2670.00", "7.22", "10.00"), ("4004.99", "6.17", "0.00")]
    assert breaches() == []
    pay(loan, "100.00", date(2026, 3, 21))
    take_back(loan, date(2026, 3, 25))
    assert breaches() == []
    undo(loan.repayments.get(received_on=date(2026, 3, 21), reversed_on__isnull=True), date(2026, 3, 25))
    assert breaches() == []
    pay(loan, "16.69", date(2026, 3, 26))
    assert [leg[0] for leg in legs_of(loan)] == [leg[0] for leg in before]
    assert breaches() == []


def test_a_loss_and_what_is_recovered_of_it_are_whose_days_they_were(loan: Loan) -> None:
    transfer(loan, make_buyer(loan), "4004.99", date(2026, 2, 28))
    call_in(loan, date(2026, 3, 20), notice_on=date(2026, 3, 18))
    write_off(loan, date(2026, 4, 1))
    recover(loan, "6674.99", date(2026, 5, 1))
    recover(loan, "18.04", date(2026, 5, 2))
    legs = loan.participations.order_by("leg")
    assert [(f"{leg.recovered.amount}", f"{leg.interest_recovered.amount}") for leg in legs] == [
        ("0.00", "4.65"), ("2670.00", "7.22"), ("4004.99", "6.17"),
    ]  # fmt: skip
    assert (breaches(), nothing_is_owed(loan)) == ([], True)
