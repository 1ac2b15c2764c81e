"""Notice on a placement, and its payment when the notice is over and the cash is there."""

from datetime import date
from typing import Any

import pytest
from djmoney.money import Money

from lending.domain.amount_errors import TooManyDecimals, WrongCurrency
from lending.domain.fund_errors import (
    BookingRefused,
    CashNotThere,
    DateInFuture,
    MoreThanPlaced,
    NotAllowed,
    NotFirstInQueue,
    NoticeNotOver,
    WrongAmount,
    WrongDate,
    WrongState,
)
from lending.models import Event, Placement, Withdrawal
from lending.services.withdraw_placement import give_notice, pay_withdrawal
from tests.factories import (
    eur,
    make_active_loan,
    make_agreed_loan,
    make_fund,
    make_member,
    make_person,
    make_placement,
    manager_of,
    treasurer_of,
)
from tests.lending.services.loan_stories import at_noon, breaches, holds

pytestmark = pytest.mark.django_db
ASKED, PAYABLE = date(2026, 2, 2), date(2026, 3, 4)


@pytest.fixture(params=["fund", "members"])
def placement(request: pytest.FixtureRequest) -> Placement:
    """10 000 € at thirty days' notice."""
    member = make_member(make_fund(custody=request.param))
    return make_placement(member, eur(10_000), notice_days=30)


def notice(placement: Placement, amount: Any = "4000.00", **changes: Any) -> Withdrawal:
    known = {"requested_on": ASKED, "acting_person": manager_of(placement.membership), "now": at_noon(ASKED)}
    money = amount if isinstance(amount, Money) else eur(amount)
    return give_notice(placement=placement, amount=money, **{**known, **changes})


def pay_out(withdrawal: Withdrawal, on: date = PAYABLE, **changes: Any) -> Withdrawal:
    known = {"acting_person": treasurer_of(withdrawal.fund), "now": at_noon(on)}
    return pay_withdrawal(withdrawal=withdrawal, paid_on=on, **{**known, **changes})


def test_a_withdrawal_is_paid_when_its_notice_is_over(placement: Placement) -> None:
    withdrawal = notice(placement)
    assert (withdrawal.state, withdrawal.payable_on) == ("notice", PAYABLE)
    with pytest.raises(NoticeNotOver) as refusal:
        pay_out(withdrawal, date(2026, 3, 3))
    assert refusal.value.values == {"requested_on": ASKED, "payable_on": PAYABLE}
    paid = pay_out(withdrawal)
    assert (paid.state, paid.paid_on) == ("paid", PAYABLE)
    placement.refresh_from_db()
    assert placement.withdrawn == eur(4_000)
    assert breaches() == []
    assert Event.objects.get(kind="give_notice").after == {"amount": "4000.00 EUR", "payable_on": "2026-03-04"}
    event = Event.objects.get(kind="pay_withdrawal")
    assert (event.before, event.after) == (
        {"state": "notice"},
        {"state": "paid", "amount": "4000.00 EUR", "paid_on": "2026-03-04"},
    )


def test_a_withdrawal_is_paid_once(placement: Placement) -> None:
    withdrawal = pay_out(notice(placement))
    with pytest.raises(WrongState):
        pay_out(withdrawal)


def test_no_more_than_is_placed_and_not_asked_back_already(placement: Placement) -> None:
    notice(placement, "6000.00")
    with pytest.raises(MoreThanPlaced) as refusal:
        notice(placement, "4000.01")
    assert refusal.value.values == {"asked": eur("4000.01"), "available": eur("4000.00")}


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        (Money("0", "EUR"), WrongAmount),
        (Money("-5", "EUR"), WrongAmount),
        (Money("NaN", "EUR"), WrongAmount),
        (Money("1E+10", "EUR"), WrongAmount),
        (Money("0.001", "EUR"), TooManyDecimals),
        (Money("5", "USD"), WrongCurrency),
    ],
    ids=str,
)
def test_a_wrong_amount_is_refused(placement: Placement, amount: Money, error: type[Exception]) -> None:
    with pytest.raises(error):
        notice(placement, amount)
    assert not Withdrawal.objects.exists()


def test_a_member_does_not_shorten_its_notice_by_dating_it_back(placement: Placement) -> None:
    earlier = date(2026, 1, 3)
    with pytest.raises(WrongDate):
        notice(placement, requested_on=earlier)
    with pytest.raises(DateInFuture):
        notice(placement, requested_on=date(2026, 2, 3))
    recorded = notice(placement, requested_on=earlier, acting_person=treasurer_of(placement.fund))
    assert recorded.payable_on == ASKED


def test_a_letter_is_not_older_than_the_placement(placement: Placement) -> None:
    with pytest.raises(WrongDate):
        notice(placement, requested_on=date(2025, 12, 31), acting_person=treasurer_of(placement.fund))


def test_only_the_members_people_or_a_treasurer_give_notice_and_only_a_treasurer_pays(placement: Placement) -> None:
    with pytest.raises(NotAllowed):
        notice(placement, acting_person=make_person())
    with pytest.raises(NotAllowed):
        pay_out(notice(placement), acting_person=manager_of(placement.membership))


@pytest.fixture
def half_lent() -> Placement:
    """10 000 € without notice, of which 8 000 € are lent."""
    fund = make_fund()
    make_member(fund, placed=eur(10_000))
    make_active_loan(make_member(fund), amount=eur(8_000))
    return Placement.objects.get()


def test_what_is_lent_is_paid_back_to_its_owner_when_it_comes_back(half_lent: Placement) -> None:
    withdrawal = notice(half_lent, "2000.01")
    before = holds(withdrawal)
    with pytest.raises(CashNotThere) as refusal:
        pay_out(withdrawal)
    assert refusal.value.values == {"asked": eur("2000.01"), "available": eur("2000.00")}
    withdrawal.refresh_from_db()
    assert (withdrawal.state, holds(withdrawal), breaches()) == ("notice", before, [])


def test_without_that_guard_the_books_refuse_it_themselves(half_lent: Placement, monkeypatch: Any) -> None:
    withdrawal = notice(half_lent, "2000.01")
    monkeypatch.setattr("lending.services.withdraw_placement._require_cash", lambda *_: None)
    with pytest.raises(BookingRefused, match=f"4551-{half_lent.membership.tail}"):
        pay_out(withdrawal)


def test_what_is_reserved_for_a_loan_is_not_paid_out() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(10_000))
    make_agreed_loan(make_member(fund), amount=eur(8_000))
    with pytest.raises(CashNotThere) as refusal:
        pay_out(notice(Placement.objects.get(), "2000.01"))
    assert refusal.value.values["available"] == eur("2000.00")


def test_nobody_overtakes_in_the_queue_of_a_member(half_lent: Placement, monkeypatch: Any) -> None:
    first, second = notice(half_lent, "9000.00"), notice(half_lent, "500.00")
    with pytest.raises(NotFirstInQueue) as refusal:
        pay_out(second)
    assert refusal.value.values == {"amount": eur(9_000), "requested_on": ASKED, "payable_on": ASKED}
    assert pay_out(notice(make_placement(make_member(half_lent.fund), eur(100)), "100")).state == "paid"
    # The guard taken away, the same payment goes through: the cash for it is there.
    monkeypatch.setattr("lending.services.withdraw_placement._require_turn", lambda *_: None)
    assert pay_out(second).state == "paid"
    first.refresh_from_db()
    assert (first.state, breaches()) == ("notice", [])
