"""Instalments with what was paid of them: of running loans, of the schedule in force, without reversed receipts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from djmoney.money import Money
from pytest_django import DjangoAssertNumQueries

from lending.models import Instalment, Loan, ScheduleVersion
from lending.selectors.instalments import (
    instalments_due,
    instalments_of,
    loans_with_interest_to_recognise,
    overdue_instalments,
)
from lending.services.repay_loan import repay_loan
from lending.services.reverse_repayment import reverse_repayment
from tests import starts
from tests.factories import eur, make_active_loan, make_agreed_loan, make_fund, make_member, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import recognise_all

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH, APRIL = date(2026, 2, 15), date(2026, 3, 15), date(2026, 4, 15)


@pytest.fixture
def loan(kept: Kept) -> Loan:
    return kept(starts.active_loan)


def pay(loan: Loan, amount: Money, day: date) -> object:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return repay_loan(loan=loan, amount=amount, received_on=day, acting_person=treasurer_of(loan.fund), now=now)


def paid(loan: Loan) -> list[tuple[Money, Money]]:
    return [(one.paid_principal, one.paid_interest) for one in instalments_of(loan)]


def test_what_was_paid_stands_beside_each_instalment(loan: Loan) -> None:
    # 3 325,01 + 25,00 € fall due in February.
    pay(loan, eur("1000.00"), FEBRUARY)
    assert paid(loan) == [(eur("975.00"), eur("25.00")), (eur(0), eur(0)), (eur(0), eur(0))]
    pay(loan, eur("2350.01"), FEBRUARY)
    assert paid(loan)[0] == (eur("3325.01"), eur("25.00"))


def test_a_reversed_receipt_has_paid_nothing(loan: Loan) -> None:
    receipt = pay(loan, eur("1000.00"), FEBRUARY)
    reverse_repayment(
        repayment=receipt,
        reversed_on=FEBRUARY,
        reason="chèque sans provision",
        acting_person=treasurer_of(loan.fund),
        now=datetime(2026, 2, 15, 10, tzinfo=UTC),
    )
    assert paid(loan) == [(eur(0), eur(0))] * 3


def test_an_instalment_is_late_from_the_day_after_until_it_is_wholly_paid(loan: Loan) -> None:
    def late(on: date) -> list[int]:
        return [one.number for one in overdue_instalments(loan.fund, on=on)]

    assert (late(FEBRUARY), late(FEBRUARY + timedelta(days=1)), late(date(2026, 4, 16))) == ([], [1], [1, 2, 3])
    pay(loan, eur("3350.00"), FEBRUARY)
    assert late(date(2026, 3, 1)) == [1]
    pay(loan, eur("0.01"), date(2026, 3, 1))
    assert late(date(2026, 3, 1)) == []


def test_the_days_of_a_period_are_both_included(loan: Loan) -> None:
    def due(start: date, end: date) -> list[date]:
        return [one.due_on for one in instalments_due(loan.fund, start=start, end=end)]

    assert due(FEBRUARY, MARCH) == [FEBRUARY, MARCH]
    assert due(FEBRUARY + timedelta(days=1), MARCH - timedelta(days=1)) == []


def test_only_the_last_version_of_a_schedule_counts(loan: Loan) -> None:
    version = ScheduleVersion.objects.create(
        fund=loan.fund, loan=loan, version=2, reason="reschedule", effective_on=FEBRUARY
    )
    Instalment.objects.create(
        fund=loan.fund,
        schedule=version,
        number=1,
        due_on=APRIL,
        principal=eur(10_000),
        interest=eur(75),
        outstanding=eur(0),
    )
    assert [one.due_on for one in instalments_of(loan)] == [APRIL]
    assert [one.due_on for one in overdue_instalments(loan.fund, on=date(2026, 5, 1))] == [APRIL]


def test_loans_that_do_not_run_and_other_funds_are_left_out(loan: Loan) -> None:
    agreed = make_agreed_loan(make_member(loan.fund), agreed_on=date(2026, 1, 15))
    make_active_loan(make_member(make_fund()), disbursed_on=date(2026, 1, 15))
    assert agreed.state == "agreed"
    assert {one.schedule.loan_id for one in overdue_instalments(loan.fund, on=date(2026, 5, 1))} == {loan.pk}
    Loan.objects.filter(pk=loan.pk).update(state="closed")
    assert not overdue_instalments(loan.fund, on=date(2026, 5, 1)).exists()


def test_interest_is_to_be_recognised_until_it_is(loan: Loan) -> None:
    assert list(loans_with_interest_to_recognise(loan.fund, today=FEBRUARY - timedelta(days=1))) == []
    assert list(loans_with_interest_to_recognise(loan.fund, today=FEBRUARY)) == [loan]
    recognise_all(FEBRUARY)
    assert list(loans_with_interest_to_recognise(loan.fund, today=FEBRUARY)) == []
    assert list(loans_with_interest_to_recognise(loan.fund, today=MARCH)) == [loan]


@pytest.mark.parametrize("loan_count", [1, 3])
def test_each_list_makes_one_query_however_many_loans(
    loan_count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fund = make_fund()
    for _ in range(loan_count):
        make_active_loan(make_member(fund), disbursed_on=date(2026, 1, 15))
    with django_assert_num_queries(1):
        late = overdue_instalments(fund, on=date(2026, 5, 1))
        told = [(one.schedule.loan.membership.cooperative.name, one.paid_principal) for one in late]
    assert len(told) == 3 * loan_count
