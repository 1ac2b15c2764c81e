"""The door to the ledger: what it refuses is raised, never taken for done."""

from datetime import date

import pytest

from lending.domain.fund_errors import BookingRefused
from lending.services.bookkeeping import book_placement, book_withdrawal
from tests.factories import eur, make_active_loan, make_fund, make_member
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
