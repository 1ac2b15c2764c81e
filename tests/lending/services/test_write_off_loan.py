"""Writing a loan off, what is recovered afterwards, and the way back: to the cent, leg by leg."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lending.domain.default_errors import CostsUnpaid, MoreThanLost, NotWrittenOff, RecoveriesStand, WrittenOff
from lending.domain.fund_errors import CannotReplay, FourHands, NotAllowed, WrongDate, WrongState
from lending.domain.state_errors import NotInDefault
from lending.models import Event, Loan, LossShare, OutboxMessage, Participation
from lending.selectors.arrears import late_loan
from lending.selectors.instalments import instalments_of
from lending.selectors.liquidity import liquidity
from lending.services.charge_late import charge_late
from lending.services.recognise_interest import recognise_loan_interest
from lending.services.record_recovery import record_recovery
from lending.services.waive_dues import waive_dues
from lending.services.write_off_loan import confirm_write_off, prepare_write_off
from tests.factories import eur, make_person, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.default_stories import (
    CALLED,
    call_in,
    losses_of,
    recover,
    take_back,
    take_write_off_back,
    undo_recovery,
    write_off,
)
from tests.lending.services.loan_stories import at_noon, breaches, end, holds, legs_of, make_story, pay, stands, undo

pytestmark = pytest.mark.django_db
LOST = date(2026, 6, 1)


def make_called_in(custody: str) -> Loan:
    """Called in on 1 March: 10 000 € and 33.34 € of interest are due, 6 000 / 4 000 by leg."""
    loan = make_story(custody)
    call_in(loan)
    return loan


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_called_in, request.param)


def test_each_lender_loses_what_it_has_outstanding_and_due(loan: Loan) -> None:
    pay(loan, "3033.34", date(2026, 4, 1))
    write_off(loan, LOST)
    assert losses_of(loan) == [("4200.00", "0.00", "0.00", "0.00"), ("2800.00", "0.00", "0.00", "0.00")]
    assert [leg[:2] for leg in legs_of(loan)] == [("0.00", "0.00")] * 2
    assert stands(loan) == ("written_off", None)
    assert breaches() == []


def test_the_books_show_the_loss_and_nothing_is_owed_any_more(loan: Loan) -> None:
    before = holds(loan)
    write_off(loan, LOST)
    after = holds(loan)
    lender = {code: amount for code, amount in after.items() if not code.startswith("512")}
    assert lender == {"4551-001": "54000.00", "4551-002": "36000.00"}
    assert {code: after[code] for code in after if code.startswith("512")} == {
        code: before[code] for code in before if code.startswith("512")
    }
    assert losses_of(loan) == [("6000.00", "20.00", "0.00", "0.00"), ("4000.00", "13.34", "0.00", "0.00")]
    assert late_loan(loan, on=LOST).arrears.is_late is False
    assert late_loan(loan, on=date(2026, 5, 31)).arrears.is_late is True
    recognise_loan_interest(loan_id=loan.pk, today=date(2026, 9, 1))
    assert holds(loan) == after


def test_what_is_written_off_is_neither_forecast_nor_at_risk(loan: Loan) -> None:
    write_off(loan, LOST)
    found = liquidity(loan.fund, on=LOST)
    assert sum(month.principal_minor for month in found.forecast.months) == 0
    assert (found.portfolio.outstanding_minor, found.portfolio.at_risk_minor) == (0, 0)


def test_recoveries_go_by_the_key_of_the_loss_principal_first_and_change_no_state(loan: Loan) -> None:
    write_off(loan, LOST)
    recover(loan, "100.01", date(2026, 7, 1))
    assert losses_of(loan) == [("6000.00", "20.00", "60.01", "0.00"), ("4000.00", "13.34", "40.00", "0.00")]
    recover(loan, "9900.00", date(2026, 8, 1))
    assert losses_of(loan) == [("6000.00", "20.00", "6000.00", "0.01"), ("4000.00", "13.34", "4000.00", "0.00")]
    recover(loan, "33.33", date(2026, 9, 1))
    assert losses_of(loan) == [("6000.00", "20.00", "6000.00", "20.00"), ("4000.00", "13.34", "4000.00", "13.34")]
    assert stands(loan) == ("written_off", None)
    assert holds(loan)["4551-001"] == "60020.00"
    assert "7583-1" not in holds(loan)
    assert breaches() == []


def test_nobody_recovers_more_than_was_lost(loan: Loan) -> None:
    write_off(loan, LOST)
    before = holds(loan)
    with pytest.raises(MoreThanLost) as refusal:
        recover(loan, "10033.35", LOST)
    assert refusal.value.values["maximum"] == eur("10033.34")
    assert holds(loan) == before
    recover(loan, "10033.34", LOST)
    with pytest.raises(MoreThanLost):
        recover(loan, "0.01", LOST)


def test_the_mirror_of_each_leaves_everything_as_before(loan: Loan) -> None:
    before = holds(loan), legs_of(loan), losses_of(loan), stands(loan)
    write_off(loan, LOST)
    written = holds(loan), legs_of(loan), losses_of(loan), stands(loan)
    first, second = recover(loan, "33.33", date(2026, 7, 1)), recover(loan, "66.67", date(2026, 7, 2))
    undo_recovery(first, date(2026, 7, 3))
    assert breaches() == []
    undo_recovery(second, date(2026, 7, 3))
    assert (holds(loan), legs_of(loan), losses_of(loan), stands(loan)) == written
    take_write_off_back(loan, date(2026, 7, 4))
    assert (holds(loan), legs_of(loan), losses_of(loan), stands(loan)) == before
    assert breaches() == []
    take_back(loan, date(2026, 7, 5))
    assert stands(loan)[0] == "in_arrears"


def test_a_loan_owed_again_is_paid_and_closed(loan: Loan) -> None:
    write_off(loan, LOST)
    take_write_off_back(loan, date(2026, 7, 4))
    end(loan, date(2026, 7, 5))
    assert stands(loan) == ("closed", date(2026, 7, 5))
    assert breaches() == []


def test_a_write_off_stands_while_something_was_recovered(loan: Loan) -> None:
    write_off(loan, LOST)
    recovery = recover(loan, "10.00", date(2026, 7, 1))
    with pytest.raises(RecoveriesStand, match="2026-07-01"):
        take_write_off_back(loan, date(2026, 7, 2))
    undo_recovery(recovery, date(2026, 7, 2))
    take_write_off_back(loan, date(2026, 7, 2))
    assert stands(loan)[0] == "defaulted"


def test_receipts_are_refused_after_it_and_before_it_with_the_reason(loan: Loan) -> None:
    paid = pay(loan, "100.00", date(2026, 4, 1))
    write_off(loan, LOST)
    before = holds(loan)
    with pytest.raises(WrittenOff, match="as a recovery"):
        pay(loan, "10.00", date(2026, 7, 1))
    with pytest.raises(CannotReplay, match="take the write-off back first") as refusal:
        pay(loan, "10.00", date(2026, 5, 1), told_on=date(2026, 7, 1))
    assert refusal.value.values["date"] == LOST
    with pytest.raises(CannotReplay, match="The write-off"):
        undo(paid, date(2026, 7, 1))
    assert holds(loan) == before
    # The same receipt is taken once the write-off is gone.
    take_write_off_back(loan, date(2026, 7, 1))
    pay(loan, "10.00", date(2026, 5, 1), told_on=date(2026, 7, 1))
    assert breaches() == []


def test_it_takes_two_hands_a_default_and_a_day_after_everything_else(loan: Loan) -> None:
    first, second = treasurer_of(loan.fund), treasurer_of(loan.fund, 2)
    pay(loan, "100.00", date(2026, 4, 1))
    act = prepare_write_off(loan=loan, reason="Liquidation", acting_person=first, now=at_noon(LOST))
    with pytest.raises(FourHands, match="prepared this act"):
        confirm_write_off(act=act, written_off_on=LOST, acting_person=first, now=at_noon(LOST))
    with pytest.raises(NotAllowed):
        confirm_write_off(act=act, written_off_on=LOST, acting_person=make_person(), now=at_noon(LOST))
    with pytest.raises(WrongDate):
        confirm_write_off(act=act, written_off_on=date(2026, 3, 31), acting_person=second, now=at_noon(LOST))
    confirm_write_off(act=act, written_off_on=LOST, acting_person=second, now=at_noon(LOST))
    with pytest.raises(WrongState):
        confirm_write_off(act=act, written_off_on=LOST, acting_person=second, now=at_noon(LOST))
    with pytest.raises(NotInDefault):
        prepare_write_off(loan=loan, reason="Encore", acting_person=first, now=at_noon(LOST))


def test_a_loan_that_runs_is_neither_written_off_nor_recovered(kept: Kept) -> None:
    loan = kept(make_story)
    with pytest.raises(NotInDefault):
        write_off(loan, CALLED)
    with pytest.raises(NotWrittenOff):
        recover(loan, "1.00", CALLED)
    with pytest.raises(NotWrittenOff):
        take_write_off_back(loan, CALLED)


def test_recording_a_recovery_is_for_a_treasurer(loan: Loan) -> None:
    write_off(loan, LOST)
    with pytest.raises(NotAllowed):
        record_recovery(loan=loan, amount=eur(1), received_on=LOST, acting_person=make_person(), now=at_noon(LOST))


def test_lenders_are_told_their_part_and_events_keep_the_figures(loan: Loan) -> None:
    written = write_off(loan, LOST)
    told = [message.context["lost"] for message in OutboxMessage.objects.filter(template="loan_written_off")]
    assert sorted(told) == ["4000.00 EUR", "6000.00 EUR"]
    event = Event.objects.get(kind="write_off_loan")
    assert event.person == treasurer_of(loan.fund, 2)
    assert event.after == {
        "state": "written_off", "act": str(written.pk), "written_off_on": "2026-06-01", "principal": "10000.00 EUR",
        "interest": "33.34 EUR", "prepared_by": treasurer_of(loan.fund).name, "reason": "Liquidation",
    }  # fmt: skip


def test_the_database_keeps_shares_and_refuses_what_no_leg_can_lose(loan: Loan) -> None:
    write_off(loan, LOST)
    leg = loan.participations.order_by("leg")[0]
    attacks = {
        "participation_loses_what_is_outstanding": {"lost": eur("6000.01")},
        "participation_recovers_what_it_lost": {"recovered": eur("6000.01")},
    }
    for constraint, figures in attacks.items():
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Participation.objects.filter(pk=leg.pk).update(**figures)
        allowed = {name: amount - eur("0.01") for name, amount in figures.items()}
        Participation.objects.filter(pk=leg.pk).update(**allowed)
    with pytest.raises(DatabaseError, match="keeps what was written"), transaction.atomic():
        LossShare.objects.filter(participation=leg).update(principal=eur(1))
    assert connections["default"].is_usable()


@pytest.fixture
def called_in(kept: Kept) -> Loan:
    """The fund's own; every example is rolled back to where it was called in."""
    return kept(make_called_in, "fund")


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(parts=st.lists(st.integers(min_value=1, max_value=4_000_00), min_size=1, max_size=5), data=st.data())
def test_loss_and_recoveries_sum_to_the_cent_and_no_leg_goes_below_zero(
    parts: list[int], data: st.DataObject, called_in: Loan
) -> None:
    with transaction.atomic():
        loan = Loan.objects.get(pk=called_in.pk)
        paid = data.draw(st.integers(min_value=0, max_value=900_000))
        if paid:
            pay(loan, f"{paid / 100:.2f}", date(2026, 3, 5))
        written = write_off(loan, LOST)
        assert written.principal + written.interest == eur("10033.34") - eur(f"{paid / 100:.2f}")
        standing = []
        for part in parts:
            left = sum((leg.lost + leg.interest_lost - leg.recovered - leg.interest_recovered) for leg in legs(loan))
            amount = min(part, int(left.amount * 100))
            if amount:
                standing.append(recover(loan, f"{amount / 100:.2f}", LOST))
            if standing and data.draw(st.booleans()):
                undo_recovery(standing.pop(data.draw(st.integers(0, len(standing) - 1))), LOST)
            came_back = sum((each.amount for each in standing), eur(0))
            assert sum((leg.recovered + leg.interest_recovered for leg in legs(loan)), eur(0)) == came_back
            assert breaches() == []
        assert sum((leg.lost for leg in legs(loan)), eur(0)) == written.principal
        transaction.set_rollback(True)


def legs(loan: Loan) -> list[Participation]:
    return list(loan.participations.all())


def test_costs_that_nobody_paid_are_waived_before_the_loan_is_written_off(kept: Kept) -> None:
    """They are the fund's own: written off with the loan they would be no lender's loss, and owed for ever."""
    loan = kept(make_story, "fund", terms={"late_rate": Decimal("0.10")})
    call_in(loan)
    charge_late(loan=loan, charged_on=date(2026, 4, 1), acting_person=treasurer_of(loan.fund), now=at_noon(LOST))
    left = sum((row.costs for row in instalments_of(loan)), eur(0))
    assert left > eur(0)
    with pytest.raises(CostsUnpaid) as refusal:
        write_off(loan, LOST)
    assert refusal.value.values["amount"] == left
    waive_dues(
        loan=loan, part="costs", amount=left, waived_on=LOST, reason="Liquidation",
        acting_person=treasurer_of(loan.fund), now=at_noon(LOST),
    )  # fmt: skip
    write_off(loan, LOST)
    assert breaches() == []
    assert [code for code in holds(loan) if code.startswith("4678")] == []
