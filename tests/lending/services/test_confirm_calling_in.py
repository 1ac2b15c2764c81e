"""Calling a loan in, by two hands: everything is due, interest to the day; and back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lending.domain.default_errors import AlreadyPrepared, NotCalledIn, NothingLate
from lending.domain.fund_errors import DateInFuture, FourHands, NotAllowed, WrongDate, WrongState
from lending.models import CallingIn, Event, Loan, Office, OutboxMessage, PreparedAct
from lending.selectors.arrears import late_loan
from lending.selectors.instalments import instalments_of
from lending.selectors.liquidity import liquidity
from lending.services.confirm_calling_in import confirm_calling_in
from lending.services.prepare_act import drop_act, prepare_calling_in
from lending.services.recognise_interest import recognise_loan_interest
from tests.factories import make_committee, make_office, make_person, manager_of, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.default_stories import CALLED, NOTICE, call_in, prepare, take_back
from tests.lending.services.loan_stories import (
    FIRST,
    SECOND,
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
        (row.number, row.due_on, str(row.principal.amount), str(row.interest.amount)) for row in instalments_of(loan)
    ]


def test_everything_is_due_with_interest_to_the_day(loan: Loan) -> None:
    call_in(loan)
    # From 15 February to 1 March, 14 of 28 days of the second period: 6 674.99 × 3 % / 12 × 14/28 = 8.34.
    assert schedule_of(loan) == [(1, FIRST, "3325.01", "25.00"), (2, CALLED, "6674.99", "8.34")]
    assert stands(loan) == ("defaulted", None)
    late = late_loan(loan, on=date(2026, 3, 2))
    assert (str(late.overdue.amount), late.arrears.days_past_due) == ("10033.34", 15)
    assert legs_of(loan) == [("6000.00", "20.00", "0.00"), ("4000.00", "13.34", "0.00")]
    assert breaches() == []


def test_no_interest_runs_after_it(loan: Loan) -> None:
    call_in(loan)
    before = holds(loan)
    recognise_loan_interest(loan_id=loan.pk, today=date(2026, 9, 1))
    assert holds(loan) == before


def test_receipts_are_taken_and_close_it(loan: Loan) -> None:
    call_in(loan)
    pay(loan, "33.34", date(2026, 3, 5))
    assert stands(loan) == ("defaulted", None)
    pay(loan, "9999.99", date(2026, 3, 6))
    assert stands(loan) == ("defaulted", None)
    last = pay(loan, "0.01", date(2026, 3, 7))
    assert stands(loan) == ("closed", date(2026, 3, 7))
    undo(last, date(2026, 3, 8))
    assert stands(loan) == ("defaulted", None)
    assert breaches() == []


def test_a_part_paid_on_the_very_day_leaves_it_in_default(kept: Kept) -> None:
    loan = kept(make_story)
    call_in(loan)
    pay(loan, "100.00", CALLED)
    assert stands(loan) == ("defaulted", None)


def test_it_can_be_repaid_at_once_like_any_loan(loan: Loan) -> None:
    call_in(loan)
    assert str(end(loan, date(2026, 3, 10)).amount.amount) == "10033.34"
    assert stands(loan) == ("closed", date(2026, 3, 10))
    assert breaches() == []


def test_taken_back_the_schedule_of_before_counts_again(loan: Loan) -> None:
    recognise(loan, CALLED)
    before = holds(loan), legs_of(loan), schedule_of(loan)
    call_in(loan)
    take_back(loan, date(2026, 3, 3))
    assert (holds(loan), legs_of(loan), schedule_of(loan)) == before
    assert stands(loan) == ("in_arrears", None)
    assert breaches() == []
    call_in(loan, date(2026, 3, 4))
    assert stands(loan) == ("defaulted", None)
    assert breaches() == []


def test_what_was_received_since_pays_the_schedule_of_before(loan: Loan) -> None:
    call_in(loan)
    pay(loan, "3350.01", date(2026, 3, 5))
    take_back(loan, date(2026, 3, 6))
    assert stands(loan) == ("active", None)
    assert [str(row.paid_principal.amount) for row in instalments_of(loan)] == ["3325.01", "0", "0"]
    assert breaches() == []


def test_a_receipt_told_late_is_put_before_the_calling_in(loan: Loan) -> None:
    call_in(loan)
    pay(loan, "1000.00", date(2026, 2, 25), told_on=date(2026, 3, 10))
    assert stands(loan) == ("defaulted", None)
    assert loan.callings_in.filter(reversed_on__isnull=True).get().replays is not None
    assert str(late_loan(loan, on=date(2026, 3, 10)).overdue.amount) == "9033.34"
    assert breaches() == []


def test_a_receipt_told_late_that_paid_what_was_late_says_that_the_calling_in_is_in_the_way(loan: Loan) -> None:
    call_in(loan)
    before = holds(loan)
    with pytest.raises(Exception, match="2026-03-01") as refusal:
        pay(loan, "3350.01", date(2026, 2, 25), told_on=date(2026, 3, 10))
    assert "nothing that was due on P2026-001 was unpaid" in str(refusal.value)
    assert holds(loan) == before


def test_the_borrower_is_told_once_and_an_event_keeps_who_why_and_when(kept: Kept) -> None:
    loan = kept(make_story)
    calling = call_in(loan)
    message = OutboxMessage.objects.get(template="loan_called_in")
    assert message.recipient == manager_of(loan.membership)
    assert (message.context["owed"], message.context["notice_on"]) == ("10033.34 EUR", "2026-02-20")
    event = Event.objects.get(kind="call_in_loan")
    assert event.person == treasurer_of(loan.fund, 2)
    assert event.after == {
        "state": "defaulted", "calling_in": str(calling.pk), "called_on": "2026-03-01", "owed": "10033.34 EUR",
        "prepared_by": treasurer_of(loan.fund).name, "reason": "Plus de paiement", "notice_on": "2026-02-20",
    }  # fmt: skip


def test_who_prepared_it_does_not_confirm_it_whoever_asks(kept: Kept) -> None:
    loan = kept(make_story)
    act = prepare(loan)
    with pytest.raises(FourHands, match="prepared this act"):
        confirm_calling_in(act=act, called_on=CALLED, acting_person=act.prepared_by, now=at_noon(CALLED))
    with pytest.raises(IntegrityError, match="who_prepares_an_act_does_not_confirm_it"), transaction.atomic():
        PreparedAct.objects.filter(pk=act.pk).update(
            state="confirmed", decided_by=act.prepared_by, decided_at=at_noon(CALLED)
        )
    # The same by another hand is done.
    confirm_calling_in(act=act, called_on=CALLED, acting_person=treasurer_of(loan.fund, 2), now=at_noon(CALLED))
    assert stands(loan)[0] == "defaulted"


def test_the_chair_confirms_it_and_people_of_the_borrower_do_not(kept: Kept) -> None:
    loan = kept(make_story)
    act = prepare(loan)
    other = make_office(loan.fund, Office.Kind.AUDITOR)
    own = make_office(loan.fund, Office.Kind.TREASURER, person=manager_of(loan.membership))
    for person in (other, own, make_person()):
        with pytest.raises(NotAllowed):
            confirm_calling_in(act=act, called_on=CALLED, acting_person=person, now=at_noon(CALLED))
    chair = Office.objects.filter(fund=loan.fund, kind=Office.Kind.CHAIR).first()
    person = chair.person if chair else make_committee(loan.fund)[0]
    confirm_calling_in(act=act, called_on=CALLED, acting_person=person, now=at_noon(CALLED))
    assert CallingIn.objects.get().prepared == act


def test_what_cannot_be_prepared_says_why(kept: Kept) -> None:
    loan = kept(make_story)
    treasurer = treasurer_of(loan.fund)

    def asked(on: date, *, notice_on: date) -> object:
        return prepare_calling_in(loan=loan, reason="r", notice_on=notice_on, acting_person=treasurer, now=at_noon(on))

    with pytest.raises(NothingLate):
        asked(FIRST, notice_on=FIRST)
    with pytest.raises(WrongDate):
        asked(NOTICE, notice_on=date(2026, 1, 14))
    with pytest.raises(DateInFuture):
        asked(NOTICE, notice_on=CALLED)
    asked(NOTICE, notice_on=NOTICE)
    with pytest.raises(AlreadyPrepared, match=treasurer.name):
        asked(NOTICE, notice_on=NOTICE)
    with pytest.raises(NotAllowed):
        prepare_calling_in(loan=loan, reason="r", notice_on=NOTICE, acting_person=make_person(), now=at_noon(NOTICE))


def test_what_cannot_be_confirmed_says_why(kept: Kept) -> None:
    loan = kept(make_story)
    act, other = prepare(loan), treasurer_of(loan.fund, 2)
    with pytest.raises(WrongDate):
        confirm_calling_in(act=act, called_on=date(2026, 2, 19), acting_person=other, now=at_noon(CALLED))
    pay(loan, "3350.01", date(2026, 2, 25))
    with pytest.raises(NothingLate):
        confirm_calling_in(act=act, called_on=CALLED, acting_person=other, now=at_noon(CALLED))
    dropped = drop_act(act=act, reason="Payé", acting_person=other, now=at_noon(CALLED))
    assert dropped.state == "dropped"
    with pytest.raises(WrongState):
        confirm_calling_in(act=act, called_on=CALLED, acting_person=other, now=at_noon(CALLED))
    with pytest.raises(NotCalledIn):
        take_back(loan, CALLED)
    assert stands(loan)[0] == "active"


def test_a_loan_in_default_is_at_risk_and_not_forecast(kept: Kept) -> None:
    loan = kept(make_story)
    coming = liquidity(loan.fund, on=SECOND).forecast
    call_in(loan)
    found = liquidity(loan.fund, on=SECOND)
    assert sum(month.principal_minor for month in coming.months) == 1_000_000
    assert sum(month.principal_minor for month in found.forecast.months) == 0
    assert (found.portfolio.outstanding_minor, found.portfolio.at_risk_minor) == (1_000_000, 0)
    assert liquidity(loan.fund, on=date(2026, 3, 17)).portfolio.at_risk_minor == 1_000_000
