"""Another schedule for a loan that is not drawn whole: what is still to come is kept, or given up with it."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.selectors.reservations import open_reservations
from lending.domain.change_errors import LoanMoved
from lending.domain.wrong_terms import WrongTerms
from lending.models import Event, Loan, LoanRequest
from lending.selectors.addenda import addendum_of
from lending.selectors.clock import database_now
from lending.selectors.instalments import instalments_of
from lending.services.apply_consolidation import apply_consolidation
from lending.services.ask_change import ask_change
from lending.services.release_tranches import lapse_tranches
from lending.services.submit_request import submit_request
from tests.factories import decide, eur, make_active_loan, manager_of, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.change_stories import accept, adopt, ask, open_vote, put_in_force, rows, wish
from tests.lending.services.loan_stories import at_noon, breaches, legs_of, pay, recognise
from tests.lending.services.tranche_stories import SECOND, THIRD, draw, make_drawn_loan

pytestmark = pytest.mark.django_db
# 6 000 € are drawn of 12 000 €; 4 000 € come on 15 March and 2 000 € on 1 April.
RESCHEDULE = {"kind": "reschedule", "on": "2026-02-20", "instalments": 8}
KEPT, GIVEN_UP = {**RESCHEDULE, "undrawn": "kept"}, {**RESCHEDULE, "undrawn": "given_up"}
REST = [["2026-03-15", 400_000], ["2026-04-01", 200_000]]


@pytest.fixture(params=["at_due_date", "daily"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_paid_once, request.param)


def make_paid_once(accrual: str) -> Loan:
    """With its first instalment, 1 008,77 € on 15 February, paid: 5 006,23 € are outstanding."""
    loan = make_drawn_loan(accrual=accrual)
    recognise(loan, date(2026, 2, 15))
    pay(loan, "1008.77", date(2026, 2, 15))
    return loan


def undrawn_in(request: LoanRequest) -> list[list[Any]]:
    told: Any = request.current.change
    return [[on, amount] for _reference, _number, on, _until, amount in told["undrawn"]]


def repay_whole(loan: Loan) -> None:
    for row in list(instalments_of(loan)):
        left = row.principal + row.interest - row.paid_principal - row.paid_interest
        if left.amount:
            recognise(loan, row.due_on)
            pay(loan, f"{left.amount}", row.due_on)
    loan.refresh_from_db()


def test_it_has_to_say_what_becomes_of_what_is_not_drawn(loan: Loan) -> None:
    with pytest.raises(WrongTerms) as refused:
        ask(loan, RESCHEDULE)
    assert list(refused.value.fields) == ["undrawn"]
    # Said either way, it is asked; and where all is drawn nothing has to be said.
    assert undrawn_in(ask(loan, KEPT)) == REST
    loan = draw(draw(loan, SECOND), THIRD)
    assert "undrawn" not in (ask(loan, RESCHEDULE, on="2026-04-02").current.change or {})


def test_given_up_it_is_released_as_the_schedule_is_put_in_force(loan: Loan) -> None:
    request = adopt(loan, GIVEN_UP)
    assert len(open_reservations(book=loan.fund.book)) == 4
    loan = put_in_force(request)
    assert open_reservations(book=loan.fund.book) == []
    assert [(each.number, each.state) for each in loan.tranches.order_by("number")] == [
        (1, "drawn"), (2, "released"), (3, "released"),
    ]  # fmt: skip
    assert [leg.undrawn for leg in loan.participations.all()] == [eur(0), eur(0)]
    assert Event.objects.get(kind="release_tranches").after["reason"] == request.reference
    addendum = addendum_of(request)
    assert addendum is not None
    said = json.loads(addendum.content)["undrawn"]
    assert (said["becomes"], [one["amount"] for one in said["drawdowns"]]) == ("given_up", ["4000.00", "2000.00"])
    assert breaches() == []
    repay_whole(loan)
    assert (loan.state, legs_of(loan)[0][0], breaches()) == ("closed", "0.00", [])


def test_kept_it_is_drawn_as_voted_and_the_new_schedule_is_reckoned_again(loan: Loan) -> None:
    loan = put_in_force(adopt(loan, KEPT))
    assert [each.state for each in loan.tranches.order_by("number")] == ["drawn", "waiting", "waiting"]
    before = rows(loan)
    assert (len(before), before[-1][3]) == (9, "0.00")
    assert breaches() == []
    recognise(loan, date(2026, 3, 15))
    pay(
        loan,
        f"{instalments_of(loan).get(number=2).principal.amount + instalments_of(loan).get(number=2).interest.amount}",
        SECOND,
    )
    loan = draw(draw(loan, SECOND), THIRD)
    after = rows(loan)
    # As many instalments on the same days; what is drawn is repaid by those that come after it.
    assert [row[0] for row in after] == [row[0] for row in before]
    assert after[:2] == before[:2]
    assert sum(Decimal(row[1]) for row in after) == 12_000
    assert (loan.drawn, open_reservations(book=loan.fund.book)) == (eur(12_000), [])
    assert breaches() == []
    repay_whole(loan)
    assert (loan.state, legs_of(loan)[0][0], breaches()) == ("closed", "0.00", [])


def test_interest_that_the_vote_moved_stays_where_it_is_when_more_is_drawn(kept: Kept) -> None:
    """15,00 € of 15 February are late; they are brought in and fall due on 15 April, with the first new instalment."""
    loan = kept(make_drawn_loan)
    recognise(loan, date(2026, 2, 20))
    request = adopt(loan, KEPT, past_dues="brought_in", first_due_on="2026-04-15")
    loan = put_in_force(request)
    moved = [row for row in rows(loan) if row[4]]
    assert moved == [("2026-04-15", "0.00", "15.00", "6000.00", "2026-02-15")]
    # It was put in force months after its day, when more is late: on the day of the drawdown nothing was.
    Loan.objects.filter(pk=loan.pk).update(state=Loan.State.ACTIVE)
    loan = draw(loan, SECOND)
    assert [row for row in rows(loan) if row[4]] == [("2026-04-15", "0.00", "15.00", "10000.00", "2026-02-15")]
    assert [row.number for row in instalments_of(loan)] == list(range(1, 10))
    assert breaches() == []
    repay_whole(loan)
    assert (loan.state, breaches()) == ("closed", [])


def test_what_is_drawn_between_the_vote_and_its_day_refuses_the_change(loan: Loan) -> None:
    request = adopt(loan, KEPT, on="2026-03-16")
    accept(request)
    recognise(loan, SECOND)
    draw(loan, SECOND)
    with pytest.raises(LoanMoved):
        put_in_force(request, is_accepted=False)


def test_what_lapses_between_the_vote_and_its_day_refuses_nothing(loan: Loan) -> None:
    request = adopt(loan, GIVEN_UP)
    last = max(each.last_on for each in loan.tranches.all())
    now = at_noon(date(last.year + 1, 1, 1))
    assert lapse_tranches(loan_id=loan.pk, today=now.date(), now=now)
    assert put_in_force(request).state in ("active", "in_arrears")
    assert breaches() == []


def test_a_loan_that_ends_in_another_gives_it_up(loan: Loan) -> None:
    other = make_active_loan(loan.membership, amount=eur(4_000), disbursed_on=date(2026, 1, 15))
    asked = {"kind": "consolidation", "on": "2026-03-01", "instalments": 4, "first_due_on": "2026-04-01"}
    person, now = manager_of(loan.membership), database_now()

    def consolidate(**undrawn: str) -> LoanRequest:
        request = ask_change(
            loan=loan, others=[other], wish=wish(asked, **undrawn), purpose="Un seul", acting_person=person, now=now
        )
        return submit_request(request=request, acting_person=person, now=now)

    for undrawn in ({}, {"undrawn": "kept"}):
        with pytest.raises(WrongTerms) as refused:
            consolidate(**undrawn)
        assert list(refused.value.fields) == ["undrawn"]
    request = decide(open_vote(consolidate(undrawn="given_up")))
    accept(request)
    new = apply_consolidation(request=request, acting_person=treasurer_of(loan.fund, 2), now=database_now())
    assert new.amount == eur("9006.23")
    assert open_reservations(book=loan.fund.book) == []
    assert breaches() == []
