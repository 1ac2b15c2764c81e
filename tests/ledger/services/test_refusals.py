"""Refusals: each by itself, and which one is given when an entry deserves several."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from djmoney.money import Money

from ledger.domain.refusals import REFUSALS
from ledger.models import Entry
from ledger.selectors.balances import balances
from ledger.services.accounts import close_account, freeze_account, open_account
from ledger.services.periods import close_period, open_period
from ledger.services.posting import EntryDraft, PostingDraft
from tests.ledger.books import DAY, codes, entry, eur, posted, try_post

GIVEN, REVERSED, HOLDING, HELD, RESOLVED, NOWHERE, LAPSED = (
    UUID(f"0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c{n}") for n in range(20, 27)
)


def entry_of(*postings: PostingDraft, **fields: Any) -> EntryDraft:
    return replace(entry(("512", "101", "1.00")), postings=list(postings), **fields)


@pytest.fixture
def troubled(book: str) -> str:
    """A book where whatever can be in the way of an entry is in the way of some."""
    for code in ("closed", "frozen"):
        open_account(book=book, code=code, name=code, nature="asset")
    posted(entry(("512", "101", "1000.00"), id=GIVEN))
    posted(entry(("512", "101", "1.00"), id=REVERSED))
    posted(entry(("101", "512", "1.00"), reverses=REVERSED))
    for entry_id in (HOLDING, HELD, RESOLVED):
        posted(entry_of(PostingDraft("101", "512", eur("10.00"), phase="pending"), id=entry_id))
    posted(entry_of(PostingDraft("101", "512", eur("10.00"), phase="voids", pending=(RESOLVED, 1))))
    posted(entry_of(PostingDraft("101", "512", eur("10.00"), phase="pending", expires_on=DAY), id=LAPSED))
    freeze_account(book=book, code="frozen")
    close_account(book=book, code="closed")
    open_period(book=book, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31))
    close_period(book=book, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31))
    return book


def with_line(posting: PostingDraft) -> Callable[[EntryDraft], EntryDraft]:
    return lambda draft: replace(draft, postings=[*draft.postings, posting])


def with_field(**fields: Any) -> Callable[[EntryDraft], EntryDraft]:
    return lambda draft: replace(draft, **fields)


# What to do to an entry that could be posted so that it deserves each refusal; in the order of precedence.
TROUBLES: tuple[tuple[str, Callable[[EntryDraft], EntryDraft]], ...] = (
    ("entry_exists",      with_field(id=GIVEN)),
    ("account_unknown",   with_line(PostingDraft("512", "nothing", eur("1.00")))),
    ("account_closed",    with_line(PostingDraft("512", "closed", eur("1.00")))),
    ("account_frozen",    with_line(PostingDraft("512", "frozen", eur("1.00")))),
    ("currency_mismatch", with_line(PostingDraft("512", "101", Money("1.00", "USD")))),
    ("period_closed",     with_field(effective_on=dt.date(2025, 6, 1))),
    ("reversed_unknown",  with_field(reverses=NOWHERE)),
    ("already_reversed",  with_field(reverses=REVERSED)),
    ("not_reversible",    with_field(reverses=HOLDING)),
    ("pending_unknown",   with_line(PostingDraft("101", "512", eur("1.00"), phase="voids", pending=(NOWHERE, 1)))),
    ("pending_resolved",  with_line(PostingDraft("101", "512", eur("10.00"), phase="voids", pending=(RESOLVED, 1)))),
    ("pending_expired",   with_line(PostingDraft("101", "512", eur("10.00"), phase="settles", pending=(LAPSED, 1)))),
    ("pending_mismatch",  with_line(PostingDraft("101", "512", eur("10.01"), phase="settles", pending=(HELD, 1)))),
    ("balance_overflow",  with_line(PostingDraft("512", "101", eur("92233720368547758.07")))),
    ("floor_reached",     with_line(PostingDraft("4551-1", "101", eur("1.00")))),
)  # fmt: skip
# Two reasons that the same field causes cannot be had together.
SAME_FIELD = {"reversed_unknown", "already_reversed", "not_reversible"}


def test_the_table_has_every_refusal_in_its_order() -> None:
    assert [code for code, _ in TROUBLES] == [refusal.code for refusal in REFUSALS][:-1]
    assert REFUSALS[-1].code == "batch_refused"


@pytest.mark.parametrize(("code", "trouble"), TROUBLES)
def test_each_refusal_is_given_and_changes_nothing(troubled: str, code: str, trouble: Any) -> None:
    before, entries = balances(book=troubled), Entry.objects.count()
    result = try_post(trouble(entry(("512", "101", "1.00"))))
    assert codes(result) == [code]
    assert result.outcomes[0].sentence
    assert (balances(book=troubled), Entry.objects.count()) == (before, entries)


@pytest.mark.parametrize("later", range(1, len(TROUBLES)))
def test_an_entry_that_deserves_two_is_given_the_one_that_comes_first(troubled: str, later: int) -> None:
    second, spoil = TROUBLES[later]
    for first, spoil_first in TROUBLES[:later]:
        if {first, second} <= SAME_FIELD:
            continue
        # The trouble that comes first in the table is put last into the entry.
        assert codes(try_post(spoil_first(spoil(entry(("512", "101", "1.00")))))) == [first], (first, second)


def test_the_first_line_in_trouble_is_named(troubled: str) -> None:
    (outcome,) = try_post(entry(("512", "101", "1.00"), ("512", "no-2", "1.00"), ("no-3", "512", "1.00"))).outcomes
    assert (outcome.code, outcome.values) == ("account_unknown", {"line": 2, "account": "no-2"})


IN_ONE_BATCH = (
    ("entry_exists",     {"id": NOWHERE}),
    ("already_reversed", {"reverses": GIVEN}),
)  # fmt: skip


@pytest.mark.parametrize(("code", "fields"), IN_ONE_BATCH)
def test_two_entries_of_one_batch_are_in_each_other_s_way(troubled: str, code: str, fields: Any) -> None:
    twin = entry(("101", "512", "1000.00"), **fields)
    result = try_post(twin, twin)
    assert codes(result) == ["batch_refused", code]


@pytest.mark.parametrize("mode", ["atomic", "each"])
def test_one_reservation_is_resolved_once_in_a_batch(troubled: str, mode: str) -> None:
    void = entry_of(PostingDraft("101", "512", eur("10.00"), phase="voids", pending=(HELD, 1)))
    first = "batch_refused" if mode == "atomic" else "created"
    assert codes(try_post(void, void, mode=mode)) == [first, "pending_resolved"]


def test_every_sentence_has_the_values_it_names(troubled: str) -> None:
    for code, trouble in TROUBLES:
        (outcome,) = try_post(trouble(entry(("512", "101", "1.00")))).outcomes
        assert "%(" not in outcome.sentence, code
