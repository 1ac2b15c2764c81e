"""Guarantees edited past every service, by the owner of the tables; each guard with its positive control."""

import pytest
from django.db import DatabaseError, connections

from lending.domain.fund_errors import NotWhatWasVoted
from lending.models import Loan
from lending.selectors.clock import database_now
from lending.services.disburse_loan import disburse_loan
from lending.services.draft_request import hash_of, hash_of_loan
from tests.factories import eur, make_agreed_loan, make_fund, make_member, treasurer_of
from tests.lending.services.sponsor_stories import answers

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
def loan(committed_db: str) -> Loan:
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
