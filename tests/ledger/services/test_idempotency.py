"""Posting twice under one key is posting once."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from djmoney.money import Money

from ledger.domain.errors import InvalidAmount
from ledger.models import Entry, Request
from ledger.selectors.balances import balances
from ledger.services.posting import PostingDraft
from tests.ledger.books import DAY, codes, entry, eur, posted, try_post


def test_the_first_answer_comes_back(book: str) -> None:
    first = posted(entry(("512", "4551-1", "1.00")), key="k")
    posted(entry(("512", "4551-1", "5.00")))
    again = try_post(entry(("512", "4551-1", "1.00")), key="k")
    assert again.status == "exists"
    assert again.outcomes == first.outcomes
    assert again.balances == first.balances == {"512": eur("1.00"), "4551-1": eur("1.00")}
    assert balances(book=book, codes=["512"]) == {"512": eur("6.00")}


def test_a_refusal_is_remembered_even_when_it_would_be_accepted_now(book: str) -> None:
    first = try_post(entry(("4551-1", "512", "1.00")), key="k")
    posted(entry(("512", "4551-1", "5.00")))
    again = try_post(entry(("4551-1", "512", "1.00")), key="k")
    assert (first.status, again.status) == ("refused", "exists")
    assert again.outcomes == first.outcomes
    assert codes(again) == ["floor_reached"]


def test_outcomes_of_each_entry_are_remembered(book: str) -> None:
    batch = [entry(("512", "4551-1", "1.00")), entry(("512", "none", "1.00")), entry(("4551-1", "512", "1.00"))]
    first = try_post(*batch, key="k", mode="each")
    again = try_post(*batch, key="k", mode="each")
    assert again.outcomes == first.outcomes
    assert codes(again) == ["created", "account_unknown", "created"]


FIRST = entry(("512", "4551-1", "1.00"), id=uuid4())
OTHERS = (
    # what differs        request
    ("amount",            replace(FIRST, postings=entry(("512", "4551-1", "1.01")).postings)),
    ("currency",          replace(FIRST, postings=[PostingDraft("512", "4551-1", Money("1.00", "USD"))])),
    ("debit",             replace(FIRST, postings=entry(("627", "4551-1", "1.00")).postings)),
    ("a posting more",    replace(FIRST, postings=entry(("512", "4551-1", "1.00"), ("512", "101", "1.00")).postings)),
    ("date",              replace(FIRST, effective_on=DAY.replace(day=16))),
    ("journal",           replace(FIRST, journal="OD")),
    ("description",       replace(FIRST, description="Autre")),
    ("reference",         replace(FIRST, reference="VIR")),
    ("kind",              replace(FIRST, kind="placement")),
    ("source",            replace(FIRST, source="loan:1")),
    ("metadata",          replace(FIRST, metadata={"a": 1})),
    ("id",                replace(FIRST, id=uuid4())),
    ("phase",             replace(FIRST, postings=[PostingDraft("512", "4551-1", eur("1.00"), phase="pending")])),
)  # fmt: skip


@pytest.mark.parametrize("other", [other for _, other in OTHERS], ids=[what for what, _ in OTHERS])
def test_a_different_body_under_the_same_key_changes_nothing(book: str, other: Any) -> None:
    posted(FIRST, key="k")
    result = try_post(other, key="k")
    assert result.status == "exists_with_different_request"
    assert codes(result) == ["exists_with_different_request"]
    assert result.balances == {}
    assert (Entry.objects.count(), Request.objects.count()) == (1, 1)


def test_another_mode_is_another_request(book: str) -> None:
    posted(FIRST, key="k")
    assert try_post(FIRST, key="k", mode="each").status == "exists_with_different_request"


def test_an_amount_written_otherwise_is_the_same_request(book: str) -> None:
    posted(entry(("512", "4551-1", "1")), key="k")
    assert try_post(entry(("512", "4551-1", "1.00")), key="k").status == "exists"


def test_a_key_belongs_to_its_book(book: str) -> None:
    from tests.ledger.books import open_demo_book

    open_demo_book("other")
    posted(entry(("512", "4551-1", "1.00")), key="k")
    assert try_post(entry(("512", "4551-1", "1.00")), key="k", book="other").status == "created"


def test_what_was_wrong_with_a_draft_is_not_remembered(book: str) -> None:
    with pytest.raises(InvalidAmount):
        try_post(entry(("512", "4551-1", "1.001")), key="k")
    assert not Request.objects.exists()
