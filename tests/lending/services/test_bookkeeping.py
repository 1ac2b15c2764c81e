"""The door to the ledger: what it refuses is raised, never taken for done."""

from datetime import date

import pytest

from ledger.selectors.accounts import account_now
from ledger.selectors.collectives import as_tree, parents_of
from ledger.selectors.trial_balance import trial_balance
from ledger.services.accounts import AccountDraft, open_accounts
from lending.domain.fund_errors import BookingRefused
from lending.services.bookkeeping.accounts import gather_accounts
from lending.services.bookkeeping.placements import book_placement, book_withdrawal
from tests.factories import eur, make_active_loan, make_fund, make_member
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import breaches, holds, make_story

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 2)


def test_one_key_books_once_and_another_amount_under_it_is_an_error() -> None:
    member = make_member(make_fund())
    asked = {"membership": member, "on": DAY, "source": "test", "key": "placement:1"}
    first = book_placement(amount=eur(10), **asked)
    assert first is not None
    with pytest.raises(BookingRefused) as refusal:
        book_placement(amount=eur(11), **asked)
    assert refusal.value.values["refusal"] == "exists_with_different_request"
    assert breaches() == []


def test_a_floor_is_said_with_account_and_figures() -> None:
    member = make_member(make_fund(), placed=eur(100))
    with pytest.raises(BookingRefused, match="4551-001") as refusal:
        book_withdrawal(membership=member, amount=eur("100.01"), on=DAY, source="test", key="w-1")
    assert refusal.value.values["refusal"] == "floor_reached"


def test_a_funds_own_account_numbers_are_used_everywhere() -> None:
    fund = make_fund()
    fund.chart = {"available": "4671", "loan": "2741"}
    fund.save()
    make_member(fund, placed=eur(20_000))
    loan = make_active_loan(make_member(fund))
    assert set(holds(loan)) == {"512", "2741-1", "4552-001", "4671-001"}
    assert breaches() == []


def test_the_story_uses_these_accounts() -> None:
    assert set(holds(make_story())) == {"512", "2748-1", "4551-001", "4551-002", "4552-001", "4552-002"}


def test_accounts_stand_under_the_collective_account_of_their_role(kept: Kept) -> None:
    loan = kept(make_story)
    codes = (*holds(loan), "4558-001", "27684-1")
    found = {code: account_now(book=loan.fund.book, code=code).parent for code in codes}
    assert found == {code: code.rpartition("-")[0] or None for code in codes}
    tree = as_tree(trial_balance(book=loan.fund.book), parents=parents_of(book=loan.fund.book))
    totals = {one.row.code: one.row.balance for one in tree if one.is_collective}
    assert (totals["2748"], totals["4552"]) == (totals["4552"], totals["2748"])
    assert set(totals) == {"2748", "27684", "4551", "4552", "4558"}


def test_what_a_member_holds_itself_is_gathered_where_it_has_a_number_of_its_own() -> None:
    for chart, parent in (({}, None), ({"own_treasury": "801"}, "801")):
        member = make_member(make_fund(custody="members", chart=chart))
        code = f"{chart.get('own_treasury', '512')}-001"
        assert account_now(book=member.fund.book, code=code).parent == parent


def test_accounts_of_an_older_version_are_filed_once() -> None:
    fund = make_fund()
    drafts = [AccountDraft(f"4551-00{number}", "Ancien", "liability") for number in (1, 2)]
    open_accounts(book=fund.book, accounts=[*drafts, AccountDraft("45510", "Autre", "liability")])
    assert [gather_accounts(fund) for _time in range(2)] == [2, 0]
    parents = parents_of(book=fund.book)
    assert (parents["4551-001"], parents["4551-002"], "45510" in parents) == ("4551", "4551", False)
