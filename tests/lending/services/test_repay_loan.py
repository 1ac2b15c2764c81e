"""Receipts on a loan: on time, partial, late, ahead; what each pays, and whose it is."""

from datetime import date
from typing import Any

import pytest
from djmoney.money import Money

from lending.domain.amount_errors import TooManyDecimals, WrongCurrency
from lending.domain.fund_errors import (
    DateInFuture,
    NotAllowed,
    PaymentTooLarge,
    WrongAmount,
    WrongDate,
    WrongState,
)
from lending.models import Event, InterestAccrual, Loan, OutboxMessage, Repayment
from lending.services.mark_arrears import mark_arrears
from lending.services.repay_loan import repay_loan
from tests.factories import eur, make_active_loan, make_fund, make_member, make_person, make_product, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import (
    FIRST,
    SECOND,
    THIRD,
    at_noon,
    breaches,
    end,
    holds,
    legs_of,
    make_story,
    pay,
    recognise,
    stands,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    """The story is the same whoever holds the cash."""
    return kept(make_story, request.param)


def test_the_first_instalment_on_its_day_pays_interest_then_principal_and_is_shared_by_outstanding(loan: Loan) -> None:
    paid = pay(loan, "3350.01", FIRST)
    assert (paid.kind, paid.principal, paid.interest) == ("instalment", eur("3325.01"), eur("25.00"))
    assert [(one.instalment_number, one.principal, one.interest) for one in paid.allocations.all()] == [
        (1, eur("3325.01"), eur("25.00"))
    ]
    assert [(share.principal, share.interest) for share in paid.shares.all()] == [
        (eur("1995.01"), eur("15.00")),
        (eur("1330.00"), eur("10.00")),
    ]
    assert legs_of(loan) == [("4004.99", "0.00", "15.00"), ("2670.00", "0.00", "10.00")]
    assert stands(loan) == ("active", None)
    assert breaches() == []


def test_the_books_after_an_instalment_hold_these_figures(kept: Kept) -> None:
    loan = kept(make_story)
    pay(loan, "3350.01", FIRST)
    assert holds(loan) == {
        "512": "93350.01",
        "2748-1": "6674.99",
        "4551-001": "56010.01",
        "4551-002": "37340.00",
        "4552-001": "4004.99",
        "4552-002": "2670.00",
    }


def test_with_custody_of_the_members_cash_goes_from_and_to_each_lender(kept: Kept) -> None:
    loan = kept(make_story, "members")
    pay(loan, "3350.01", FIRST)
    held = holds(loan)
    assert "512" not in held
    assert (held["512-001"], held["512-002"]) == ("56010.01", "37340.00")


def test_a_loan_repaid_on_every_due_date_is_closed_on_the_last(loan: Loan) -> None:
    for amount, day in [("3350.01", FIRST), ("3350.01", SECOND), ("3350.02", THIRD)]:
        pay(loan, amount, day)
    assert stands(loan) == ("closed", THIRD)
    assert legs_of(loan) == [("0.00", "0.00", "30.02"), ("0.00", "0.00", "20.02")]
    assert breaches() == []


def test_two_partial_payments_make_an_instalment(loan: Loan) -> None:
    first = pay(loan, "20.00", FIRST)
    assert (first.principal, first.interest) == (eur(0), eur(20))
    second = pay(loan, "3330.01", date(2026, 2, 20))
    assert (second.principal, second.interest) == (eur("3325.01"), eur(5))
    assert legs_of(loan) == [("4004.99", "0.00", "15.00"), ("2670.00", "0.00", "10.00")]
    assert breaches() == []


def test_a_late_payment_pays_all_interest_due_before_any_principal(loan: Loan) -> None:
    late = date(2026, 3, 20)
    assert mark_arrears(loan_id=loan.pk, today=late, now=at_noon(late))
    paid = pay(loan, "1000.00", late)
    assert [(one.instalment_number, one.principal, one.interest) for one in paid.allocations.all()] == [
        (1, eur("958.31"), eur("25.00")),
        (2, eur(0), eur("16.69")),
    ]
    assert stands(loan) == ("in_arrears", None)
    pay(loan, "5700.02", date(2026, 3, 21))
    assert stands(loan) == ("active", None)
    assert breaches() == []


def test_a_receipt_told_later_of_an_instalment_that_is_late_since_leaves_the_loan_in_arrears(loan: Loan) -> None:
    today = date(2026, 3, 20)
    recognise(loan, today)
    mark_arrears(loan_id=loan.pk, today=today, now=at_noon(today))
    pay(loan, "3350.01", FIRST, told_on=today)
    assert stands(loan) == ("in_arrears", None)
    assert breaches() == []


def test_the_next_instalment_paid_ahead_has_its_interest_recognised_that_day_and_once(loan: Loan) -> None:
    ahead = date(2026, 2, 1)
    paid = pay(loan, "3350.01", ahead)
    recognise(loan, FIRST)
    accrual = InterestAccrual.objects.get(loan=loan)
    assert (accrual.accrued_on, accrual.amount, accrual.advanced_by) == (ahead, eur("25.00"), paid.pk)
    assert breaches() == []


def test_not_the_instalment_after_the_next_not_even_when_the_next_is_paid(loan: Loan) -> None:
    """Paid two ahead, a loan repaid early would never be settled: its second one has no place in the schedule then."""
    pay(loan, "3350.01", date(2026, 2, 1))
    with pytest.raises(PaymentTooLarge) as refusal:
        pay(loan, "10.00", date(2026, 2, 2))
    assert refusal.value.values["maximum"] == eur(0)
    assert refusal.value.values["payoff"] == eur("6674.99")
    end(loan, date(2026, 2, 2))
    assert stands(loan) == ("closed", date(2026, 2, 2))
    assert breaches() == []


def test_interest_recognised_on_a_later_day_is_recognised_again_on_the_day_it_was_paid(loan: Loan) -> None:
    today = date(2026, 2, 20)
    recognise(loan, today)
    paid = pay(loan, "100.00", date(2026, 2, 10), told_on=today)
    assert list(
        InterestAccrual.objects.filter(loan=loan).values_list("accrued_on", "reversed_on", "advanced_by").order_by("pk")
    ) == [(FIRST, FIRST, None), (date(2026, 2, 10), None, paid.pk)]
    assert breaches() == []


def test_more_than_the_next_instalment_is_refused_with_the_maximum_and_the_early_repayment(loan: Loan) -> None:
    before = holds(loan)
    with pytest.raises(PaymentTooLarge) as refusal:
        pay(loan, "6700.03", FIRST)
    values = refusal.value.values
    assert (values["maximum"], values["payoff"]) == (eur("6700.02"), eur("10025.00"))
    assert holds(loan) == before
    assert not Repayment.objects.exists()


WRONG_AMOUNTS = [
    (Money("0", "EUR"), WrongAmount),
    (Money("-1", "EUR"), WrongAmount),
    (Money("NaN", "EUR"), WrongAmount),
    (Money("Infinity", "EUR"), WrongAmount),
    (Money("1000000000", "EUR"), WrongAmount),
    (Money("10.005", "EUR"), TooManyDecimals),
    (Money("10", "USD"), WrongCurrency),
    (Money("10", "JPY"), WrongCurrency),
]


@pytest.mark.parametrize(("amount", "error"), WRONG_AMOUNTS, ids=lambda value: str(getattr(value, "amount", "")))
def test_an_amount_that_is_none_is_refused_and_nothing_is_booked(
    amount: Money, error: type[Exception], kept: Kept
) -> None:
    loan = kept(make_story)
    before = holds(loan)
    with pytest.raises(error):
        repay_loan(
            loan=loan, amount=amount, received_on=FIRST, acting_person=treasurer_of(loan.fund), now=at_noon(FIRST)
        )
    assert holds(loan) == before
    assert not Event.objects.filter(kind="repay_loan").exists()


def asked(loan: Loan, **changes: Any) -> dict[str, Any]:
    known = {"received_on": FIRST, "acting_person": treasurer_of(loan.fund), "now": at_noon(FIRST)}
    return {"loan": loan, "amount": eur("3350.01"), **known, **changes}


def test_a_receipt_is_neither_of_tomorrow_nor_of_before_the_loan(kept: Kept) -> None:
    loan = kept(make_story)
    with pytest.raises(DateInFuture):
        repay_loan(**asked(loan, received_on=date(2026, 2, 16)))
    with pytest.raises(WrongDate):
        repay_loan(**asked(loan, received_on=date(2026, 1, 14)))


def test_today_is_the_day_in_the_funds_time_zone(kept: Kept) -> None:
    """Half past midnight in Paris is still yesterday in UTC."""
    loan = kept(make_story)
    just_after_midnight = at_noon(date(2026, 2, 14)).replace(hour=23, minute=30)
    assert repay_loan(**asked(loan, now=just_after_midnight)).received_on == FIRST


def test_only_a_treasurer_records_a_receipt(kept: Kept) -> None:
    loan = kept(make_story)
    with pytest.raises(NotAllowed):
        repay_loan(**asked(loan, acting_person=make_person()))


def test_a_closed_loan_takes_no_more(kept: Kept) -> None:
    loan = kept(make_story)
    end(loan, FIRST)
    with pytest.raises(WrongState):
        repay_loan(**asked(loan))


def test_a_receipt_leaves_one_event_with_before_and_after_and_one_mail_to_each_of_the_borrowers_people(
    kept: Kept,
) -> None:
    loan = kept(make_story)
    paid = pay(loan, "3350.01", FIRST)
    event = Event.objects.get(kind="repay_loan")
    assert event.subject_id == loan.pk
    assert event.before == {"state": "active", "outstanding": "10000.00 EUR"}
    assert event.after == {
        "repayment": str(paid.pk),
        "amount": "3350.01 EUR",
        "received_on": "2026-02-15",
        "state": "active",
        "principal": "3325.01 EUR",
        "interest": "25.00 EUR",
        "costs": "0.00 EUR",
        "credit": "0.00 EUR",
        "outstanding": "6674.99 EUR",
    }
    assert OutboxMessage.objects.filter(template="repayment_received").count() == 1


def test_a_loan_without_interest_comes_back_to_the_cent() -> None:
    fund = make_fund()
    make_product(fund, annual_rate=0)
    for placed in (60_000, 40_000):
        make_member(fund, placed=eur(placed))
    loan = make_active_loan(make_member(fund), amount=eur(100), instalments=3)
    for amount, day in [("33.33", FIRST), ("33.33", SECOND), ("33.34", THIRD)]:
        assert pay(loan, amount, day).interest == eur(0)
    assert stands(loan) == ("closed", THIRD)
    assert breaches() == []


def test_three_cents_of_three_lenders() -> None:
    fund = make_fund()
    make_product(fund, min_amount=eur("0.01"), annual_rate=0)
    for _ in range(3):
        make_member(fund, placed=eur("0.01"))
    loan = make_active_loan(make_member(fund), amount=eur("0.03"), instalments=3)
    assert [leg.amount for leg in loan.participations.all()] == [eur("0.01")] * 3
    for left, day in [(2, FIRST), (1, SECOND), (0, THIRD)]:
        pay(loan, "0.01", day)
        assert sum(outstanding == "0.01" for outstanding, *_ in legs_of(loan)) == left
        assert breaches() == []
    assert stands(loan) == ("closed", THIRD)


def test_a_borrower_that_lends_to_others_lends_nothing_to_itself() -> None:
    fund = make_fund()
    lender, borrower = make_member(fund, placed=eur(20_000)), make_member(fund, placed=eur(50_000))
    loan = make_active_loan(borrower)
    assert [leg.membership for leg in loan.participations.all()] == [lender]
    pay(loan, "3350.01", FIRST)
    other = make_active_loan(make_member(fund), amount=eur(7_000))
    assert {leg.membership for leg in other.participations.all()} == {lender, borrower}
    assert breaches() == []


@pytest.mark.parametrize("lender_count", [1, 3])
def test_a_receipt_makes_as_many_queries_however_many_lenders(
    lender_count: int, django_assert_max_num_queries: Any
) -> None:
    fund = make_fund()
    for _ in range(lender_count):
        make_member(fund, placed=eur(20_000))
    loan = make_active_loan(make_member(fund))
    with django_assert_max_num_queries(49):
        pay(loan, "3350.01", FIRST)
