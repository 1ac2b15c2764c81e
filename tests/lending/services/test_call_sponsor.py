"""Sponsors called on default, in both custodies: by two hands, paid as a receipt, before the mutual fund and losses."""

from datetime import date
from decimal import Decimal

import pytest

from lending.domain.default_errors import AlreadyPrepared, GuaranteeNotCalled
from lending.domain.fund_errors import CannotReplay, FourHands, NotAllowed, WrongDate, WrongState
from lending.domain.sponsor_errors import (
    CallPaid,
    CallStillRuns,
    CallTakenBack,
    MoreThanCalled,
    MoreThanOwed,
    NothingToCall,
    SponsorNotCalled,
)
from lending.models import GuaranteeCall, Loan, Membership, OutboxMessage, Repayment
from lending.selectors.sponsors import Standing, callable_of, sponsor_guarantees
from lending.services.call_mutual_guarantee import call_mutual_guarantee
from lending.services.call_sponsor import prepare_sponsor_call, release_sponsor_call, take_call_back
from members.models import Role
from tests.factories import eur, make_person, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.default_stories import CALLED, call_in, losses_of, take_back, write_off
from tests.lending.services.loan_stories import at_noon, breaches, end, holds, legs_of, pay, stands, undo
from tests.lending.services.sponsor_stories import (
    call_sponsor,
    guarantee_of,
    make_sponsored_loan,
    prepare_call,
    sponsor_pays,
)

pytestmark = pytest.mark.django_db
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture(params=["fund", "members"])
def story(request: pytest.FixtureRequest, kept: Kept) -> tuple[Loan, list[Membership]]:
    """10 000 € called in with 33.34 € of interest: one sponsor for 4 000 €, another for half of what is owed."""
    loan, sponsors = kept(make_sponsored_loan, ("Parrain A", 4_000), ("Parrain B", "0.5"), custody=request.param)
    call_in(loan)
    return Loan.objects.get(pk=loan.pk), sponsors


@pytest.fixture
def loan(story: tuple[Loan, list[Membership]]) -> Loan:
    return story[0]


def callable_now(loan: Loan) -> list[str]:
    return [f"{amount.amount}" for amount in callable_of(loan).values()]


def standings(loan: Loan) -> list[str]:
    return [str(one.standing) for one in sponsor_guarantees(loan)]


def first(loan: Loan) -> GuaranteeCall:
    return call_sponsor(loan.guarantees.get(place=1), APRIL)


def test_each_answers_for_its_amount_or_its_share_of_what_is_owed(loan: Loan) -> None:
    assert callable_now(loan) == ["4000.00", "5000.00"]
    pay(loan, "1033.34", date(2026, 3, 20))
    assert callable_now(loan) == ["4000.00", "4500.00"]
    call = first(loan)
    assert (call.amount, call.called_on, call.pay_by) == (eur(4_000), APRIL, APRIL)
    assert standings(loan) == ["called", "in_force"]
    assert callable_now(loan) == ["0.00", "4500.00"]
    told = OutboxMessage.objects.filter(template="sponsor_called")
    assert [(one.context["sponsor"], one.context["amount"]) for one in told] == [("Parrain A", "4000.00 EUR")]


def test_what_it_pays_is_a_receipt_shared_over_the_lenders_in_either_custody(loan: Loan) -> None:
    call, before = first(loan), holds(loan)
    part = sponsor_pays(call, 1_000, APRIL)
    assert (part.kind, part.principal, part.interest, part.credit) == ("sponsor", eur("966.66"), eur("33.34"), eur(0))
    assert legs_of(loan) == [("5420.00", "0.00", "20.00"), ("3613.34", "0.00", "13.34")]
    moved = {code: Decimal(held) - Decimal(before.get(code, 0)) for code, held in holds(loan).items()}
    cash = {code: f"{amount}" for code, amount in moved.items() if code.startswith("512")}
    paid = {"512": "1000.00"} if loan.fund.custody == "fund" else {"512-001": "600.00", "512-002": "400.00"}
    assert cash == paid
    # Its share of what was owed at the default does not move with what sponsors pay.
    assert callable_now(loan) == ["0.00", "5000.00"]
    with pytest.raises(MoreThanCalled):
        sponsor_pays(call, "3000.01", APRIL)
    sponsor_pays(call, 3_000, APRIL)
    assert standings(loan) == ["paid", "in_force"]
    assert legs_of(loan) == [("3620.00", "0.00", "20.00"), ("2413.34", "0.00", "13.34")]
    assert stands(loan)[0] == "defaulted"
    assert OutboxMessage.objects.filter(template="sponsor_paid").count() == 4
    assert breaches() == []


def test_reversed_it_leaves_everything_as_before_and_the_call_to_be_paid(loan: Loan) -> None:
    call = first(loan)
    before = holds(loan), legs_of(loan), stands(loan), standings(loan)
    undo(sponsor_pays(call, 4_000, APRIL), APRIL)
    assert (holds(loan), legs_of(loan), stands(loan), standings(loan)) == before
    assert breaches() == []


def test_a_receipt_told_late_lets_it_be_done_again_as_far_as_it_is_owed(loan: Loan) -> None:
    call = first(loan)
    sponsor_pays(call, 4_000, APRIL)
    with pytest.raises(CannotReplay):
        pay(loan, "6033.35", date(2026, 3, 20), told_on=APRIL)
    pay(loan, "5000", date(2026, 3, 20), told_on=APRIL)
    again = loan.repayments.get(kind="sponsor", reversed_on__isnull=True)
    assert (again.call, again.amount, again.principal) == (call, eur(4_000), eur(4_000))
    assert standings(loan)[0] == "paid"
    second = call_sponsor(loan.guarantees.get(place=2), APRIL)
    assert second.amount == eur("1033.34")
    pay(loan, "1000", APRIL)
    with pytest.raises(MoreThanOwed):
        sponsor_pays(second, "33.35", APRIL)
    sponsor_pays(second, "33.34", APRIL)
    assert stands(loan) == ("closed", APRIL)
    assert breaches() == []


def test_a_call_is_never_beyond_what_is_still_owed(loan: Loan) -> None:
    pay(loan, "8033.34", date(2026, 3, 20))
    assert callable_now(loan) == ["2000.00", "1000.00"]
    first(loan)
    assert callable_now(loan) == ["0.00", "0.00"]
    with pytest.raises(NothingToCall):
        prepare_call(loan.guarantees.get(place=2), APRIL)


def test_it_is_released_at_the_end_of_the_loan(loan: Loan) -> None:
    sponsor_pays(first(loan), 4_000, APRIL)
    pay(loan, "6033.34", MAY)
    assert stands(loan) == ("closed", MAY)
    found = sponsor_guarantees(Loan.objects.get(pk=loan.pk))
    assert [(one.standing, one.released_on, one.paid) for one in found] == [
        (Standing.RELEASED, MAY, eur(4_000)), (Standing.RELEASED, MAY, eur(0)),
    ]  # fmt: skip
    undo(loan.repayments.get(received_on=MAY), MAY)
    assert standings(loan) == ["paid", "in_force"]


def test_the_loss_comes_after_each_sponsor_has_paid_or_let_its_time_go_by(loan: Loan) -> None:
    with pytest.raises(SponsorNotCalled) as refusal:
        write_off(loan, APRIL)
    assert refusal.value.values["sponsor"] == "Parrain A"
    sponsor_pays(first(loan), 4_000, APRIL)
    with pytest.raises(SponsorNotCalled):
        write_off(loan, APRIL)
    call_sponsor(loan.guarantees.get(place=2), APRIL, pay_by=MAY)
    with pytest.raises(CallStillRuns) as waiting:
        write_off(loan, MAY)
    assert waiting.value.values["amount"] == eur(5_000)
    write_off(loan, date(2026, 5, 2))
    assert [figures[0] for figures in losses_of(loan)] == ["3620.00", "2413.34"]
    assert breaches() == []


def test_the_mutual_fund_comes_after_the_sponsors(kept: Kept) -> None:
    loan, (sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000), guarantee_rate=Decimal("0.02"))
    call_in(loan)
    treasurer = treasurer_of(loan.fund)
    with pytest.raises(SponsorNotCalled):
        call_mutual_guarantee(loan=loan, called_on=APRIL, acting_person=treasurer, now=at_noon(APRIL))
    sponsor_pays(call_sponsor(guarantee_of(loan, sponsor), APRIL), 4_000, APRIL)
    with pytest.raises(GuaranteeNotCalled):
        write_off(loan, date(2026, 4, 2))
    paid = call_mutual_guarantee(loan=loan, called_on=APRIL, acting_person=treasurer, now=at_noon(APRIL))
    assert paid.principal == eur(200)
    write_off(loan, date(2026, 4, 2))
    assert breaches() == []


def test_two_hands_call_and_neither_is_the_sponsors(story: tuple[Loan, list[Membership]]) -> None:
    loan, (sponsor, other) = story
    guarantee, one, two = guarantee_of(loan, sponsor), treasurer_of(loan.fund), treasurer_of(loan.fund, 2)
    asked = {"guarantee": guarantee, "reason": "Rien", "pay_by": MAY, "now": at_noon(APRIL)}
    with pytest.raises(NotAllowed):
        prepare_sponsor_call(acting_person=make_person(), **asked)
    act = prepare_sponsor_call(acting_person=one, **asked)
    with pytest.raises(AlreadyPrepared):
        prepare_sponsor_call(acting_person=two, **asked)
    prepare_call(guarantee_of(loan, other), APRIL)
    with pytest.raises(FourHands):
        release_sponsor_call(act=act, called_on=APRIL, acting_person=one, now=at_noon(APRIL))
    role = Role.objects.create(person=two, cooperative=sponsor.cooperative, kind=Role.Kind.MANAGER)
    with pytest.raises(FourHands):
        release_sponsor_call(act=act, called_on=APRIL, acting_person=two, now=at_noon(APRIL))
    role.delete()
    release_sponsor_call(act=act, called_on=APRIL, acting_person=two, now=at_noon(APRIL))
    assert standings(loan) == ["called", "in_force"]


def test_a_call_is_taken_back_as_long_as_nothing_was_paid_on_it(loan: Loan) -> None:
    call = first(loan)
    asked = {"call": call, "reason": "Erreur", "acting_person": treasurer_of(loan.fund), "now": at_noon(APRIL)}
    paid = sponsor_pays(call, 100, APRIL)
    with pytest.raises(CallPaid):
        take_call_back(reversed_on=APRIL, **asked)
    undo(paid, APRIL)
    take_call_back(reversed_on=APRIL, **asked)
    assert (callable_now(loan)[0], standings(loan)[0]) == ("4000.00", "in_force")
    with pytest.raises(CallTakenBack):
        take_call_back(reversed_on=APRIL, **asked)
    with pytest.raises(CallTakenBack):
        sponsor_pays(call, 100, APRIL)


def test_days_that_cannot_be(loan: Loan) -> None:
    guarantee = loan.guarantees.get(place=1)
    with pytest.raises(WrongDate):
        prepare_call(guarantee, APRIL, pay_by=date(2026, 3, 31))
    act = prepare_call(guarantee, APRIL)
    two = treasurer_of(loan.fund, 2)
    with pytest.raises(WrongDate):
        release_sponsor_call(act=act, called_on=date(2026, 2, 28), acting_person=two, now=at_noon(APRIL))
    with pytest.raises(WrongDate):
        release_sponsor_call(act=act, called_on=MAY, acting_person=two, now=at_noon(MAY))
    call = release_sponsor_call(act=act, called_on=APRIL, acting_person=two, now=at_noon(APRIL))
    with pytest.raises(WrongDate):
        sponsor_pays(call, 100, date(2026, 3, 31))


def test_only_a_loan_in_default_calls_and_its_calling_in_stays_while_a_sponsor_has_paid(kept: Kept) -> None:
    loan, (sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000))
    guarantee = guarantee_of(loan, sponsor)
    with pytest.raises(WrongState):
        prepare_call(guarantee, date(2026, 2, 20))
    call_in(loan)
    paid = sponsor_pays(call_sponsor(guarantee, CALLED), 4_000, CALLED)
    with pytest.raises(CannotReplay):
        take_back(loan, CALLED)
    undo(paid, CALLED)
    take_back(loan, CALLED)
    assert stands(loan)[0] != "defaulted"


def test_repaid_without_a_call_it_is_released_too(kept: Kept) -> None:
    loan, _sponsors = kept(make_sponsored_loan, ("Parrain A", 4_000))
    end(loan, CALLED)
    assert [(one.standing, one.released_on) for one in sponsor_guarantees(Loan.objects.get(pk=loan.pk))] == [
        (Standing.RELEASED, CALLED)
    ]
    assert not Repayment.objects.filter(kind="sponsor").exists()
