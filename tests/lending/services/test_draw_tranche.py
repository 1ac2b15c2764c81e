"""A loan that is drawn in several parts: paid each by its own act, and its schedule of what was really drawn."""

from datetime import date, timedelta
from typing import Any

import pytest
from djmoney.money import Money

from ledger.selectors.reservations import open_reservations
from lending.domain.fund_errors import FourHands, WrongDate, WrongState
from lending.domain.prepayment_errors import PaidAhead
from lending.domain.simulation import simulate
from lending.domain.tranche_errors import DrawdownLapsed, NothingToDraw
from lending.domain.wrong_terms import WrongTerms
from lending.models import Drawdown, Event, Loan, LoanRequest, OutboxMessage
from lending.selectors.instalments import instalments_of
from lending.selectors.liquidity import liquidity
from lending.selectors.payments import payments_of
from lending.services.prepay_loan import prepay_loan
from lending.services.recognise_interest import recognise_loan_interest
from lending.services.release_tranches import give_up_undrawn, lapse_tranches
from tests.factories import eur, make_draft, make_fund, make_member, manager_of, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import at_noon, breaches, end, holds, legs_of, pay, undo
from tests.lending.services.tranche_stories import DRAWDOWNS, FIRST, SECOND, THIRD, draw, make_drawn_loan, rows_of

pytestmark = pytest.mark.django_db


def simulated(loan: Loan) -> list[tuple[str, str, str]]:
    """The schedule of the loan's own terms, as anybody reckons it."""
    answer = simulate(loan.terms)
    assert isinstance(answer, dict)
    return [(row["due_on"], row["principal"], row["interest"]) for row in answer["instalments"]]


def stored(loan: Loan) -> list[tuple[str, str, str]]:
    return [(f"{row[0]}", f"{row[1].amount}", f"{row[2].amount}") for row in rows_of(loan)]


def prepay(loan: Loan, amount: str, on: date, *, told_on: date | None = None, effect: str = "reduce_instalment") -> Any:
    """Principal repaid early, on its day or told later."""
    return prepay_loan(
        loan=loan, amount=eur(amount), effect=effect, received_on=on, acting_person=treasurer_of(loan.fund),
        now=at_noon(told_on or on),
    )  # fmt: skip


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_the_first_drawdown_is_lent_and_the_rest_stays_reserved(custody: str, kept: Kept) -> None:
    loan = kept(make_drawn_loan, custody)
    assert (loan.state, loan.amount, loan.drawn) == ("active", eur(12_000), eur(6_000))
    held = holds(loan)
    assert (held["2748-1"], held["4552-001"], held["4552-002"]) == ("6000.00", "3600.00", "2400.00")
    reserved = [(one.debit, one.amount) for one in open_reservations(book=loan.fund.book)]
    assert reserved == [
        ("4551-001", eur(2_400)), ("4551-002", eur(1_600)), ("4551-001", eur(1_200)), ("4551-002", eur(800)),
    ]  # fmt: skip
    assert stored(loan) == simulated(loan)
    assert sum((row[1] for row in rows_of(loan)), eur(0)) == eur(6_000)
    assert breaches() == []


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_each_drawdown_is_paid_by_its_own_act_and_the_schedule_is_the_one_that_was_voted(
    custody: str, kept: Kept
) -> None:
    loan = kept(make_drawn_loan, custody)
    for due_on in (date(2026, 2, 15), date(2026, 3, 15)):
        pay(loan, "1008.77", due_on)
    loan = draw(loan, SECOND)
    loan = draw(loan, THIRD)
    voted = simulate(loan.request_version.terms)
    assert isinstance(voted, dict)
    assert stored(loan) == [(row["due_on"], row["principal"], row["interest"]) for row in voted["instalments"]]
    assert [(f"{row[0]}", f"{row[1].amount}", f"{row[2].amount}", f"{row[3].amount}") for row in rows_of(loan)] == [
        ("2026-02-15", "993.77", "15.00", "5006.23"),
        ("2026-03-15", "996.25", "12.52", "4009.98"),
        ("2026-04-15", "2495.19", "22.28", "7514.79"),
        ("2026-05-15", "2498.68", "18.79", "5016.11"),
        ("2026-06-15", "2504.93", "12.54", "2511.18"),
        ("2026-07-15", "2511.18", "6.28", "0.00"),
    ]
    assert (loan.drawn, open_reservations(book=loan.fund.book)) == (eur(12_000), [])
    assert [row.drawn_on for row in loan.drawdowns.all()] == [FIRST, SECOND, THIRD]
    assert OutboxMessage.objects.filter(template="loan_paid_out").count() == 3
    event = Event.objects.filter(kind="draw_tranche").order_by("id").last()
    assert event is not None
    assert event.after["drawn"] == "12000.00 EUR"
    assert breaches() == []
    for row in list(instalments_of(loan)):
        left = row.principal + row.interest - row.paid_principal - row.paid_interest
        if left.amount:
            pay(loan, f"{left.amount}", row.due_on)
    loan.refresh_from_db()
    assert (loan.state, legs_of(loan)[0][0], breaches()) == ("closed", "0.00", [])


def test_a_drawdown_that_comes_late_bears_interest_from_its_own_day(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    before = rows_of(loan)
    loan = draw(loan, date(2026, 3, 20), told_on=date(2026, 3, 25))
    assert rows_of(loan)[:2] == before[:2]
    third = instalments_of(loan).get(number=3)
    assert [(one["from"], one["to"], one["balance_minor"]) for one in third.why["segments"]] == [
        ("2026-03-15", "2026-03-20", 400998), ("2026-03-20", "2026-04-15", 800998),
    ]  # fmt: skip
    assert stored(loan) == simulated(loan)
    assert breaches() == []


def test_drawdowns_are_paid_in_order_on_their_day_or_later_and_only_while_they_may(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    with pytest.raises(WrongDate):
        draw(loan, SECOND - timedelta(days=1))
    last = loan.tranches.get(number=2).last_on
    with pytest.raises(DrawdownLapsed):
        draw(loan, last, told_on=last + timedelta(days=1))
    draw(loan, SECOND)
    with pytest.raises(WrongDate):
        draw(loan, THIRD - timedelta(days=1))
    draw(loan, THIRD)
    with pytest.raises(NothingToDraw):
        draw(loan, THIRD)
    assert Drawdown.objects.count() == 3


def test_who_had_a_hand_in_the_loan_pays_no_drawdown(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    for treasurer in (1, 2):
        with pytest.raises(FourHands):
            draw(loan, SECOND, treasurer=treasurer)
    assert draw(loan, SECOND).drawn == eur(10_000)


def test_a_borrower_that_is_late_draws_nothing_more(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    Loan.objects.filter(pk=loan.pk).update(state=Loan.State.IN_ARREARS)
    with pytest.raises(WrongState):
        draw(loan, SECOND)
    Loan.objects.filter(pk=loan.pk).update(state=Loan.State.ACTIVE)
    assert draw(loan, SECOND).drawn == eur(10_000)


@pytest.mark.parametrize("accrual", ["at_due_date", "daily"])
def test_a_receipt_told_late_is_replayed_under_the_drawdown(accrual: str) -> None:
    """The same figures and legs as if it had been told in time."""
    told_late, in_time = (make_drawn_loan(accrual=accrual) for _ in range(2))
    prepay(in_time, "3000.00", date(2026, 3, 1))
    for loan in (in_time, told_late):
        draw(loan, SECOND)
        recognise_loan_interest(loan_id=loan.pk, today=date(2026, 4, 20))
    prepay(told_late, "3000.00", date(2026, 3, 1), told_on=date(2026, 4, 20))
    for loan in (in_time, told_late):
        loan.refresh_from_db()
    assert rows_of(told_late) == rows_of(in_time)
    assert legs_of(told_late) == legs_of(in_time)
    assert told_late.terms["drawdowns"] == in_time.terms["drawdowns"]
    again = told_late.drawdowns.get(replays__isnull=False)
    assert (again.reversed_on, again.replays.reversed_on, again.drawn_on) == (None, SECOND, SECOND)
    assert breaches() == []


def test_a_drawdown_told_late_is_put_before_what_came_after_it() -> None:
    told_late, in_time = (make_drawn_loan() for _ in range(2))
    draw(in_time, SECOND)
    for loan in (told_late, in_time):
        pay(loan, "1000.00", date(2026, 4, 15))
    draw(told_late, SECOND, told_on=date(2026, 4, 16))
    for loan in (told_late, in_time):
        loan.refresh_from_db()
    assert (rows_of(told_late), legs_of(told_late)) == (rows_of(in_time), legs_of(in_time))
    assert breaches() == []


def test_principal_repaid_early_and_drawn_again_follow_the_terms(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    prepaid = prepay(loan, "3000.00", date(2026, 2, 20), effect="reduce_term")
    loan.refresh_from_db()
    draw(loan, SECOND)
    loan.refresh_from_db()
    assert [row for row in stored(loan) if row[0] > "2026-02-20"] == [
        row for row in simulated(loan) if row[0] > "2026-02-20"
    ]
    assert breaches() == []
    undo(prepaid, date(2026, 3, 16))
    loan.refresh_from_db()
    assert stored(loan) == simulated(loan)
    assert breaches() == []


def test_an_instalment_paid_ahead_is_not_reckoned_again(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    for due_on in (date(2026, 2, 15), date(2026, 3, 15)):
        pay(loan, "1008.77", due_on)
    paid, later = pay(loan, "500.00", date(2026, 3, 16)), date(2026, 3, 20)
    with pytest.raises(PaidAhead):
        draw(loan, later)
    undo(paid, date(2026, 3, 17))
    assert draw(loan, later).drawn == eur(10_000)


def test_what_is_not_drawn_is_given_up_and_free_again(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    schedule = rows_of(loan)
    give_up_undrawn(
        loan=loan, reason="Le chantier est réduit", acting_person=manager_of(loan.membership), now=at_noon(SECOND)
    )
    assert [(one.number, one.state, one.released_on) for one in loan.tranches.all()] == [
        (1, "drawn", None), (2, "released", SECOND), (3, "released", SECOND),
    ]  # fmt: skip
    assert open_reservations(book=loan.fund.book) == []
    assert holds(loan)["4551-001"] == "56400.00"
    assert rows_of(loan) == schedule
    with pytest.raises(NothingToDraw):
        draw(loan, SECOND)
    with pytest.raises(NothingToDraw):
        give_up_undrawn(loan=loan, reason="x", acting_person=manager_of(loan.membership), now=at_noon(SECOND))
    assert breaches() == []


def test_what_may_not_be_drawn_any_more_lapses(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    last = loan.tranches.get(number=2).last_on
    loan.tranches.filter(number=3).update(last_on=last + timedelta(days=10))
    assert not lapse_tranches(loan_id=loan.pk, today=last, now=at_noon(last))
    day = last + timedelta(days=1)
    assert lapse_tranches(loan_id=loan.pk, today=day, now=at_noon(day))
    assert not lapse_tranches(loan_id=loan.pk, today=day, now=at_noon(day))
    assert [one.state for one in loan.tranches.all()] == ["drawn", "released", "waiting"]
    assert breaches() == []


def test_a_loan_that_is_repaid_keeps_nothing_aside(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    end(loan, date(2026, 2, 15))
    assert lapse_tranches(loan_id=loan.pk, today=date(2026, 2, 16), now=at_noon(date(2026, 2, 16)))
    loan.refresh_from_db()
    assert (loan.state, loan.drawn, open_reservations(book=loan.fund.book)) == ("closed", eur(6_000), [])
    assert breaches() == []


def test_liquidity_counts_what_is_not_drawn_on_its_own_day(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    forecast = liquidity(loan.fund, on=date(2026, 2, 1), months=3).forecast
    assert [month.drawdowns_minor for month in forecast.months] == [0, 400_000, 200_000]


def test_payments_are_those_of_the_next_drawdown() -> None:
    loan = make_drawn_loan("members")
    assert [payment.amount for payment in payments_of(loan)] == [eur(2_400), eur(1_600)]
    draw(loan, SECOND)
    assert [payment.amount for payment in payments_of(loan)] == [eur(1_200), eur(800)]


def test_a_fee_that_is_lent_is_in_the_first_drawdown() -> None:
    loan = make_drawn_loan(terms={"fee_amount": eur(60), "fee_paid": "financed"})
    assert (loan.amount, loan.drawn, loan.net_paid) == (eur(12_060), eur(6_060), eur(12_000))
    first, second, _third = loan.tranches.all()
    assert (first.net_paid, second.net_paid) == (eur(6_000), eur(4_000))
    assert (holds(loan)["2748-1"], holds(loan)["706"]) == ("6060.00", "60.00")
    draw(loan, SECOND)
    loan.refresh_from_db()
    assert stored(loan) == simulated(loan)
    assert breaches() == []


@pytest.mark.parametrize(
    ("drawdowns", "field"),
    [
        (((FIRST, eur(6_000)), (SECOND, eur(5_000))), "drawdowns"),
        (((SECOND, eur(6_000)), (THIRD, eur(6_000))), "drawdowns[0].on"),
        (((FIRST, eur(6_000)), (FIRST, eur(6_000))), "drawdowns[1].on"),
        (((FIRST, eur(6_000)), (date(2026, 7, 15), eur(6_000))), "drawdowns[1].on"),
        (((FIRST, eur(500)), *((SECOND + timedelta(days=n), eur(500)) for n in range(24))), "drawdowns"),
    ],
)
def test_drawdowns_make_the_amount_in_order_and_before_the_end(
    drawdowns: tuple[tuple[date, Money], ...], field: str
) -> None:
    member = make_member(make_fund())
    with pytest.raises(WrongTerms) as refusal:
        make_draft(member, amount=eur(12_000), instalments=6, start_on=FIRST, drawdowns=drawdowns)
    assert list(refusal.value.fields) == [field]
    assert not LoanRequest.objects.exists()
    assert make_draft(member, amount=eur(12_000), instalments=6, start_on=FIRST, drawdowns=DRAWDOWNS)


def test_the_draft_keeps_its_drawdowns_in_the_terms_that_are_voted() -> None:
    version = make_draft(
        make_member(make_fund()), amount=eur(12_000), instalments=6, start_on=FIRST, drawdowns=DRAWDOWNS
    ).current
    assert version.terms["drawdowns"] == [
        {"on": "2026-01-15", "amount": "6000.00"},
        {"on": "2026-03-15", "amount": "4000.00"},
        {"on": "2026-04-01", "amount": "2000.00"},
    ]
