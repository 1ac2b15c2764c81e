"""What is told late: as if it had been told in time, with all that was done meanwhile done again on top of it."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.models import Entry
from ledger.selectors.balances import balances
from ledger.services.periods import close_period, open_period
from lending.domain.fund_errors import CannotReplay, DateInFuture, WrongDate, WrongState
from lending.models import Event, InterestAccrual, Loan, OutboxMessage, Placement, Repayment
from lending.selectors.instalments import instalments_of
from lending.services import replay
from lending.services.bookkeeping import batch
from lending.services.mark_arrears import mark_arrears
from lending.services.withdraw_placement import give_notice, pay_withdrawal
from tests.factories import eur, treasurer_of
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
LAST = date(2026, 5, 1)


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_story, request.param)


def pictured(loan: Loan, *, days: list[date]) -> dict[str, object]:
    """All that a loan is, once the day has been closed; the accounts at the end of each of these days too."""
    recognise(loan, LAST)
    mark_arrears(loan_id=loan.pk, today=LAST, now=at_noon(LAST))
    return {
        "instalments": [
            (row.number, row.due_on, row.principal, row.interest, row.paid_principal, row.paid_interest)
            for row in instalments_of(loan)
        ],
        "legs": legs_of(loan),
        "stands": stands(loan),
        "accounts": holds(loan),
        "by day": [
            {code: held for code, held in balances(book=loan.fund.book, on=day).items() if held.amount} for day in days
        ],
        "recognised": sorted(
            InterestAccrual.objects.filter(loan=loan, reversed_on__isnull=True).values_list(
                "instalment_number", "amount", "accrued_on"
            )
        ),
    }


def owed(loan: Loan, on: date) -> int:
    """Cents that can be paid on a day as a repayment: what is due, and the next instalment."""
    rows = list(instalments_of(loan))
    due = [row for row in rows if row.due_on <= on]
    payable = [*due, *rows[len(due) : len(due) + 1]]
    return sum(
        int((row.principal + row.interest - row.paid_principal - row.paid_interest).amount * 100) for row in payable
    )


@pytest.fixture
def made(kept: Kept) -> Loan:
    """The fund's own; every example is rolled back to where it was paid out."""
    return kept(make_story)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    days=st.lists(st.integers(min_value=1, max_value=100), min_size=2, max_size=5, unique=True),
    data=st.data(),
)
def test_any_order_of_telling_gives_what_the_order_of_days_gives(
    days: list[int], data: st.DataObject, made: Loan
) -> None:
    with transaction.atomic():
        loan = Loan.objects.get(pk=made.pk)
        drawn_on = loan.disbursed_on
        receipts: list[tuple[date, str]] = []
        looked_at = [drawn_on + timedelta(days=day) for day in sorted({*days, 31, 59, 90})]
        with transaction.atomic():
            for day in sorted(days):
                on = drawn_on + timedelta(days=day)
                if not (most := owed(loan, on)) or stands(loan)[0] == "closed":
                    continue
                cents = data.draw(st.integers(min_value=1, max_value=most))
                receipts.append((on, f"{cents / 100:.2f}"))
                pay(loan, receipts[-1][1], on)
            in_time = pictured(loan, days=looked_at)
            transaction.set_rollback(True)
        for on, amount in data.draw(st.permutations(receipts)):
            if data.draw(st.booleans()):
                recognise(loan, LAST)
            pay(loan, amount, on, told_on=LAST)
            assert breaches() == []
        assert pictured(loan, days=looked_at) == in_time
        standing = loan.repayments.filter(reversed_on__isnull=True).values_list("received_on", "amount")
        assert sorted((on, f"{amount}") for on, amount in standing) == sorted(receipts)
        transaction.set_rollback(True)


def test_without_undoing_what_follows_the_order_of_telling_would_show(
    loan: Loan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the property: two receipts, the later one told first."""
    told = [(date(2026, 3, 1), "2000.00"), (date(2026, 2, 20), "3000.00")]
    with transaction.atomic():
        for on, amount in sorted(told):
            pay(loan, amount, on)
        in_time = pictured(loan, days=[date(2026, 2, 20)])
        transaction.set_rollback(True)
    with transaction.atomic():
        monkeypatch.setattr(replay, "KINDS", {})
        for on, amount in told:
            pay(loan, amount, on, told_on=LAST)
        assert pictured(loan, days=[date(2026, 2, 20)]) != in_time
        transaction.set_rollback(True)
    monkeypatch.undo()
    for on, amount in told:
        pay(loan, amount, on, told_on=LAST)
    assert pictured(loan, days=[date(2026, 2, 20)]) == in_time


def test_what_was_undone_stays_and_says_by_what_it_was_replaced(loan: Loan) -> None:
    later = pay(loan, "2000.00", SECOND)
    pay(loan, "3000.00", FIRST, told_on=LAST)
    later.refresh_from_db()
    again = later.replayed_by
    assert (later.reversed_on, later.principal, later.interest) == (SECOND, eur("1958.31"), eur("41.69"))
    assert (again.received_on, again.principal, again.interest) == (SECOND, eur("1983.31"), eur("16.69"))
    assert (again.amount, again.reference, again.recorded_by) == (later.amount, "VIR-1", later.recorded_by)
    days = {entry.id: entry.effective_on for entry in Entry.objects.filter(book__code=loan.fund.book)}
    assert [days[each] for each in (later.reversal_entry_id, again.entry_id)] == [SECOND, SECOND]
    told = Event.objects.get(kind="replay_acts")
    assert told.after["acts"] == [{"on": "2026-03-15", "undone": str(later.pk), "redone": str(again.pk)}]
    assert told.after["moved_to_open_period"] == []
    # The borrower had its message when the money came, and gets no other of the same money.
    messages = OutboxMessage.objects.filter(template="repayment_received").values_list("context", flat=True)
    assert sorted(message["received_on"] for message in messages) == ["2026-02-15", "2026-03-15"]


def test_a_receipt_undone_twice_is_followed_from_row_to_row(loan: Loan) -> None:
    first = pay(loan, "1000.00", THIRD)
    pay(loan, "1000.00", SECOND, told_on=LAST)
    pay(loan, "1000.00", FIRST, told_on=LAST)
    first.refresh_from_db()
    last = first.replayed_by.replayed_by
    assert last.reversed_on is None
    assert not hasattr(last, "replayed_by")
    assert Repayment.objects.filter(loan=loan, reversed_on__isnull=True).count() == 3


def test_a_receipt_before_the_one_that_closed_the_loan(loan: Loan) -> None:
    """The instalments are paid, then one of them bounces: the loan is owed again, whatever came last."""
    receipts = [pay(loan, amount, on) for amount, on in [("3350.01", FIRST), ("3350.01", SECOND), ("3350.02", THIRD)]]
    assert stands(loan) == ("closed", THIRD)
    undo(receipts[0], LAST)
    assert stands(loan)[0] == "in_arrears"
    assert (
        sum(row.paid_principal.amount + row.paid_interest.amount for row in instalments_of(loan))
        == eur("6700.03").amount
    )
    pay(loan, "3350.01", date(2026, 2, 20), told_on=LAST)
    assert stands(loan) == ("closed", THIRD)
    assert breaches() == []


def test_a_lender_may_have_spent_what_is_taken_back_and_given_again(
    loan: Loan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its floor is judged on the whole. One entry after the other, the same replay is refused: the control."""
    pay(loan, "3350.01", SECOND)
    treasurer = treasurer_of(loan.fund)
    for placement in Placement.objects.filter(fund=loan.fund).order_by("id"):
        leg = loan.participations.get(membership=placement.membership)
        notice = give_notice(
            placement=placement, amount=placement.amount - leg.outstanding, requested_on=SECOND,
            acting_person=treasurer, now=at_noon(SECOND),
        )  # fmt: skip
        pay_withdrawal(withdrawal=notice, paid_on=SECOND, acting_person=treasurer, now=at_noon(SECOND))
    monkeypatch.setattr(batch.Batch, "add", _at_once)
    with pytest.raises(CannotReplay), transaction.atomic():
        pay(loan, "100.00", FIRST, told_on=LAST)
    monkeypatch.undo()
    pay(loan, "100.00", FIRST, told_on=LAST)
    assert breaches() == []


def _at_once(self: batch.Batch, draft: object) -> object:
    token = batch._OPEN.set(None)
    try:
        return (
            batch._require_created(
                batch.post(book=self.book, entries=[draft], idempotency_key=f"at-once:{len(self.moved)}:{id(draft)}")
            )
            .outcomes[0]
            .entry_id
        )
    finally:
        batch._OPEN.reset(token)


def test_what_is_of_a_closed_period_is_booked_today_and_the_event_says_so(loan: Loan) -> None:
    later = pay(loan, "2000.00", date(2026, 2, 25))
    for act in (open_period, close_period):
        act(book=loan.fund.book, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 28), by="test")
    before = balances(book=loan.fund.book, on=date(2026, 2, 28))
    pay(loan, "3000.00", FIRST, told_on=LAST)
    later.refresh_from_db()
    entries = Entry.objects.filter(id__in=[later.reversal_entry_id, later.replayed_by.entry_id])
    assert {entry.effective_on for entry in entries} == {LAST}
    assert balances(book=loan.fund.book, on=date(2026, 2, 28)) == before
    moved = Event.objects.get(kind="replay_acts").after["moved_to_open_period"]
    assert {"day": "2026-02-15", "booked_on": "2026-05-01"} in moved
    assert {"day": "2026-02-25", "booked_on": "2026-05-01"} in moved
    assert breaches() == []


def test_what_cannot_be_done_again_refuses_the_whole(loan: Loan) -> None:
    first = pay(loan, "3350.01", FIRST)
    end(loan, date(2026, 3, 1))
    before = holds(loan), legs_of(loan), stands(loan), Repayment.objects.count()
    with pytest.raises(CannotReplay) as refusal, transaction.atomic():
        undo(first, LAST)
    said = refusal.value.values
    assert (str(said["act"]), said["date"]) == ("The early repayment in full", date(2026, 3, 1))
    assert said["reason"].values == {"date": date(2026, 3, 1), "payoff": eur("10033.34"), "amount": eur("6683.33")}
    assert (holds(loan), legs_of(loan), stands(loan), Repayment.objects.count()) == before
    assert breaches() == []


def test_what_no_receipt_can_be_is_refused_before_anything(loan: Loan) -> None:
    with pytest.raises(WrongDate):
        pay(loan, "10.00", date(2026, 1, 14), told_on=LAST)
    with pytest.raises(DateInFuture):
        pay(loan, "10.00", SECOND, told_on=FIRST)
    end(loan, FIRST)
    with pytest.raises(WrongState):
        pay(loan, "10.00", SECOND)


def paid_every_day(told_on: date) -> Loan:
    """Twenty-seven receipts of which each may follow one that is told later."""
    loan = make_story(instalments=36)
    for day in range(27):
        pay(loan, "1.00", date(2026, 2, 16) + timedelta(days=day), told_on=told_on)
    return loan


@pytest.mark.parametrize("is_counted", ["entries", "queries"])
def test_the_cost_grows_with_what_follows_and_with_nothing_else(is_counted: str, kept: Kept) -> None:
    told_on = date(2026, 6, 1)
    loan = kept(paid_every_day, told_on)
    costs = []
    for followers in (1, 5, 20):
        with transaction.atomic():
            before = Entry.objects.count()
            on = date(2026, 2, 16) + timedelta(days=26 - followers)
            with CaptureQueriesContext(connection) as asked:
                pay(loan, "2.00", on, told_on=told_on)
            costs.append(Entry.objects.count() - before if is_counted == "entries" else len(asked))
            transaction.set_rollback(True)
    one, five, twenty = costs
    if is_counted == "entries":
        # Itself, and two for each that follows.
        assert costs == [1 + 2, 1 + 10, 1 + 40]
    else:
        each = (twenty - one) / 19
        assert five - one == pytest.approx(4 * each)
        assert each <= 40
