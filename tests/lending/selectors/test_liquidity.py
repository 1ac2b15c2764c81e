"""A fund's cash to come, read from its rows and its books."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lending.models import Placement
from lending.selectors.liquidity import liquidity
from lending.services.withdraw_placement import give_notice
from tests.factories import (
    eur,
    make_active_loan,
    make_agreed_loan,
    make_approved_request,
    make_fund,
    make_member,
    treasurer_of,
)
from tests.lending.services.loan_stories import FIRST, at_noon, make_story, pay

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 20)


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_a_small_fund_to_the_cent(custody):
    # 100 000 € placed, 10 000 lent of which 3 325,01 and 25,00 of interest came back on 15 February.
    loan = make_story(custody)
    pay(loan, "3350.01", FIRST)
    borrower = loan.membership
    make_agreed_loan(borrower, amount=eur(1_000), start_on=date(2026, 3, 1))
    make_approved_request(borrower, amount=eur(2_000), start_on=date(2026, 4, 1))
    placement = Placement.objects.get(amount=eur(60_000))
    treasurer = treasurer_of(loan.fund)
    give_notice(placement=placement, amount=eur(500), requested_on=TODAY, acting_person=treasurer, now=at_noon(TODAY))
    found = liquidity(loan.fund, on=TODAY, months=2)
    assert [
        (one.start, one.opening_minor, one.principal_minor, one.interest_minor, one.drawdowns_minor, one.notices_minor)
        for one in found.forecast.months
    ] == [
        (date(2026, 2, 20), 9_335_001, 333_332, 1_669, 100_000, 50_000),
        (date(2026, 3, 20), 9_520_002, 334_167, 835, 200_000, 0),
    ]
    assert found.forecast.low_point == (date(2026, 3, 1), 9_185_001)
    assert (found.portfolio.outstanding_minor, found.portfolio.par30) == (667_499, 0)
    assert found.portfolio.average_remaining_days == 54
    # Placed since 1 January: 51 days of the 365 to 20 February.
    assert [(one.interest_minor, one.average_minor, one.rate) for _member, one in found.yields] == [
        (1_500, Fraction(6_000_000 * 51, 365), Fraction(1_500 * 365, 6_000_000 * 51)),
        (1_000, Fraction(4_000_000 * 51, 365), Fraction(1_000 * 365, 4_000_000 * 51)),
    ]


def test_thirty_days_past_due_a_loan_is_at_risk_with_all_it_owes(kept):
    loan = kept(make_story)
    assert liquidity(loan.fund, on=date(2026, 3, 16)).portfolio.par30 == 0
    assert liquidity(loan.fund, on=date(2026, 3, 17)).portfolio.par30 == 1
    assert liquidity(loan.fund, on=date(2026, 3, 17)).portfolio.at_risk_minor == 1_000_000


def test_an_empty_fund_has_nothing_to_come():
    found = liquidity(make_fund(), on=TODAY)
    assert [month.closing_minor for month in found.forecast.months] == [0] * 12
    assert (found.portfolio.par30, found.yields) == (None, ())


def test_it_takes_as_many_queries_for_three_loans_as_for_one():
    counts = []
    for rows in (1, 3):
        fund = make_fund()
        for _ in range(rows):
            make_member(fund, placed=eur(100_000))
            borrower = make_member(fund)
            make_active_loan(borrower)
            make_agreed_loan(borrower)
            make_approved_request(borrower)
        with CaptureQueriesContext(connection) as queries:
            liquidity(fund, on=TODAY)
        counts.append(len(queries))
    assert counts == [14, 14]
