"""Paying out an agreed loan: once, by a fourth hand, exactly what was voted."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from ledger.selectors.checks import Breach
from ledger.selectors.reservations import open_reservations
from ledger.services.reservations import reserve, void_reservation
from lending.domain.fund_errors import (
    BookingRefused,
    DateInFuture,
    DecisionExpired,
    FourHands,
    NotAllowed,
    NotWhatWasVoted,
    WrongDate,
)
from lending.domain.state_errors import AgreementLapsed, AlreadyPaidOut
from lending.models import Event, Loan, OutboxMessage, Participation
from lending.selectors.clock import database_now
from lending.selectors.fund_accounts import fund_position
from lending.selectors.instalments import instalments_of
from lending.services.bookkeeping.loans import void_lapsed
from lending.services.disburse_loan import disburse_loan
from lending.services.lapse_request import lapse_request
from lending.services.lend_tranche import shares_of_tranche
from tests.factories import (
    eur,
    make_agreed_loan,
    make_committee,
    make_fund,
    make_member,
    make_office,
    make_person,
    treasurer_of,
)
from tests.lending.services.loan_stories import breaches, holds

START = date(2026, 1, 15)


def make_agreed(custody: str = "fund") -> Loan:
    fund = make_fund(custody=custody)
    make_committee(fund, 3)
    for placed in (60_000, 40_000):
        make_member(fund, placed=eur(placed))
    return make_agreed_loan(make_member(fund))


def pay_out(loan: Loan, **changes: Any) -> Loan:
    known = {"disbursed_on": START, "acting_person": treasurer_of(loan.fund, 3), "now": database_now()}
    return disburse_loan(loan=loan, **{**known, **changes})


@pytest.mark.django_db
@pytest.mark.parametrize("custody", ["fund", "members"])
def test_the_money_goes_out_and_the_schedule_is_stored_with_why_each_cent(custody: str) -> None:
    loan = pay_out(make_agreed(custody))
    assert (loan.state, loan.disbursed_on) == ("active", START)
    held = holds(loan)
    assert (held["2748-1"], held["4552-004"], held["4552-005"]) == ("10000.00", "6000.00", "4000.00")
    assert open_reservations(book=loan.fund.book) == []
    assert (held["4551-004"], held["4551-005"]) == ("54000.00", "36000.00")
    rows = list(instalments_of(loan))
    assert [(row.number, row.due_on, row.principal, row.interest, row.outstanding) for row in rows] == [
        (1, date(2026, 2, 15), eur("3325.01"), eur("25.00"), eur("6674.99")),
        (2, date(2026, 3, 15), eur("3333.32"), eur("16.69"), eur("3341.67")),
        (3, date(2026, 4, 15), eur("3341.67"), eur("8.35"), eur("0.00")),
    ]
    assert rows[1].why["unrounded_minor"] == "667499/400"
    assert rows[1].why["segments"] == [
        {
            "from": "2026-02-15", "to": "2026-03-15", "balance_minor": 667499, "rate": "3/100", "fraction": "1/12",
            "unrounded_minor": "667499/400",
        }
    ]  # fmt: skip
    event = Event.objects.get(kind="disburse_loan")
    assert (event.before, event.after) == (
        {"state": "agreed"},
        {"state": "active", "amount": "10000.00 EUR", "disbursed_on": "2026-01-15"},
    )
    assert OutboxMessage.objects.filter(template="loan_paid_out").count() == 1
    assert breaches() == []


@pytest.mark.django_db
def test_a_loan_is_paid_out_once() -> None:
    loan = pay_out(make_agreed())
    before = holds(loan)
    with pytest.raises(AlreadyPaidOut, match=rf"^{loan.reference} was paid out on 2026-01-15: look at its page"):
        pay_out(loan)
    assert holds(loan) == before


@pytest.mark.django_db
def test_who_opened_the_vote_voted_or_prepared_does_not_pay_out() -> None:
    loan = make_agreed()
    fund, voter = loan.fund, loan.decision.consultation.seats.first().person
    make_office(fund, "treasurer", person=voter)
    for person, part in [
        (treasurer_of(fund, 1), "opened the vote on it"),
        (voter, "voted on it"),
        (loan.agreed_by, "prepared the agreement"),
    ]:
        with pytest.raises(FourHands, match=part):
            pay_out(loan, acting_person=person)
    with pytest.raises(NotAllowed):
        pay_out(loan, acting_person=make_person())
    assert Loan.objects.get().state == "agreed"


@pytest.mark.django_db
def test_interest_runs_from_the_day_the_money_leaves() -> None:
    loan = pay_out(make_agreed(), disbursed_on=date(2026, 1, 20))
    assert [row.due_on for row in instalments_of(loan)] == [date(2026, 2, 20), date(2026, 3, 20), date(2026, 4, 20)]
    assert loan.request_version.terms["drawdowns"][0]["on"] == "2026-01-15"


@pytest.mark.django_db
def test_the_day_is_neither_before_the_agreement_nor_to_come() -> None:
    loan = make_agreed()
    with pytest.raises(WrongDate):
        pay_out(loan, disbursed_on=date(2026, 1, 14))
    with pytest.raises(DateInFuture):
        pay_out(loan, disbursed_on=database_now().date() + timedelta(days=1))


@pytest.mark.django_db
def test_an_expired_decision_is_paid_neither_late_nor_dated_back() -> None:
    loan = make_agreed()
    late: datetime = database_now() + timedelta(days=91)
    for day in (late.date(), START):
        with pytest.raises(DecisionExpired):
            pay_out(loan, disbursed_on=day, now=late)


@pytest.mark.django_db
def test_what_lapsed_is_released_and_not_paid() -> None:
    loan = make_agreed()
    late: datetime = database_now() + timedelta(days=91)
    request = loan.request_version.request
    assert not lapse_request(request_id=request.pk, today=loan.decision.expires_on, now=late)
    assert lapse_request(request_id=request.pk, today=late.date(), now=late)
    assert not lapse_request(request_id=request.pk, today=late.date(), now=late)
    assert open_reservations(book=loan.fund.book) == []
    assert fund_position(loan.fund).available == eur(100_000)
    assert breaches() == []
    with pytest.raises(AgreementLapsed, match="has lapsed: a new request is needed"):
        pay_out(loan)


@pytest.mark.django_db
def test_the_ledgers_own_worker_may_void_first_and_the_loan_then_lapses_all_the_same() -> None:
    loan = make_agreed()
    fund, lapses = loan.fund, loan.decision.expires_on + timedelta(days=1)
    entries = {share.reservation_entry_id for share in shares_of_tranche(loan.tranches.get())}
    assert void_lapsed(fund=fund, entry_ids=entries, on=loan.decision.expires_on) == 0
    assert void_lapsed(fund=fund, entry_ids=entries, on=lapses) == 2
    assert (breaches(), Loan.objects.get().state) == ([], "agreed")
    late: datetime = database_now() + timedelta(days=91)
    with pytest.raises(DecisionExpired):
        pay_out(loan, now=late)
    assert lapse_request(request_id=loan.request_version.request_id, today=late.date(), now=late)
    assert (breaches(), Loan.objects.get().state) == ([], "lapsed")
    assert fund_position(fund).available == eur(100_000)


@pytest.mark.django_db
def test_what_was_released_behind_the_loan_is_not_paid_and_is_found() -> None:
    loan = make_agreed()
    share = shares_of_tranche(loan.tranches.get())[0]
    void_reservation(
        book=loan.fund.book, reservation=share.reservation, effective_on=START, idempotency_key="behind its back"
    )
    assert breaches() == [
        (
            "reservations-are-agreed",
            Breach(loan.fund.book, "leg 1 of drawdown 1 of loan 1", "its reservation is voids, its drawdown waiting"),
        )
    ]
    with pytest.raises(BookingRefused) as refusal:
        pay_out(loan)
    assert refusal.value.values["refusal"] == "pending_resolved"


@pytest.mark.django_db
def test_what_is_reserved_out_of_a_placement_for_no_loan_is_found() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(100))
    asked = {"book": fund.book, "debit": "4551-001", "credit": "4552-001", "amount": eur(40), "effective_on": START}
    reserve(journal="OD", description="x", idempotency_key="x", **asked)
    assert breaches() == [
        ("reservations-are-agreed", Breach(fund.book, "account 4551-001", "40.00 are reserved, agreed loans say 0"))
    ]


@pytest.mark.django_db
def test_what_is_paid_out_does_not_lapse() -> None:
    loan = pay_out(make_agreed())
    late: datetime = database_now() + timedelta(days=91)
    assert not lapse_request(request_id=loan.request_version.request_id, today=late.date(), now=late)


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["amount", "rate", "legs", "borrower"])
def test_a_contract_changed_after_the_vote_is_not_paid_out(what: str) -> None:
    """The loan's own row is held to the vote, not only the request it comes from."""
    loan = make_agreed()
    contract = Loan.objects.filter(pk=loan.pk)
    if what == "amount":
        contract.update(amount=eur(10_001))
        Participation.objects.filter(loan=loan, leg=1).update(amount=eur(6_001))
    elif what == "legs":
        Participation.objects.filter(loan=loan, leg=1).update(amount=eur(5_000), undrawn=eur(5_000))
    elif what == "rate":
        contract.update(terms={**loan.terms, "annual_rate": "0.01"})
    else:
        contract.update(membership=make_member(loan.fund))
    with pytest.raises(NotWhatWasVoted):
        pay_out(loan)
    assert Loan.objects.get().state == "agreed"


def test_a_version_changed_after_the_agreement_is_not_paid_out(committed_db: str) -> None:
    loan = make_agreed()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lending_requestversion DISABLE TRIGGER keeps_rows")
        cursor.execute("UPDATE lending_requestversion SET amount = amount + 1")
    with pytest.raises(NotWhatWasVoted):
        pay_out(loan)
    assert breaches() == []
