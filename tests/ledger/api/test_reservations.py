"""Open reservations over HTTP."""

from datetime import date
from typing import Any

import pytest

from ledger.services.posting import PostingDraft
from ledger.services.reservations import void_reservation
from tests.ledger.books import DAY, entry, eur, posted


def hold(amount: str, *, source: str = "", debit: str = "4551-1") -> str:
    held = PostingDraft(debit, "512", eur(amount), phase="pending", expires_on=date(2026, 2, 1))
    draft = entry(("512", "101", "1"), postings=[held], source=source, description="Engagement", journal="OD")
    return str(posted(draft).outcomes[0].entry_id)


@pytest.fixture
def funded(book: str) -> str:
    posted(entry(("512", "4551-1", "100.00"), ("512", "4551-2", "100.00")))
    return book


def test_what_is_reserved_is_told_whole(funded: str, keeper: Any) -> None:
    entry_id = hold("60.00", source="loan:7")
    assert keeper.read("reservations").json() == {
        "next": None,
        "results": [
            {
                "entry_id": entry_id, "line": 1, "debit": "4551-1", "credit": "512", "amount": "60.00",
                "currency": "EUR", "phase": "pending", "effective_on": DAY.isoformat(), "expires_on": "2026-02-01",
                "journal": "OD", "kind": "", "description": "Engagement", "reference": "", "source": "loan:7",
            }
        ],
    }  # fmt: skip
    account = keeper.read("accounts/4551-1").json()
    assert (account["balance"], account["available"]) == ("100.00", "40.00")
    void_reservation(book=funded, reservation=(entry_id, 1), effective_on=DAY, idempotency_key="v")


def test_pages_follow_each_other_and_lists_can_be_narrowed(funded: str, keeper: Any) -> None:
    ids = [hold("1.00", source="x"), hold("2.00"), hold("3.00", source="x", debit="4551-2")]
    page = keeper.read("reservations", page_size=2).json()
    assert [one["entry_id"] for one in page["results"]] == ids[:2]
    page = keeper.get(page["next"]).json()
    assert ([one["entry_id"] for one in page["results"]], page["next"]) == (ids[2:], None)
    narrowed = keeper.read("reservations", source="x", account="4551-2").json()["results"]
    assert [one["entry_id"] for one in narrowed] == ids[2:]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_makes_as_many_queries_however_many(
    funded: str, keeper: Any, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        hold("1.00")
    with django_assert_num_queries(4):
        assert len(keeper.read("reservations").json()["results"]) == count


@pytest.mark.parametrize("cursor", ["nothing", "bm90aGluZw==", "WyJ4IiwgIjEiXQ=="])
def test_a_cursor_of_nobody_s_is_refused(funded: str, keeper: Any, cursor: str) -> None:
    response = keeper.read("reservations", cursor=cursor)
    assert (response.status_code, response.json()["code"]) == (400, "invalid-cursor")


def test_who_may_not_read_the_book_finds_none(caller: Any) -> None:
    assert caller("x@example.org", is_staff=False).read("reservations").status_code == 404
