"""A fund that books interest every day: once a day, made up when missed, and to the cent by each due date."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from djmoney.money import Money

from ledger.selectors.balances import balances
from ledger.selectors.checks import Breach
from ledger.selectors.entries import journal
from ledger.services.periods import close_period, open_period
from lending.domain.fund_errors import NotAllowed
from lending.models import Event, Fund, FundPolicy, Instalment, InterestAccrual, Loan, Participation
from lending.selectors.accruals import running_interest
from lending.selectors.clock import database_now
from lending.selectors.instalments import instalments_of
from lending.services.change_accrual import change_accrual
from lending.services.recognise_interest import recognise_range
from lending.services.store_schedule import add_version, copy_of
from tests.factories import (
    eur,
    make_active_loan,
    make_agreed_loan,
    make_fund,
    make_member,
    make_product,
    manager_of,
    treasurer_of,
)
from tests.fixtures.kept import Kept, rolled_back
from tests.lending.services.loan_stories import (
    FIRST,
    SECOND,
    THIRD,
    breaches,
    end,
    holds,
    legs_of,
    make_parties,
    pay,
    recognise,
    recognise_all,
    stands,
    undo,
)
from workers.tasks import recognise_interest as worker

pytestmark = pytest.mark.django_db
METHODS = ("equal_instalments", "equal_principal", "interest_only", "bullet")
DAY_COUNTS = (
    "equal_periods", "30/360-US", "30E/360", "30E/360-ISDA", "ACT/360", "ACT/365F", "ACT/ACT-ISDA", "ACT/ACT-ICMA",
    "ACT/ACT-AFB",
)  # fmt: skip


def daily_story(custody: str = "fund", **terms: object) -> Loan:
    """The loan of `loan_stories`, in a fund that books interest every day."""
    fund = make_fund(custody=custody, accrual="daily")
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    if terms:
        make_product(fund, **terms)
    return make_active_loan(make_member(fund))


def runs(loan: Loan, *, on: date) -> Money:
    """Interest that has run and is not due."""
    return running_interest(loan, instalments_of(loan), on=on)


def standing(loan: Loan) -> list[tuple[int, date, str]]:
    """Instalment, day and amount of what stands recognised."""
    rows = InterestAccrual.objects.filter(loan=loan, reversed_on__isnull=True)
    return [(row.instalment_number, row.accrued_on, f"{row.amount.amount}") for row in rows]


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(daily_story, request.param)


def test_each_day_is_recognised_once_whatever_runs_twice(loan: Loan) -> None:
    for day in (15, 16, 16, 17, 18):
        recognise(loan, date(2026, 1, day))
    # 25.00 over 31 nights: 0.806… each; the third day brings the total to 2.42.
    assert standing(loan) == [
        (1, date(2026, 1, 16), "0.81"),
        (1, date(2026, 1, 17), "0.80"),
        (1, date(2026, 1, 18), "0.81"),
    ]
    assert legs_of(loan) == [("6000.00", "1.45", "0.00"), ("4000.00", "0.97", "0.00")]
    held = holds(loan)
    assert (held["27684-1"], held["4558-001"], held["4558-002"]) == ("2.42", "1.45", "0.97")
    assert breaches() == []


def test_days_that_were_missed_are_made_up_each_in_its_month(loan: Loan) -> None:
    recognise(loan, date(2026, 3, 2))
    assert standing(loan) == [
        (1, date(2026, 1, 31), "12.90"),
        (1, FIRST, "12.10"),
        (2, date(2026, 2, 28), "7.75"),
        (2, date(2026, 3, 2), "1.19"),
    ]
    assert breaches() == []


def test_day_by_day_each_due_date_has_the_cents_of_the_schedule_and_of_each_lender(loan: Loan) -> None:
    day, due = date(2026, 1, 15), {}
    while day < THIRD:
        day += timedelta(1)
        recognise(loan, day)
        if day in (FIRST, SECOND, THIRD):
            due[day] = [leg[1] for leg in legs_of(loan)]
    assert due == {FIRST: ["15.00", "10.00"], SECOND: ["25.01", "16.68"], THIRD: ["30.02", "20.02"]}
    assert InterestAccrual.objects.filter(loan=loan).count() == 90
    # Nothing runs after the last due date.
    recognise(loan, THIRD + timedelta(30))
    assert InterestAccrual.objects.filter(loan=loan).count() == 90
    assert breaches() == []


@pytest.mark.parametrize("method", METHODS)
def test_books_and_schedule_agree_on_each_due_date_by_every_method_and_day_count(method: str, kept: Kept) -> None:
    borrower = kept(make_parties, accrual="daily")
    for day_count in DAY_COUNTS:
        with rolled_back():
            terms = {"repayment": method, "day_count": day_count, "annual_rate": Decimal("0.0437")}
            loan = make_active_loan(borrower, product=make_product(borrower.fund, **terms))
            rows = list(Instalment.objects.filter(schedule__loan=loan).order_by("number"))
            for row in rows:
                before = sum((each.interest for each in rows if each.due_on < row.due_on), eur(0))
                recognise(loan, row.due_on - timedelta(1))
                yesterday = balances(book=loan.fund.book)["27684-1"]
                assert before <= yesterday <= before + row.interest
                recognise(loan, row.due_on)
                held = balances(book=loan.fund.book)
                assert held["27684-1"] == before + row.interest, (day_count, row.due_on)
                assert held["4558-001"] + held["4558-002"] == before + row.interest
            assert breaches() == []


def test_a_receipt_pays_what_is_due_and_leaves_what_only_runs(loan: Loan) -> None:
    recognise(loan, date(2026, 2, 20))
    pay(loan, "3350.01", date(2026, 2, 20))
    # 16.69 over 28 nights, five of them.
    assert legs_of(loan) == [("4004.99", "1.79", "15.00"), ("2670.00", "1.19", "10.00")]
    assert breaches() == []


def test_an_instalment_paid_ahead_has_all_its_interest_and_runs_no_more(loan: Loan) -> None:
    recognise(loan, date(2026, 1, 31))
    paid = pay(loan, "3350.01", date(2026, 2, 1))
    for day in (date(2026, 2, 2), FIRST):
        recognise(loan, day)
    assert standing(loan) == [
        (1, date(2026, 1, 31), "12.90"), (1, date(2026, 2, 1), "0.81"), (1, date(2026, 2, 1), "11.29"),
    ]  # fmt: skip
    assert breaches() == []
    undo(paid, date(2026, 2, 20))
    recognise(loan, date(2026, 2, 20))
    assert standing(loan)[1:] == [
        (1, date(2026, 2, 1), "0.81"), (1, FIRST, "11.29"), (2, date(2026, 2, 20), "2.98"),
    ]  # fmt: skip
    assert breaches() == []


@pytest.mark.parametrize("day_count", ["equal_periods", "30E/360"])
def test_after_an_early_repayment_nothing_more_runs_and_what_ran_is_what_was_paid(day_count: str, kept: Kept) -> None:
    loan = kept(daily_story, repayment="equal_instalments", day_count=day_count, annual_rate=Decimal("0.03"))
    pay(loan, "3350.01", FIRST)
    recognise(loan, date(2026, 3, 1))
    booked = balances(book=loan.fund.book)["27684-1"]
    paid = end(loan, date(2026, 3, 1))
    # By 30E/360 the payoff counts sixteen nights of thirty; day by day, fourteen of twenty-eight had run.
    assert (booked, paid.interest) == {
        "equal_periods": (eur("8.34"), eur("8.34")), "30E/360": (eur("8.34"), eur("8.90")),
    }[day_count]  # fmt: skip
    assert {code.split("-")[0] for code in holds(loan)} <= {"512", "4551"}
    assert breaches() == []
    recognise(loan, date(2026, 6, 1))
    undo(paid, date(2026, 3, 3))
    recognise(loan, date(2026, 3, 3))
    assert breaches() == []
    assert stands(loan)[0] == "active"


def test_a_receipt_told_late_takes_back_the_days_since_and_counts_them_again(loan: Loan) -> None:
    recognise(loan, date(2026, 3, 20))
    paid = end(loan, date(2026, 2, 1), told_on=date(2026, 3, 20))
    assert paid.interest == eur("13.71")
    assert {code.split("-")[0] for code in holds(loan)} <= {"512", "4551"}
    assert breaches() == []


def test_by_a_later_schedule_what_ran_too_much_is_taken_back_by_a_mirror_entry(loan: Loan) -> None:
    for day in range(16, 25):
        recognise(loan, date(2026, 1, day))
    before = InterestAccrual.objects.filter(loan=loan).count()
    schedule = add_version(loan, reason="reschedule", effective_on=date(2026, 1, 24))
    rows = [copy_of(row, schedule) for row in loan.schedules.get(version=1).instalments.all()]
    rows[0].interest, rows[0].why = eur("5.00"), {}
    Instalment.objects.bulk_create(rows)
    assert [name for name, _breach in breaches()] == ["interest-follows-the-schedule"]
    recognise(loan, date(2026, 1, 25))
    assert standing(loan) == []
    assert InterestAccrual.objects.filter(loan=loan, reversed_on=date(2026, 1, 25)).count() == before == 9
    assert "27684-1" not in holds(loan)
    recognise(loan, FIRST)
    assert standing(loan) == [(1, FIRST, "5.00")]
    assert breaches() == []


def test_nothing_runs_on_a_loan_that_is_not_paid_out_has_lapsed_or_is_closed(loan: Loan) -> None:
    agreed = make_agreed_loan(make_member(loan.fund))
    end(loan, date(2026, 1, 20))
    rows = InterestAccrual.objects.count()
    recognise_all(date(2026, 6, 1))
    for each in (agreed, loan):
        recognise(each, date(2026, 6, 1))
    Loan.objects.filter(pk=agreed.pk).update(state=Loan.State.LAPSED)
    recognise(agreed, date(2026, 6, 1))
    assert InterestAccrual.objects.count() == rows


def test_a_fund_goes_over_to_daily_accrual_and_back_and_nothing_is_counted_twice(loan: Loan) -> None:
    def policy(accrual: str) -> None:
        change_accrual(fund=loan.fund, accrual=accrual, acting_person=treasurer_of(loan.fund), now=database_now())

    recognise(loan, date(2026, 1, 25))
    policy("at_due_date")
    recognise(loan, date(2026, 2, 10))
    assert standing(loan) == [(1, date(2026, 1, 25), "8.06")]
    recognise(loan, FIRST)
    assert standing(loan)[1:] == [(1, FIRST, "16.94")]
    recognise(loan, date(2026, 2, 20))
    policy("daily")
    recognise(loan, date(2026, 2, 20))
    assert standing(loan)[2:] == [(2, date(2026, 2, 20), "2.98")]
    assert breaches() == []


def test_interest_that_has_run_is_told_whenever_it_is_booked(loan: Loan) -> None:
    assert runs(loan, on=date(2026, 1, 31)) == eur("12.90")
    recognise(loan, date(2026, 1, 31))
    assert runs(loan, on=date(2026, 1, 31)) == eur("12.90")
    pay(loan, "3350.01", date(2026, 2, 1))
    assert runs(loan, on=date(2026, 2, 10)) == eur(0)
    assert runs(loan, on=date(2026, 3, 1)) == eur("8.34")


def test_a_split_that_is_not_the_amount_is_found(kept: Kept) -> None:
    loan = kept(daily_story)
    recognise(loan, date(2026, 1, 16))
    row = InterestAccrual.objects.get()
    row.sharing["legs"]["1"][1] += 1
    row.save(update_fields=["sharing"])
    fault = Breach(loan.fund.book, f"recognition {row.pk} of loan 1", "its legs have 82 minor units of 81")
    assert breaches() == [("interest-follows-the-schedule", fault)]


def test_legs_are_what_their_rows_say(kept: Kept) -> None:
    loan = kept(daily_story)
    for day in range(16, 32):
        recognise(loan, date(2026, 1, day))
    rows = InterestAccrual.objects.filter(loan=loan)
    for leg in Participation.objects.filter(loan=loan):
        assert leg.interest_due == eur(sum(row.sharing["legs"][str(leg.leg)][1] for row in rows) / Decimal(100))


def ledger_calls(fund: Fund, loan_ids: list[UUID], today: date) -> int:
    """How often the ledger is called by a worker's range."""
    calls = []

    def watch(execute: Callable[..., object], sql: str, *rest: object) -> object:
        calls.append("FROM ledger_post(" in sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        recognise_range(fund=fund, loan_ids=loan_ids, today=today)
    return sum(calls)


def test_a_range_of_loans_is_one_call_of_the_ledger_and_as_many_queries_for_one_loan_as_for_three() -> None:
    counts = []
    for number in (1, 3):
        first = daily_story()
        loans = [first, *(make_active_loan(make_member(first.fund)) for _ in range(number - 1))]
        ids = [loan.pk for loan in loans]
        with CaptureQueriesContext(connection) as queries:
            recognise_range(fund=first.fund, loan_ids=ids, today=date(2026, 3, 2))
        counts.append(len(queries))
        assert ledger_calls(first.fund, ids, date(2026, 3, 3)) == 1
        assert ledger_calls(first.fund, ids, date(2026, 3, 3)) == 0
        for loan in loans:
            assert [on for _number, on, _amount in standing(loan)] == [
                date(2026, 1, 31), FIRST, date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 3),
            ]  # fmt: skip
    assert counts[0] == counts[1]
    assert breaches() == []


def test_a_loan_that_is_refused_holds_up_no_other(kept: Kept) -> None:
    """A worker does the range at once, and each by itself where that is refused."""
    bad = kept(daily_story)
    good = make_active_loan(make_member(bad.fund))
    Loan.objects.filter(pk=bad.pk).update(number=77)  # an account nobody opened
    with pytest.raises(ExceptionGroup):
        worker(str(bad.fund_id), [str(bad.pk), str(good.pk)], "2026-01-16")
    assert (standing(bad), standing(good)) == ([], [(1, date(2026, 1, 16), "0.81")])


def test_a_month_that_is_closed_has_its_interest_dated_on_the_day_it_is_booked(loan: Loan) -> None:
    january = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 1, 31)}
    open_period(book=loan.fund.book, **january)
    close_period(book=loan.fund.book, **january)
    recognise_range(fund=loan.fund, loan_ids=[loan.pk], today=date(2026, 2, 3))
    assert standing(loan) == [(1, date(2026, 1, 31), "12.90"), (1, date(2026, 2, 3), "2.42")]
    days = {entry.effective_on for entry in journal(book=loan.fund.book) if entry.kind == "accrual"}
    assert days == {date(2026, 2, 3)}
    assert breaches() == []


def test_a_treasurer_says_when_interest_is_booked_and_nobody_else(loan: Loan) -> None:
    now, treasurer = database_now(), treasurer_of(loan.fund)
    with pytest.raises(NotAllowed):
        change_accrual(fund=loan.fund, accrual="at_due_date", acting_person=manager_of(loan.membership), now=now)
    for _ in range(2):
        policy = change_accrual(fund=loan.fund, accrual="at_due_date", acting_person=treasurer, now=now)
    assert (policy.version, policy.accrual, policy.max_per_borrower) == (2, "at_due_date", eur(200_000))
    assert FundPolicy.objects.filter(fund=loan.fund).count() == 2
    event = Event.objects.get(kind="change_accrual")
    assert (event.before, event.after) == ({"accrual": "daily"}, {"accrual": "at_due_date", "version": 2})
