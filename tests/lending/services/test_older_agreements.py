"""Loans agreed before the ledger could reserve: set aside by an entry, drawn, released and told as they were."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connections

from ledger.selectors.checks import Breach
from ledger.services.accounts import open_account
from ledger.services.posting import EntryDraft, PostingDraft, post, require_posted
from ledger.services.reservations import void_reservation
from lending.models import Loan
from lending.selectors.clock import database_now
from lending.selectors.fund_accounts import fund_position, member_position
from lending.services.disburse_loan import disburse_loan
from lending.services.lapse_request import lapse_request
from lending.services.lend_tranche import shares_of_tranche
from lending.statements.account_statement import account_statement
from tests.factories import eur, make_agreed_loan, make_fund, make_member, treasurer_of
from tests.lending.services.loan_stories import breaches, holds

START = date(2026, 1, 15)


@pytest.fixture
def loan(committed_db: str) -> Loan:
    """6 000 and 4 000 set aside on 15 January as it was done then: on an account of its own."""
    fund = make_fund()
    for placed in (60_000, 40_000):
        make_member(fund, placed=eur(placed))
    loan = make_agreed_loan(make_member(fund))
    postings = []
    for share in shares_of_tranche(loan.tranches.get()):
        number = share.participation.membership.tail
        void_reservation(book=fund.book, reservation=share.reservation, effective_on=START, idempotency_key=number)
        open_account(book=fund.book, code=f"4553-{number}", name="Réservé", nature="liability", floor=eur(0))
        postings.append(PostingDraft(f"4551-{number}", f"4553-{number}", share.amount))
    entry = EntryDraft(effective_on=START, journal="OD", description="Engagement", postings=postings)
    require_posted(post(book=fund.book, entries=[entry], idempotency_key="as it was"))
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lending_trancheshare DISABLE TRIGGER keeps_rows")
        cursor.execute("UPDATE lending_trancheshare SET reservation_entry_id = NULL, reservation_line = NULL")
    return loan


def test_what_was_set_aside_is_still_told_as_reserved(loan: Loan) -> None:
    assert breaches() == []
    position = fund_position(loan.fund)
    assert (position.available, position.reserved, position.placements) == (eur(90_000), eur(10_000), eur(100_000))
    lender = loan.participations.get(leg=1).membership
    assert member_position(lender) == {
        "available": eur(54_000), "reserved": eur(6_000), "lent": eur(0), "interest_due": eur(0),
    }  # fmt: skip
    statement = account_statement(membership=lender, start=START, end=START, roles=("reserved",))
    assert [(section.role, section.closing) for section in statement.summary] == [
        ("available", eur(54_000)),
        ("reserved", eur(6_000)),
        ("lent", eur(0)),
        ("interest_due", eur(0)),
    ]
    assert not statement.set_aside
    assert [section.role for section in statement.sections] == ["reserved"]


def test_it_is_paid_out_from_where_it_was_set_aside(loan: Loan) -> None:
    disburse_loan(loan=loan, disbursed_on=START, acting_person=treasurer_of(loan.fund, 3), now=database_now())
    held = holds(loan)
    assert (held["4551-001"], held["4552-001"], held["2748-1"]) == ("54000.00", "6000.00", "10000.00")
    assert not any(code.startswith("4553") for code in held)
    assert breaches() == []


def test_it_lapses_back_to_where_it_came_from(loan: Loan) -> None:
    late: datetime = database_now() + timedelta(days=91)
    assert lapse_request(request_id=loan.request_version.request_id, today=late.date(), now=late)
    assert holds(loan)["4551-001"] == "60000.00"
    assert fund_position(loan.fund).reserved == eur(0)
    assert breaches() == []


def test_an_account_that_holds_more_than_was_set_aside_is_found(loan: Loan) -> None:
    entry = EntryDraft(
        effective_on=START, journal="OD", description="x", postings=[PostingDraft("4551-001", "4553-001", eur(1))]
    )
    require_posted(post(book=loan.fund.book, entries=[entry], idempotency_key="x"))
    assert breaches() == [
        (
            "lent-is-outstanding",
            Breach(loan.fund.book, "account 4553-001", "holds 6001.00, the fund's rows say 6000.00"),
        )
    ]
