"""The queue of a fund, read from its rows and its books."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lending.domain.late_payers import LatePayers
from lending.models import Membership, Placement, Withdrawal
from lending.selectors.withdrawal_queue import waiting_before, withdrawal_queue
from lending.services.withdraw_placement import give_notice
from tests.factories import eur, make_active_loan, make_agreed_loan, make_fund, make_member, treasurer_of
from tests.lending.services.loan_stories import FIRST, SECOND, THIRD, at_noon, make_story, pay

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 2)


def ask(placement: Placement, amount: str, on: date = TODAY) -> Withdrawal:
    treasurer = treasurer_of(placement.fund)
    return give_notice(
        placement=placement, amount=eur(amount), requested_on=on, acting_person=treasurer, now=at_noon(on)
    )


def told(fund, today=TODAY, **options):
    return [
        (one.position, one.stage, one.payable_from, one.missing)
        for one in withdrawal_queue(fund, today=today, **options)
    ]


def lenders(fund) -> list[Membership]:
    return list(Membership.objects.filter(fund=fund, placements__isnull=False).order_by("number"))


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_what_is_lent_comes_back_by_the_schedule_and_the_withdrawal_with_it(custody):
    # 60 000 and 40 000 placed, 6 000 and 4 000 of it lent: back 1 995,01, 1 999,99 and 2 005,00 to the first.
    loan = make_story(custody)
    placement = Placement.objects.get(amount=eur(60_000))
    ask(placement, "54000.00")
    ask(placement, "1995.02")
    assert told(loan.fund) == [(1, "payable", TODAY, eur(0)), (2, "cash", SECOND, eur("1995.02"))]
    late = LatePayers(Fraction(1, 10), days=30)
    assert told(loan.fund, late=late)[1] == (2, "cash", SECOND, eur("1995.02"))
    pay(loan, "3350.01", FIRST)
    # 15,00 of interest came with the principal; 1 995,01 + 15,00 cover it.
    assert told(loan.fund, FIRST)[1] == (2, "turn", FIRST, eur(0))


def test_what_is_reserved_has_no_day():
    fund = make_fund()
    make_member(fund, placed=eur(10_000))
    make_agreed_loan(make_member(fund), amount=eur(8_000))
    ask(Placement.objects.get(), "2000.01")
    assert told(fund) == [(1, "cash", None, eur("0.01"))]


def test_a_notice_that_runs_is_said_so():
    member = make_member(make_fund(), placed=eur(100))
    Placement.objects.update(notice_days=30)
    ask(Placement.objects.get(), "100")
    assert told(member.fund) == [(1, "notice", date(2026, 3, 4), eur(0))]


def test_another_members_withdrawal_is_neither_before_nor_after():
    fund = make_fund()
    for _ in range(2):
        make_member(fund, placed=eur(100))
    one, other = (ask(placement, "100") for placement in Placement.objects.order_by("pk"))
    assert told(fund) == [(1, "payable", TODAY, eur(0))] * 2
    assert not waiting_before(other).exists()
    own = Withdrawal.objects.filter(pk=one.pk)
    assert [queued.withdrawal for queued in withdrawal_queue(fund, today=TODAY, withdrawals=own)] == [one]


def test_the_queue_is_read_by_as_many_queries_for_three_as_for_one():
    counts = []
    for rows in (1, 3):
        fund = make_fund()
        for _ in range(rows):
            make_member(fund, placed=eur(10_000))
            make_active_loan(make_member(fund), amount=eur(1_000))
        for placement in fund.placements.all():
            ask(placement, "10000")
        with CaptureQueriesContext(connection) as queries:
            assert len(withdrawal_queue(fund, today=THIRD)) == rows
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7
