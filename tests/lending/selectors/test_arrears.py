"""How late loans are on any day: by the schedule and the receipts of that day."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from lending.domain.arrears import AgeBand
from lending.models import Loan
from lending.selectors.arrears import days_past_due, fund_arrears, in_band, late_loan, with_oldest_unpaid
from tests.factories import eur, make_active_loan, make_member
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import FIRST, SECOND, THIRD, end, make_story, pay, undo

pytestmark = pytest.mark.django_db


def told(loan: Loan, on: date) -> tuple[int, str, str]:
    """Days past due, what is late, principal outstanding."""
    line = late_loan(loan, on=on)
    return line.arrears.days_past_due, str(line.overdue.amount), str(line.outstanding.amount)


def test_a_loan_is_late_from_the_day_after_and_older_each_day(kept: Kept) -> None:
    loan = kept(make_story)
    assert told(loan, FIRST) == (0, "0.00", "10000.00")
    assert told(loan, date(2026, 2, 16)) == (1, "3350.01", "10000.00")
    assert told(loan, SECOND) == (28, "3350.01", "10000.00")
    assert told(loan, date(2026, 3, 16)) == (29, "6700.02", "10000.00")


def test_a_day_of_the_past_is_told_by_what_had_been_received_then(kept: Kept) -> None:
    loan = kept(make_story)
    pay(loan, "3000.00", date(2026, 2, 20))
    assert told(loan, date(2026, 2, 19)) == (4, "3350.01", "10000.00")
    assert told(loan, date(2026, 2, 20)) == (5, "350.01", "7025.00")


def test_what_bounced_later_had_been_received(kept: Kept) -> None:
    loan = kept(make_story)
    undo(pay(loan, "3350.01", FIRST), date(2026, 2, 20))
    assert told(loan, date(2026, 2, 19)) == (0, "0.00", "6674.99")
    assert told(loan, date(2026, 2, 20)) == (5, "3350.01", "10000.00")


def test_what_came_after_a_receipt_that_bounced_had_paid_what_it_did_then(kept: Kept) -> None:
    loan = kept(make_story)
    bounced = pay(loan, "3350.01", FIRST)
    pay(loan, "3350.01", SECOND)
    known = {day: told(loan, day) for day in (FIRST, date(2026, 3, 1), SECOND, date(2026, 3, 20))}
    undo(bounced, date(2026, 4, 1))
    assert {day: told(loan, day) for day in known} == known
    assert known[date(2026, 3, 20)] == (0, "0.00", "3341.67")
    assert [line.loan for line in fund_arrears(loan.fund, on=date(2026, 3, 20)).lines] == []
    # From the day on which it bounced, the receipt that stands pays all interest due, then the oldest principal.
    assert told(loan, date(2026, 4, 1)) == (45, "3350.01", "6691.68")


def test_an_early_repayment_does_not_change_what_was_late_before_it(kept: Kept) -> None:
    loan = kept(make_story)
    end(loan, date(2026, 3, 1))
    assert told(loan, date(2026, 2, 28)) == (13, "3350.01", "10000.00")
    assert told(loan, date(2026, 3, 1)) == (0, "0.00", "0.00")


def test_amounts_of_a_loan_have_each_its_age(kept: Kept) -> None:
    loan = kept(make_story)
    bands = {band: str(amount.amount) for band, amount in late_loan(loan, on=date(2026, 4, 16)).by_band.items()}
    assert bands == {
        AgeBand.NOT_DUE: "0.00",
        AgeBand.DAYS_1_30: "3350.02",
        AgeBand.DAYS_31_60: "6700.02",
        AgeBand.DAYS_61_90: "0.00",
        AgeBand.OVER_90: "0.00",
    }  # 3 350.02 of April is 1 day old, 3 350.01 of March 32, 3 350.01 of February 60


def test_a_funds_arrears_are_summed_the_oldest_first(
    django_assert_num_queries: DjangoAssertNumQueries, kept: Kept
) -> None:
    loan = kept(make_story)
    fund = loan.fund
    other = make_active_loan(make_member(fund), amount=eur(1_000), disbursed_on=date(2026, 2, 1), instalments=1)
    in_time = make_active_loan(make_member(fund), amount=eur(2_000), disbursed_on=date(2026, 3, 1), instalments=1)
    with django_assert_num_queries(1):
        found = fund_arrears(fund, on=date(2026, 3, 20))
        lines = [(line.loan, line.loan.membership.cooperative.name) for line in found.lines]
    assert [one for one, _ in lines] == [loan, other]
    assert in_time not in [one for one, _ in lines]
    assert (found.overdue, found.outstanding, found.at_risk) == (eur("7702.52"), eur("13000.00"), eur("10000.00"))
    assert str(found.par30) == "0.769231"
    assert found.by_band[AgeBand.DAYS_31_60] == eur("3350.01")


def test_loans_are_found_by_the_age_of_their_oldest_amount(kept: Kept) -> None:
    loan = kept(make_story)
    loans = Loan.objects.filter(fund=loan.fund)

    def bands(on: date) -> list[str]:
        return [str(band) for band in AgeBand if in_band(with_oldest_unpaid(loans, on=on), band, on=on)]

    ages = {0: "not_due", 1: "1-30", 30: "1-30", 31: "31-60", 60: "31-60", 61: "61-90", 90: "61-90", 91: "over_90"}
    assert {age: bands(FIRST + timedelta(days=age)) for age in ages} == {age: [band] for age, band in ages.items()}
    on = THIRD
    assert [days_past_due(one.oldest_unpaid, on=on) for one in with_oldest_unpaid(loans, on=on)] == [59]
