"""Guarantees edited past every service, by the owner of the tables; each guard with its positive control."""

from datetime import date

import pytest
from django.db import DatabaseError, connections

from lending.domain.fund_errors import NotWhatWasVoted
from lending.domain.wish_json import read_wish
from lending.models import GuaranteeCall, Loan, LoanRequest
from lending.selectors.clock import database_now
from lending.services.apply_consolidation import apply_consolidation
from lending.services.ask_change import ask_change
from lending.services.disburse_loan import disburse_loan
from lending.services.draft_request import hash_of, hash_of_loan
from tests.factories import decide, eur, make_active_loan, make_agreed_loan, make_fund, make_member, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.change_stories import accept, open_vote
from tests.lending.services.default_stories import call_in
from tests.lending.services.loan_stories import breaches
from tests.lending.services.sponsor_stories import answers, call_sponsor, make_sponsored_loan, sponsor_pays

REWRITE = "UPDATE lending_guarantee SET amount = 400"
FORGET = "DELETE FROM lending_guarantee"
EMPTY = "TRUNCATE lending_guarantee CASCADE"
# The borrower answers for itself.
ITSELF = (
    "INSERT INTO lending_guarantee (id, fund_id, loan_id, membership_id, place, amount, amount_currency) "
    "SELECT gen_random_uuid(), fund_id, id, membership_id, 2, 10, 'EUR' FROM lending_loan"
)


def sql(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def loan(kept_committed: Kept) -> Loan:
    return kept_committed(make_answered_loan)


def make_answered_loan() -> Loan:
    fund = make_fund()
    make_member(fund, placed=eur(60_000))
    return make_agreed_loan(make_member(fund), sponsors=[answers(make_member(fund), 4_000)])


def pay_out(loan: Loan) -> Loan:
    return disburse_loan(
        loan=loan, disbursed_on=loan.agreed_on, acting_person=treasurer_of(loan.fund, 3), now=database_now()
    )


def test_a_guarantee_stays_as_it_was_agreed_and_is_another_members(loan: Loan) -> None:
    for attack in (REWRITE, FORGET, EMPTY, ITSELF):
        with pytest.raises(DatabaseError):
            sql(attack)
    sql("ALTER TABLE lending_guarantee DISABLE TRIGGER USER")
    for attack in (ITSELF, REWRITE, FORGET):
        sql(attack)
    assert not loan.guarantees.exists()


def test_a_guarantee_that_is_not_what_was_voted_keeps_the_loan_from_being_paid(loan: Loan) -> None:
    assert hash_of_loan(loan, list(loan.participations.all())) == hash_of(loan.request_version)
    sql("ALTER TABLE lending_guarantee DISABLE TRIGGER keeps_rows")
    sql(REWRITE)
    with pytest.raises(NotWhatWasVoted):
        pay_out(loan)
    sql("UPDATE lending_guarantee SET amount = 4000")
    assert pay_out(loan).state == "active"


@pytest.fixture
def call(kept_committed: Kept) -> GuaranteeCall:
    return kept_committed(make_paid_call)


def make_paid_call() -> GuaranteeCall:
    """A sponsor that answers for 4 000 € is called for it, and has paid 1 000 €."""
    loan, _sponsors = make_sponsored_loan(("Parrain A", 4_000))
    call_in(loan)
    found = call_sponsor(loan.guarantees.get(), APRIL)
    sponsor_pays(found, 1_000, APRIL)
    return found


APRIL = date(2026, 4, 1)
MORE = "UPDATE lending_guaranteecall SET amount = 9000"
BACK = "UPDATE lending_guaranteecall SET reversed_on = called_on"
ALONE = "UPDATE lending_preparedact SET decided_by_id = prepared_by_id WHERE kind = 'sponsor'"
NO_CALL = "UPDATE lending_repayment SET call_id = NULL WHERE kind = 'sponsor'"


def test_a_call_keeps_its_amount_and_stays_once_it_is_paid_on(call: GuaranteeCall) -> None:
    for attack in (MORE, BACK, "DELETE FROM lending_guaranteecall", ALONE, NO_CALL):
        with pytest.raises(DatabaseError):
            sql(attack)
    sql("ALTER TABLE lending_guaranteecall DISABLE TRIGGER keeps_rows")
    sql(BACK)
    sql("ALTER TABLE lending_preparedact DROP CONSTRAINT who_prepares_an_act_does_not_confirm_it")
    sql(ALONE)
    sql("ALTER TABLE lending_repayment DROP CONSTRAINT what_a_sponsor_pays_was_called")
    sql(NO_CALL)


def test_verification_finds_a_sponsor_that_is_not_as_voted_or_pays_beyond_its_guarantee(call: GuaranteeCall) -> None:
    assert breaches() == []
    sql("ALTER TABLE lending_guarantee DISABLE TRIGGER keeps_rows")
    sql("UPDATE lending_guarantee SET amount = 500")
    found = [name for name, _breach in breaches()]
    assert {"sponsors-answer-as-voted", "sponsors-pay-what-they-answer-for"} <= set(found)
    sql("UPDATE lending_guarantee SET amount = 4000")
    sql("ALTER TABLE lending_guaranteecall DISABLE TRIGGER keeps_rows")
    sql("UPDATE lending_guaranteecall SET amount = 400")
    assert [name for name, _breach in breaches()] == ["sponsors-pay-what-they-answer-for"]


def test_sponsors_of_a_consolidation_that_were_not_voted_are_found_and_refused(committed_db: str) -> None:
    """As the owner, another amount in what was voted: its hash says so, and its addendum another thing."""
    loan, _ = make_sponsored_loan(("Parrain A", 4_000))
    asked = {"kind": "consolidation", "on": "2026-03-01", "instalments": 4, "first_due_on": "2026-04-01"}
    other = make_active_loan(loan.membership, amount=eur(4_000))
    request = ask_change(
        loan=loan, others=[other], wish=read_wish(asked), purpose="Un seul", acting_person=treasurer_of(loan.fund, 3),
        now=database_now(),
    )  # fmt: skip
    accept(decide(open_vote(request)))
    assert breaches() == []
    sql("ALTER TABLE lending_requestversion DISABLE TRIGGER USER")
    change = (
        "UPDATE lending_requestversion SET sponsors = jsonb_set(sponsors, '{0,amount}', '%s') WHERE change IS NOT NULL"
    )
    sql(change % '"9000"')
    assert [code for code, _breach in breaches()] == ["addenda-are-voted"]
    with pytest.raises(NotWhatWasVoted):
        put_together(request)
    # As it was voted, it is put in force.
    sql(change % '"4000"')
    assert put_together(request).guarantees.get().amount == eur(4_000)


def put_together(request: LoanRequest) -> Loan:
    request = LoanRequest.objects.get(pk=request.pk)
    return apply_consolidation(request=request, acting_person=treasurer_of(request.fund, 2), now=database_now())
