"""Another schedule for a running loan: voted, applied, exact; refused when it is not what was voted."""

from datetime import date, timedelta
from typing import Any

import pytest

from lending.domain.change_errors import AlreadyApplied, LoanMoved, NotAChange, NotYet, ScheduleChangedSince
from lending.domain.fund_errors import CannotReplay, DecisionExpired, FourHands, NotAllowed, WrongDate
from lending.domain.wrong_terms import WrongTerms
from lending.models import Event, InterestAccrual, Loan, LoanRequest, ScheduleVersion
from lending.selectors.accruals import recognised_until
from lending.selectors.clock import database_now, local_day
from lending.selectors.decisions import requests_to_lapse
from lending.selectors.instalments import instalments_of
from lending.selectors.overview import fund_overview
from lending.selectors.payoff import payoff
from lending.services.agree_loan import agree_loan
from lending.services.apply_change import apply_change
from lending.services.ask_change import amend_change, ask_change
from lending.services.lapse_request import lapse_request
from lending.services.mark_arrears import mark_arrears
from tests.factories import decide, eur, make_active_loan, make_fund, make_member, make_person, manager_of, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.change_stories import (
    HOLIDAY,
    RESCHEDULE,
    accept,
    adopt,
    ask,
    make_loan,
    open_vote,
    put_in_force,
    rows,
    wish,
)
from tests.lending.services.loan_stories import (
    FIRST,
    at_noon,
    breaches,
    end,
    holds,
    legs_of,
    pay,
    recognise,
    stands,
    undo,
)

pytestmark = pytest.mark.django_db
KEPT = {**RESCHEDULE, "past_dues": "kept"}


@pytest.fixture
def loan(kept: Kept) -> Loan:
    return kept(make_loan)


def late(loan: Loan) -> Loan:
    """The first instalment fell due and was not paid."""
    recognise(loan, date(2026, 2, 20))
    mark_arrears(loan_id=loan.pk, today=date(2026, 2, 20), now=at_noon(date(2026, 2, 20)))
    return loan


def test_past_principal_joins_the_new_schedule_and_past_interest_is_a_due_of_its_own(loan: Loan) -> None:
    before = (legs_of(late(loan)), holds(loan))
    put_in_force(adopt(loan, RESCHEDULE, first_due_on="2026-04-15"))
    assert rows(loan) == [
        ("2026-04-15", "0.00", "25.00", "10000.00", "2026-02-15"),
        # Two months of 6 674,99 €, 33,375; and of 3 325,01 € from 1/03 on, 45 days of their 59, 12,680.
        ("2026-04-15", "2474.87", "46.06", "7525.13", ""),
        ("2026-05-15", "2502.12", "18.81", "5023.01", ""),
        ("2026-06-15", "2508.37", "12.56", "2514.64", ""),
        ("2026-07-15", "2514.64", "6.29", "0.00", ""),
    ]
    assert (legs_of(loan), holds(loan)) == before
    assert breaches() == []


def test_past_dues_may_stay_as_they_are(loan: Loan) -> None:
    put_in_force(adopt(late(loan), KEPT, instalments=2, annual_rate="0.06"))
    assert rows(loan) == [
        ("2026-02-15", "3325.01", "25.00", "6674.99", ""),
        # Half of the month of 15/02 to 15/03 at 3 %, by its days: 8,344; and 16,687 at 6 %.
        ("2026-03-15", "3333.33", "25.03", "3341.66", ""),
        ("2026-04-15", "3341.66", "16.71", "0.00", ""),
    ]
    assert stands(loan) == ("in_arrears", None)


def test_a_holiday_moves_principal_and_lets_interest_run(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    put_in_force(adopt(loan, HOLIDAY))
    assert rows(loan) == [
        ("2026-02-15", "3325.01", "25.00", "6674.99", ""),
        ("2026-03-15", "0.00", "16.69", "6674.99", ""),
        ("2026-04-15", "0.00", "16.69", "6674.99", ""),
        ("2026-05-15", "3333.33", "16.69", "3341.66", ""),
        ("2026-06-15", "3341.66", "8.35", "0.00", ""),
    ]


def test_a_holiday_may_move_interest_too_and_end_on_the_old_day(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    put_in_force(adopt(loan, HOLIDAY, periods=1, moved="principal_and_interest", effect="enlarge"))
    assert rows(loan)[1:] == [
        ("2026-03-15", "0.00", "0.00", "6674.99", ""),
        # Two months of interest on the whole, and none on interest.
        ("2026-04-15", "6674.99", "33.37", "0.00", ""),
    ]


def test_versions_stay_and_say_who_decided_them(loan: Loan) -> None:
    request = adopt(loan, RESCHEDULE, first_due_on="2027-06-15")
    put_in_force(request)
    first, second = ScheduleVersion.objects.filter(loan=loan).order_by("version")
    assert (first.reason, first.decision, first.instalments.count()) == ("disbursement", None, 3)
    assert (second.reason, second.effective_on) == ("reschedule", date(2026, 3, 1))
    assert second.decision is not None
    assert second.decision.request_sha256 == request.current.sha256
    assert second.terms == request.current.terms == Loan.objects.get(pk=loan.pk).terms
    event = Event.objects.get(kind="apply_change")
    assert (event.before["state"], event.after["through"], event.after["state"]) == ("active", "rescheduled", "active")


def test_what_was_recognised_of_later_days_is_taken_back_and_recognised_anew(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    recognise(loan, date(2026, 3, 20))
    put_in_force(adopt(loan, HOLIDAY, annual_rate=None))
    live = InterestAccrual.objects.filter(loan=loan, reversed_on__isnull=True)
    assert list(live.order_by("pk").values_list("instalment_number", flat=True)) == [1, 2]
    undone = InterestAccrual.objects.get(loan=loan, reversed_on__isnull=False)
    assert (undone.instalment_number, undone.reversed_on) == (2, date(2026, 3, 15))
    recognise(loan, date(2026, 6, 20))
    recognised = [f"{row.amount.amount}" for row in live.order_by("instalment_number")]
    assert recognised == ["25.00", "16.69", "16.69", "16.69", "8.35"]
    assert breaches() == []


def test_the_new_schedule_is_repaid_to_the_last_cent(loan: Loan) -> None:
    put_in_force(adopt(late(loan), RESCHEDULE, first_due_on="2026-04-15"))
    paid = {"2026-04-15": "2545.93", "2026-05-15": "2520.93", "2026-06-15": "2520.93", "2026-07-15": "2520.93"}
    for day, amount in paid.items():
        pay(loan, amount, date.fromisoformat(day))
        assert breaches() == []
    assert stands(loan) == ("closed", date(2026, 7, 15))


def test_early_repayment_of_a_changed_loan_pays_what_is_earned_and_interest_to_the_day(loan: Loan) -> None:
    put_in_force(adopt(late(loan), RESCHEDULE, first_due_on="2026-04-15"))
    quote = payoff(Loan.objects.get(pk=loan.pk), on=date(2026, 4, 1))
    assert (quote.overdue, quote.principal) == (eur("25.00"), eur(10_000))
    end(loan, date(2026, 4, 1))
    assert stands(loan) == ("closed", date(2026, 4, 1))
    assert breaches() == []


def test_a_receipt_since_the_vote_refuses_it_and_says_so(loan: Loan) -> None:
    request = adopt(late(loan), RESCHEDULE)
    pay(loan, "1000.00", date(2026, 3, 2))
    with pytest.raises(LoanMoved) as refused:
        put_in_force(request)
    assert (refused.value.values["outstanding"], refused.value.values["now"]) == (eur("10000.00"), eur("9025.00"))
    assert loan.schedules.count() == 1


def test_a_receipt_reversed_since_the_vote_refuses_it(loan: Loan) -> None:
    receipt = pay(loan, "3350.01", FIRST)
    request = adopt(loan, HOLIDAY)
    undo(receipt, date(2026, 3, 1))
    with pytest.raises(LoanMoved):
        put_in_force(request)


def test_what_moved_before_the_decision_is_asked_again_on_the_figures_of_the_day(loan: Loan) -> None:
    request = ask(late(loan), RESCHEDULE)
    pay(loan, "1000.00", date(2026, 2, 28))
    with pytest.raises(LoanMoved):
        open_vote(request)
    known = {"purpose": "Le lot 2", "acting_person": manager_of(loan.membership), "now": database_now()}
    amend_change(request=request, wish=wish(RESCHEDULE), **known)
    assert open_vote(request).request_version.amount == eur("9025.00")


def test_two_changes_of_one_loan_are_not_both_applied(loan: Loan) -> None:
    first, second = adopt(loan, RESCHEDULE), adopt(loan, HOLIDAY)
    put_in_force(first)
    with pytest.raises(LoanMoved):
        put_in_force(second)
    with pytest.raises(AlreadyApplied):
        put_in_force(first)


def test_a_change_of_a_day_to_come_supposes_that_what_falls_due_until_then_is_paid(loan: Loan) -> None:
    """The loan runs this year: its next instalment falls due before the change."""
    today = local_day(loan.fund, at=database_now())
    running = make_loan(start_on=today - timedelta(days=40))
    on = today + timedelta(days=20)
    request = adopt(running, RESCHEDULE, on=on.isoformat(), past_dues="brought_in")
    (of,) = request.current.change["loans"]
    assert len(of["position"]["past"]) == 1  # what fell due ten days ago; not what falls due in twenty
    with pytest.raises(NotYet):
        put_in_force(request)


def test_an_expired_decision_changes_nothing(loan: Loan) -> None:
    request = adopt(loan, RESCHEDULE)
    later = database_now() + timedelta(days=200)
    with pytest.raises(DecisionExpired):
        apply_change(request=request, acting_person=treasurer_of(loan.fund, 2), now=later)
    assert lapse_request(request_id=request.pk, today=later.date(), now=later)


def test_what_was_applied_does_not_lapse_and_awaits_nobody(loan: Loan) -> None:
    request = adopt(loan, RESCHEDULE)
    waiting = fund_overview(loan.fund, on=date(2026, 3, 1)).to_agree
    assert list(waiting) == [request]
    put_in_force(request)
    later = database_now() + timedelta(days=200)
    assert list(fund_overview(loan.fund, on=date(2026, 3, 1)).to_agree) == []
    assert request not in requests_to_lapse(loan.fund, today=later.date())
    assert not lapse_request(request_id=request.pk, today=later.date(), now=later)


def test_hands_are_kept_apart(loan: Loan) -> None:
    fund, now = loan.fund, database_now()
    proposed = ask_change(
        loan=loan, wish=wish(RESCHEDULE), purpose="Le lot 2", acting_person=treasurer_of(fund, 3), now=now
    )
    assert proposed.state == LoanRequest.State.SUBMITTED
    request = decide(open_vote(proposed))
    for person in (treasurer_of(fund, 3), treasurer_of(fund, 1)):
        with pytest.raises(FourHands):
            apply_change(request=request, acting_person=person, now=now)
    with pytest.raises(NotAllowed):
        apply_change(request=request, acting_person=manager_of(loan.membership), now=now)
    accept(request)
    apply_change(request=request, acting_person=treasurer_of(fund, 2), now=database_now())


def test_a_stranger_asks_for_nothing(loan: Loan) -> None:
    with pytest.raises(NotAllowed):
        ask_change(loan=loan, wish=wish(HOLIDAY), purpose="x", acting_person=make_person(), now=database_now())


def test_a_change_is_not_agreed_and_a_loan_is_not_applied(loan: Loan) -> None:
    request = adopt(loan, RESCHEDULE)
    known: dict[str, Any] = {"acting_person": treasurer_of(loan.fund, 2), "now": database_now()}
    with pytest.raises(NotAChange):
        agree_loan(request=request, agreed_on=date(2026, 3, 1), **known)
    with pytest.raises(NotAChange):
        apply_change(request=loan.request_version.request, **known)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({**HOLIDAY, "periods": 2, "effect": "enlarge"}, "periods"),
        ({**HOLIDAY, "on": "2026-04-20"}, "past_dues"),
        ({**RESCHEDULE, "first_due_on": "2026-03-01"}, "first_due_on"),
        ({**KEPT, "on": "2026-04-20"}, "past_dues"),
        ({**RESCHEDULE, "principal_grace": 4}, "principal_grace"),
    ],
)
def test_what_cannot_be_asked_names_its_field(loan: Loan, told: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongTerms) as refused:
        ask(loan, told)
    assert list(refused.value.fields) == [field]


def test_the_past_is_not_changed_under_what_was_paid(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    with pytest.raises(WrongDate):
        ask(loan, RESCHEDULE, on="2026-02-01")
    put_in_force(adopt(loan, RESCHEDULE))
    for act in (
        lambda: pay(loan, "10.00", date(2026, 2, 20)),
        lambda: undo(loan.repayments.get(), date(2026, 3, 2)),
    ):
        with pytest.raises(CannotReplay) as refused:
            act()
        assert isinstance(refused.value.__cause__, ScheduleChangedSince)
    assert loan.schedules.count() == 2


def test_between_members_a_changed_loan_still_ends_within_three_years(kept: Kept) -> None:
    loan = kept(make_loan, custody="members")
    ask(loan, RESCHEDULE, instalments=34)
    with pytest.raises(WrongTerms):
        ask(loan, RESCHEDULE, instalments=35)


def test_interest_booked_by_the_day_goes_over_to_the_new_schedule_on_the_day() -> None:
    fund = make_fund(accrual="daily")
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    loan = make_active_loan(make_member(fund))
    recognise(loan, date(2026, 3, 10))
    put_in_force(adopt(loan, RESCHEDULE, first_due_on="2026-04-15", annual_rate="0.05"))
    assert breaches() == []
    assert recognised_until(loan) == date(2026, 3, 10)
    recognise(loan, date(2026, 7, 15))
    assert breaches() == []
    live = InterestAccrual.objects.filter(loan=loan, reversed_on__isnull=True)
    booked = sum((row.amount for row in live), eur(0))
    assert booked == sum((row.interest for row in instalments_of(loan)), eur(0))


def test_what_is_paid_of_a_past_due_is_not_shown_as_owed(loan: Loan) -> None:
    pay(late(loan), "1000.00", date(2026, 2, 20))
    rows_shown = ask(loan, RESCHEDULE, first_due_on="2026-04-15").current.change["rows"]
    # The interest of February was paid first: nothing of that instalment is left but principal, which is brought in.
    assert [row[0] for row in rows_shown] == [2, 3, 4, 5]
