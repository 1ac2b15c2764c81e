"""Reversing a receipt: everything is as before it, whatever kind of receipt it was."""

from collections.abc import Callable
from datetime import date

import pytest

from lending.domain.fund_errors import BookingRefused, NotAllowed, WrongDate, WrongState
from lending.models import Event, Loan, Placement, Repayment
from lending.selectors.instalments import instalments_of
from lending.selectors.payoff import payoff
from lending.services.reverse_repayment import reverse_repayment
from lending.services.withdraw_placement import give_notice, pay_withdrawal
from tests.factories import make_person, treasurer_of
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
    undo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_story, request.param)


def schedule_of(loan: Loan) -> list[tuple[object, ...]]:
    return [
        (row.number, row.due_on, row.principal, row.interest, row.paid_principal, row.paid_interest)
        for row in instalments_of(loan)
    ]


RECEIPTS: dict[str, tuple[date, Callable[[Loan, date], Repayment]]] = {
    "on time": (FIRST, lambda loan, on: pay(loan, "3350.01", on)),
    "partial": (FIRST, lambda loan, on: pay(loan, "100.00", on)),
    "late": (date(2026, 3, 20), lambda loan, on: pay(loan, "3350.01", on)),
    "ahead": (date(2026, 2, 1), lambda loan, on: pay(loan, "3350.01", on)),
    "ahead in part": (date(2026, 2, 1), lambda loan, on: pay(loan, "30.00", on)),
    "early, on the day of the payment": (date(2026, 1, 15), end),
    "early, before the first due date": (date(2026, 1, 31), end),
    "early, on a due date": (FIRST, end),
    "early, between due dates": (date(2026, 3, 1), end),
    "early, after the last due date": (date(2026, 5, 1), end),
}


@pytest.mark.parametrize("kind", RECEIPTS)
def test_a_reversed_receipt_leaves_books_legs_and_schedule_as_before(loan: Loan, kind: str) -> None:
    on, receive = RECEIPTS[kind]
    recognise(loan, on)
    before = holds(loan), legs_of(loan), schedule_of(loan), payoff(loan, on=on).total
    repayment = receive(loan, on)
    assert breaches() == []
    undo(repayment, on)
    assert (holds(loan), legs_of(loan), schedule_of(loan), payoff(loan, on=on).total) == before
    assert Loan.objects.get(pk=loan.pk).closed_on is None
    assert breaches() == []


@pytest.mark.parametrize("kind", RECEIPTS)
def test_a_receipt_reversed_is_received_again_like_the_first_time(loan: Loan, kind: str) -> None:
    on, receive = RECEIPTS[kind]
    first = receive(loan, on)
    after = legs_of(loan), stands(loan), holds(loan)
    undo(first, on)
    second = receive(loan, on)
    assert (second.principal, second.interest) == (first.principal, first.interest)
    assert (legs_of(loan), stands(loan), holds(loan)) == after
    assert breaches() == []


def test_interest_paid_ahead_and_taken_back_falls_due_on_its_day(loan: Loan) -> None:
    repayment = pay(loan, "3350.01", date(2026, 2, 1))
    undo(repayment, date(2026, 2, 5))
    assert legs_of(loan) == [("6000.00", "0.00", "0.00"), ("4000.00", "0.00", "0.00")]
    recognise(loan, FIRST)
    assert legs_of(loan) == [("6000.00", "15.00", "0.00"), ("4000.00", "10.00", "0.00")]
    assert breaches() == []


def test_a_receipt_under_another_is_reversed_and_the_later_one_pays_what_is_owed_without_it(loan: Loan) -> None:
    first = pay(loan, "3350.01", FIRST)
    second = pay(loan, "3350.01", SECOND)
    undo(first, date(2026, 3, 20))
    second.refresh_from_db()
    again = second.replayed_by
    assert (second.reversed_on, again.received_on, again.amount) == (SECOND, SECOND, second.amount)
    # Interest of both instalments first, then principal of the first.
    assert (f"{again.interest.amount}", f"{again.principal.amount}") == ("41.69", "3308.32")
    assert legs_of(loan) == [("4015.01", "0.00", "25.01"), ("2676.67", "0.00", "16.68")]
    undo(again, date(2026, 3, 20))
    assert legs_of(loan) == [("6000.00", "25.01", "0.00"), ("4000.00", "16.68", "0.00")]
    assert breaches() == []


def test_a_loan_whose_last_payment_bounced_is_owed_again_and_is_late(loan: Loan) -> None:
    for amount, day in [("3350.01", FIRST), ("3350.01", SECOND)]:
        pay(loan, amount, day)
    last = pay(loan, "3350.02", THIRD)
    undo(last, date(2026, 4, 20))
    assert stands(loan) == ("in_arrears", None)
    pay(loan, "3350.02", date(2026, 4, 21))
    assert stands(loan) == ("closed", date(2026, 4, 21))
    assert breaches() == []


def test_a_reversal_leaves_an_event_with_before_and_after(kept: Kept) -> None:
    loan = kept(make_story)
    undo(pay(loan, "3350.01", FIRST), SECOND)
    event = Event.objects.get(kind="reverse_repayment")
    assert event.before == {"state": "active", "outstanding": "6674.99 EUR"}
    assert {name: event.after[name] for name in ("state", "outstanding", "amount", "reason")} == {
        "state": "active",
        "outstanding": "10000.00 EUR",
        "amount": "3350.01 EUR",
        "reason": "Rejet de prélèvement",
    }


def test_what_cannot_be_reversed_says_why(kept: Kept) -> None:
    loan = kept(make_story)
    repayment = pay(loan, "3350.01", FIRST)
    with pytest.raises(WrongDate):
        undo(repayment, date(2026, 2, 14))
    with pytest.raises(NotAllowed):
        reverse_repayment(
            repayment=repayment, reversed_on=FIRST, reason="", acting_person=make_person(), now=at_noon(FIRST)
        )
    undo(repayment, FIRST)
    with pytest.raises(WrongState):
        undo(repayment, FIRST)


def test_what_a_lender_took_out_since_cannot_be_taken_back_from_it(kept: Kept) -> None:
    loan = kept(make_story)
    repayment = pay(loan, "3350.01", FIRST)
    treasurer = treasurer_of(loan.fund)
    for placement in Placement.objects.filter(fund=loan.fund).order_by("id"):
        leg = loan.participations.get(membership=placement.membership)
        notice = give_notice(
            placement=placement, amount=placement.amount - leg.outstanding, requested_on=FIRST,
            acting_person=treasurer, now=at_noon(FIRST),
        )  # fmt: skip
        pay_withdrawal(withdrawal=notice, paid_on=FIRST, acting_person=treasurer, now=at_noon(FIRST))
    before = holds(loan)
    with pytest.raises(BookingRefused):
        undo(repayment, SECOND)
    assert (holds(loan), breaches()) == (before, [])
