"""Posting entries."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, transaction
from djmoney.money import Money
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain import limits
from ledger.domain.errors import (
    BatchTooLarge,
    IdempotencyKeyReused,
    InvalidAmount,
    InvalidEntry,
    MissingIdempotencyKey,
    PostingRefused,
    UnknownBook,
)
from ledger.models import Entry
from ledger.selectors.balances import balances
from ledger.services.call import batch_of, call_ledger_post
from ledger.services.posting import EntryDraft, PostingDraft, post, require_posted
from tests.ledger.books import ACCOUNTS, DAY, codes, entry, eur, posted, try_post


def test_a_repayment_is_one_entry_with_its_postings(book: str) -> None:
    posted(entry(("2748-7", "4551-1", "300.00")))
    result = post(
        book=book,
        entries=[
            EntryDraft(
                effective_on=DAY,
                journal="BQ",
                description="Remboursement prêt 7",
                reference="VIR-0042",
                postings=[
                    PostingDraft(debit="512", credit="2748-7", amount=eur("100.00")),
                    PostingDraft(debit="512", credit="768", amount=eur("10.00")),
                ],
            )
        ],
        idempotency_key="repayment-42",
        mode="atomic",
    )
    assert result.status == "created"
    assert [outcome.code for outcome in result.outcomes] == ["created"]
    assert isinstance(result.outcomes[0].entry_id, UUID)
    assert result.balances == {"512": eur("110.00"), "2748-7": eur("200.00"), "768": eur("10.00")}


def test_balances_are_signed_by_the_nature_of_the_account(book: str) -> None:
    posted(
        entry(
            ("512", "4551-1", "1.00"),
            ("627", "101", "2.00"),
            ("801", "768", "3.00"),
        )
    )
    assert balances(book=book, codes=["512", "627", "801", "4551-1", "101", "768"]) == {
        "101": eur("2.00"),
        "4551-1": eur("1.00"),
        "512": eur("1.00"),
        "627": eur("2.00"),
        "768": eur("3.00"),
        "801": eur("3.00"),
    }


def test_one_round_trip_posts_any_number_of_entries(book: str, django_assert_num_queries: Any) -> None:
    entries = [entry(("512", "4551-1", "1.00")) for _ in range(50)]
    with django_assert_num_queries(1):
        post(book=book, entries=entries, idempotency_key="fifty")


def test_what_is_written_is_what_was_given(book: str) -> None:
    entry_id = UUID("0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c2d")
    posted(
        entry(
            ("512", "4551-1", "1.00"),
            id=entry_id,
            kind="placement",
            reference="VIR-1",
            source="placement:1",
            metadata={"note": "é € \U0001f600", "lines": [1, None, True]},
            description='Un "titre" ; très | long\\ \n ligne',
        )
    )
    written = Entry.objects.get(id=entry_id)
    assert (written.kind, written.reference, written.source) == ("placement", "VIR-1", "placement:1")
    assert written.metadata == {"note": "é € \U0001f600", "lines": [1, None, True]}
    assert written.description == 'Un "titre" ; très | long\\ \n ligne'
    assert written.effective_on == DAY


BAD_AMOUNTS = (
    # amount                              reason
    (Money("0", "EUR"),                   "an amount is more than zero"),
    (Money("-1.00", "EUR"),               "an amount is more than zero"),
    (Money("NaN", "EUR"),                 "it is not a finite number"),
    (Money("Infinity", "EUR"),            "it is not a finite number"),
    (Money("1.001", "EUR"),               "EUR has 2 decimals"),
    (Money("0.5", "JPY"),                 "JPY has 0 decimals"),
    (Money("92233720368547758.08", "EUR"), "it is too large"),
    (Money("1E+400", "EUR"),              "it is too large"),
    (100,                                 "an amount with its currency is expected"),
    ("100.00",                            "an amount with its currency is expected"),
    (None,                                "an amount with its currency is expected"),
)  # fmt: skip


@pytest.mark.parametrize(("amount", "reason"), BAD_AMOUNTS)
def test_an_amount_that_cannot_be_written_down_names_its_entry_and_line(book: str, amount: Any, reason: str) -> None:
    wrong = entry(("512", "4551-1", "1.00"))
    wrong = replace(wrong, postings=[*wrong.postings, PostingDraft(debit="512", credit="4551-1", amount=amount)])
    with pytest.raises(InvalidAmount) as refusal:
        try_post(entry(("512", "4551-1", "1.00")), wrong)
    assert (refusal.value.values["entry"], refusal.value.values["line"]) == (2, 2)
    assert refusal.value.values["reason"] == reason
    assert not Entry.objects.exists()


BAD_ENTRIES = (
    # field             value                                   field named     line
    ("effective_on",    "2026-01-15",                           "effective_on", 0),
    ("effective_on",    dt.datetime(2026, 1, 15),               "effective_on", 0),
    ("journal",         "",                                     "journal",      0),
    ("journal",         "a journal",                            "journal",      0),
    ("journal",         "J" * 17,                               "journal",      0),
    ("description",     "nul\0",                                "description",  0),
    ("description",     "\ud800",                               "description",  0),
    ("reference",       None,                                   "reference",    0),
    ("metadata",        {"a": object()},                        "metadata",     0),
    ("metadata",        {"a": float("nan")},                    "metadata",     0),
    ("metadata",        {"a": "\0"},                            "metadata",     0),
    ("metadata",        [1],                                    "metadata",     0),
    ("id",              "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c2d", "id",           0),
    ("postings",        [],                                     "postings",     0),
    ("postings",        [PostingDraft("512", "512", eur("1"))], "credit",       1),
    ("postings",        [PostingDraft("", "512", eur("1"))],    "debit",        1),
    ("postings",        [PostingDraft("512", "4\0", eur("1"))], "credit",       1),
    ("postings",        [PostingDraft("512", "101", eur("1"), phase="held")],    "phase",      1),
    ("postings",        [PostingDraft("512", "101", eur("1"), phase="settles")], "pending",    1),
    ("postings",        [PostingDraft("512", "101", eur("1"), expires_on=DAY)],  "expires_on", 1),
)  # fmt: skip


@pytest.mark.parametrize(("field", "value", "named", "line"), BAD_ENTRIES)
def test_an_entry_that_no_book_could_take_names_the_wrong_field(
    book: str, field: str, value: Any, named: str, line: int
) -> None:
    with pytest.raises(InvalidEntry) as refusal:
        try_post(replace(entry(("512", "4551-1", "1.00")), **{field: value}))
    assert (refusal.value.values["entry"], refusal.value.values["line"], refusal.value.values["field"]) == (
        1,
        line,
        named,
    )
    assert not Entry.objects.exists()


def test_a_backslash_before_u0000_is_only_text(book: str) -> None:
    posted(entry(("512", "4551-1", "1.00"), metadata={"path": r"C:\u0000"}))


def test_an_empty_batch_is_an_error(book: str) -> None:
    with pytest.raises(InvalidEntry, match="at least one entry"):
        post(book=book, entries=[], idempotency_key="none")


def test_another_mode_is_an_error(book: str) -> None:
    with pytest.raises(InvalidEntry, match="atomic or each"):
        try_post(entry(("512", "4551-1", "1.00")), mode="some")


def test_an_unknown_book_is_an_error(db: None) -> None:
    with pytest.raises(UnknownBook, match="no book nowhere"):
        try_post(entry(("512", "4551-1", "1.00")), book="nowhere")


@pytest.mark.parametrize("key", ["", "k" * 201, "nul\0", None])
def test_a_key_is_needed(book: str, key: Any) -> None:
    with pytest.raises(MissingIdempotencyKey):
        post(book=book, entries=[entry(("512", "4551-1", "1.00"))], idempotency_key=key)


LIMITS = (
    ("ENTRIES_PER_CALL_MAX",  "entries"),
    ("POSTINGS_PER_CALL_MAX", "postings"),
    ("ACCOUNTS_PER_CALL_MAX", "accounts"),
)  # fmt: skip


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_the_database_asks_for_a_key_too(book: str, key: str) -> None:
    batch = batch_of([entry(("512", "4551-1", "1.00"))], mode="atomic")
    with pytest.raises(DataError, match=f"1 to 200 characters; {len(key)} were given"), transaction.atomic():
        call_ledger_post(book=book, idempotency_key=key, mode="atomic", batch=batch)
    assert call_ledger_post(book=book, idempotency_key="k" * 200, mode="atomic", batch=batch)[0] == "created"


@pytest.mark.parametrize(("name", "what"), LIMITS)
def test_one_call_holds_no_more_than_stated(book: str, monkeypatch: pytest.MonkeyPatch, name: str, what: str) -> None:
    three = [
        entry(("512", "4551-1", "1.00")),
        entry(("512", "4551-2", "1.00")),
        entry(("512", "101", "1.00")),
    ]
    monkeypatch.setattr(limits, name, 2)
    with pytest.raises(BatchTooLarge) as refusal:
        try_post(*three)
    assert refusal.value.values["what"] == what
    monkeypatch.setattr(limits, name, 4)
    posted(*three)


def test_the_largest_amount_is_held_and_one_more_cent_is_refused(book: str) -> None:
    posted(entry(("512", "101", "92233720368547758.07")))
    result = try_post(entry(("512", "101", "0.01")))
    assert codes(result) == ["balance_overflow"]
    assert balances(book=book, codes=["512"]) == {"512": eur("92233720368547758.07")}


def test_in_each_mode_every_entry_stands_for_itself(book: str) -> None:
    result = try_post(
        entry(("512", "4551-1", "100.00")),
        entry(("4551-1", "512", "150.00")),
        entry(("4551-1", "512", "80.00")),
        entry(("4551-1", "512", "80.00")),
        entry(("512", "nothing", "1.00")),
        mode="each",
    )
    assert result.status == "created"
    assert codes(result) == ["created", "floor_reached", "created", "floor_reached", "account_unknown"]
    assert balances(book=book, codes=["512", "4551-1"]) == {"512": eur("20.00"), "4551-1": eur("20.00")}


def test_in_each_mode_with_nothing_posted_the_batch_is_refused(book: str) -> None:
    result = try_post(entry(("4551-1", "512", "1.00")), entry(("4551-1", "512", "2.00")), mode="each")
    assert (result.status, codes(result)) == ("refused", ["floor_reached", "floor_reached"])


def test_an_atomic_batch_leaves_nothing_of_itself_when_one_entry_is_refused(book: str) -> None:
    result = try_post(entry(("512", "4551-1", "5.00")), entry(("2748-7", "512", "50.00")))
    assert (result.status, codes(result)) == ("refused", ["batch_refused", "floor_reached"])
    assert not Entry.objects.exists()
    assert set(balances(book=book).values()) == {eur("0.00")}


def test_an_atomic_batch_may_dip_below_a_floor_on_its_way(book: str) -> None:
    """Some order of its entries respects the floor, so the batch does; one at a time, the first would be refused."""
    dipping = [entry(("4551-1", "512", "5.00")), entry(("512", "4551-1", "5.00"))]
    assert codes(try_post(*dipping, mode="each")) == ["floor_reached", "created"]
    posted(entry(("4551-1", "512", "5.00")))
    assert try_post(*dipping).status == "created"


def test_a_refusal_says_what_there_is_and_what_was_asked(book: str) -> None:
    posted(entry(("512", "4551-1", "1200.00")))
    (outcome,) = try_post(entry(("4551-1", "512", "1500.00"))).outcomes
    assert outcome.code == "floor_reached"
    assert outcome.values == {
        "line": 1,
        "account": "4551-1",
        "currency": "EUR",
        "floor": eur("0.00"),
        "available": eur("1200.00"),
        "asked": eur("1500.00"),
    }


def test_a_floor_may_be_below_zero(book: str) -> None:
    from ledger.services.accounts import open_account

    open_account(book=book, code="519", name="Découvert", nature="asset", floor=eur("-100.00"))
    assert codes(try_post(entry(("627", "519", "100.00")))) == ["created"]
    assert codes(try_post(entry(("627", "519", "0.01")))) == ["floor_reached"]


def test_what_was_refused_may_be_required(book: str) -> None:
    with pytest.raises(PostingRefused, match="4551-1") as refusal:
        require_posted(try_post(entry(("4551-1", "512", "1.00"))))
    assert [outcome["code"] for outcome in refusal.value.values["outcomes"]] == ["floor_reached"]


def test_a_key_used_for_another_request_may_be_required_not_to_be(book: str) -> None:
    posted(entry(("512", "4551-1", "1.00")), key="k")
    with pytest.raises(IdempotencyKeyReused, match="key k "):
        require_posted(try_post(entry(("512", "4551-1", "2.00")), key="k"), key="k")


CODES = [account.code for account in ACCOUNTS]
moves = st.tuples(
    st.sampled_from(CODES), st.sampled_from(CODES), st.integers(min_value=1, max_value=10_000).map(lambda n: f"{n}.00")
).filter(lambda move: move[0] != move[1])
batches = st.lists(st.lists(moves, min_size=1, max_size=4), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=batches, number=st.uuids())
def test_posting_a_batch_is_posting_its_entries_one_at_a_time(book: str, batch: Any, number: UUID) -> None:
    from tests.ledger.books import open_demo_book

    one, many = f"one-{number}", f"many-{number}"
    open_demo_book(one)
    open_demo_book(many)
    entries = [entry(*moves) for moves in batch]
    alone = [code for draft in entries for code in codes(try_post(draft, book=one))]
    assert codes(try_post(*entries, book=many, mode="each")) == alone
    assert balances(book=one) == balances(book=many)
