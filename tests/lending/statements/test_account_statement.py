"""What a statement says: opening, movements, closing, for each account of a member."""

import tracemalloc
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.selectors import streams
from ledger.selectors.balances import balances
from ledger.services.posting import EntryDraft, PostingDraft, post
from lending.services.bookkeeping.placements import book_placement, book_withdrawal
from lending.statements.account_statement import account_statement, closing_of, movements, total, whole
from lending.statements.account_statement_csv import statement_csv
from lending.statements.errors import WrongPeriod
from tests.factories import eur, make_active_loan, make_agreed_loan, make_fund, make_member

keys = count(1)
START, END = date(2026, 2, 1), date(2026, 2, 28)


@pytest.fixture
def member(db):
    return make_member(make_fund(), name="Atelier de démonstration 3")


def place(member, amount, on):
    book_placement(membership=member, amount=eur(amount), on=on, source="test", key=f"statement-{next(keys)}")


def withdraw(member, amount, on):
    book_withdrawal(membership=member, amount=eur(amount), on=on, source="test", key=f"statement-{next(keys)}")


def test_an_account_that_never_moved_says_so(member):
    statement, read = whole(account_statement(membership=member, start=START, end=END))
    assert read == {"available": ()}
    assert [(section.opening, section.change, section.closing) for section in statement.summary] == [(eur(0),) * 3] * 3
    assert not statement.set_aside


def test_opening_movements_and_closing_follow_from_the_days_of_the_entries(member):
    place(member, "1000.00", START - timedelta(days=1))
    place(member, "500.10", START)
    withdraw(member, "200.05", END)
    place(member, "77.00", END + timedelta(days=1))
    statement, read = whole(account_statement(membership=member, start=START, end=END))
    (section,) = statement.sections
    assert (section.role, section.account) == ("available", f"4551-{member.tail}")
    assert (section.opening, section.change, section.closing) == (eur("1000.00"), eur("300.05"), eur("1300.05"))
    assert [(line.effective_on, line.debit, line.credit, line.balance) for line in read["available"]] == [
        (START, eur("0.00"), eur("500.10"), eur("1500.10")),
        (END, eur("200.05"), eur("0.00"), eur("1300.05")),
    ]
    assert [line.description for line in read["available"]] == [
        "Placement Atelier de démonstration 3",
        "Retrait Atelier de démonstration 3",
    ]


def test_a_loan_moves_treasury_between_the_members_accounts(member):
    lender = make_member(member.fund, placed=eur(40_000))
    make_active_loan(member, amount=eur(10_000), disbursed_on=date(2026, 1, 15))
    statement = account_statement(
        membership=lender, start=date(2026, 1, 1), end=date(2026, 1, 31), roles=("lent", "available", "interest_due")
    )
    assert [(section.role, str(section.closing.amount)) for section in statement.summary] == [
        ("available", "30000.00"),
        ("lent", "10000.00"),
        ("interest_due", "0.00"),
    ]
    assert (statement.total.opening, statement.total.closing) == (eur(0), eur(40_000))
    statement, read = whole(statement)
    assert [section.role for section in statement.sections] == ["available", "lent", "interest_due"]
    assert [(line.debit, line.credit) for line in read["available"]] == [(eur(0), eur(40_000)), (eur(10_000), eur(0))]
    assert [(line.debit, line.credit) for line in read["lent"]] == [(eur(0), eur(10_000))]


def test_what_is_reserved_is_mentioned_and_moves_nothing(member):
    lender = make_member(member.fund, placed=eur(40_000))
    loan = make_agreed_loan(member, amount=eur(10_000), agreed_on=date(2026, 1, 12))
    told = []
    for day in (date(2026, 1, 11), date(2026, 1, 12), date(2026, 1, 31)):
        statement, read = whole(account_statement(membership=lender, start=day, end=day))
        assert (statement.summary[0].closing, statement.total.closing) == (eur(40_000), eur(40_000))
        assert read == {"available": ()}
        told.append((statement.set_aside.opening, statement.set_aside.change, statement.set_aside.closing))
    nothing = eur(0)
    assert told == [
        (nothing, nothing, nothing),
        (nothing, eur(10_000), eur(10_000)),
        (eur(10_000), nothing, eur(10_000)),
    ]
    assert loan.tranches.get().shares.get().reservation is not None


def test_another_member_is_never_in_the_statement(member):
    place(make_member(member.fund), "999.00", START)
    _, read = whole(account_statement(membership=member, start=START, end=END))
    assert read == {"available": ()}


def test_a_period_of_one_day_is_a_period(member):
    place(member, "10.00", START)
    statement = account_statement(membership=member, start=START, end=START)
    assert statement.sections[0].closing == eur("10.00")


def test_a_period_that_ends_before_it_starts_is_refused(member):
    with pytest.raises(WrongPeriod) as refused:
        account_statement(membership=member, start=END, end=START)
    assert refused.value.values == {"start": END, "end": START}


def test_a_role_that_members_have_no_account_of_is_refused(member):
    with pytest.raises(ValueError, match="no account of a member is cash"):
        account_statement(membership=member, start=START, end=END, roles=("available", "cash"))


def test_a_fund_numbers_its_accounts_its_own_way(db):
    fund = make_fund()
    fund.chart = {"available": "467"}
    fund.save()
    member = make_member(fund)
    place(member, "10.00", START)
    (section,) = account_statement(membership=member, start=START, end=END).sections
    assert (section.account, section.closing) == (f"467-{member.tail}", eur("10.00"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.tuples(st.integers(-20, 60), st.integers(1, 10**12), st.booleans()), max_size=12),
)
def test_opening_and_movements_make_the_closing(days, one_member):
    """Whatever moved and when, with or without a withdrawal, and the ledger agrees on the last day."""
    member = one_member()
    for offset, cents, is_withdrawn in days:
        amount, on = f"{cents // 100}.{cents % 100:02d}", START + timedelta(days=offset)
        place(member, amount, on)
        if is_withdrawn:
            withdraw(member, amount, on + timedelta(days=1))
    statement, read = whole(account_statement(membership=member, start=START, end=END))
    (section,), lines = statement.sections, read["available"]
    assert section.closing == section.opening + total(statement, (line.credit - line.debit for line in lines))
    assert section.closing == closing_of(section, lines)
    known = balances(book=member.fund.book, codes=[section.account], on=END)
    assert section.closing == known[section.account]


@pytest.fixture
def one_member(db):
    fund = make_fund()
    return lambda: make_member(fund)


@pytest.mark.parametrize("item_count", [1, 3])
def test_a_statement_takes_as_many_queries_however_many_movements(item_count, member, django_assert_num_queries):
    for _ in range(item_count):
        place(member, "10.00", START)
    with django_assert_num_queries(11):
        statement = account_statement(membership=member, start=START, end=END)
        assert len(list(movements(statement, statement.sections[0]))) == item_count


def test_a_long_statement_is_streamed_with_flat_memory(member, monkeypatch):
    # Tracing memory is slow: a tenth of the rows that come at a time, and of the lines.
    monkeypatch.setattr(streams, "ROWS_PER_FETCH", 200)
    entries = [
        EntryDraft(
            effective_on=START,
            journal="BQ",
            description=f"Ligne {number}",
            postings=[PostingDraft("512", f"4551-{member.tail}", eur("0.01"))],
        )
        for number in range(1_500)
    ]
    post(book=member.fund.book, entries=entries, idempotency_key=f"statement-{next(keys)}")
    del entries
    statement = account_statement(membership=member, start=START, end=END)
    (section,) = statement.sections
    tracemalloc.start()
    try:
        assert sum(1 for _ in statement_csv(statement, profile="machine")) == 1_503
        streamed = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        kept = list(movements(statement, section))
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(kept) == 1_500
    # Rows come two hundred at a time: one batch of them is in memory, not all.
    assert streamed < held / 2
    assert streamed < 2**19
