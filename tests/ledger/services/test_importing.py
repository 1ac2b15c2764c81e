"""Large imports by COPY: the same answers as `post`, every check live."""

import random
from datetime import date
from uuid import UUID

import pytest
from django.db import connection

from ledger.models import Entry, Posting
from ledger.selectors.balances import balances
from ledger.selectors.verification import verdicts
from ledger.services import importing
from ledger.services.accounts import freeze_account
from ledger.services.drafts import EntryDraft, PostingDraft
from ledger.services.importing import import_entries
from ledger.services.posting import PostingResult, post
from tests.ledger.books import DAY, codes, entry, eur, open_demo_book, posted

ODD = 'tab\tline\nback\\slash "quoted" {brace} \\N é'
KNOWN = UUID("0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c20")


@pytest.fixture
def book(db: None) -> str:
    open_demo_book()
    posted(entry(("512", "101", "100.00")))
    return "demo"


def imported(*entries: EntryDraft, key: str = "k", mode: str = "each") -> PostingResult:
    return import_entries(book="demo", entries=entries, idempotency_key=key, mode=mode)  # type: ignore[arg-type]


def broken() -> list[str]:
    return [verdict.check.name for verdict in verdicts() if verdict.first_breach]


def test_entries_are_posted_as_they_were_drafted(book: str) -> None:
    draft = entry(
        ("512", "4551-1", "10.01"), ("4551-1", "101", "0.01"),
        id=KNOWN, description=ODD, reference=ODD, source="file:7", kind="import", metadata={"a": ODD, "b": [1, None]},
    )  # fmt: skip
    result = imported(draft)
    assert (result.status, codes(result)) == ("created", ["created"])
    assert result.balances == {"512": eur("110.01"), "4551-1": eur("10.00"), "101": eur("100.01")}
    found = Entry.objects.get(pk=KNOWN)
    assert (found.description, found.reference, found.source, found.kind) == (ODD, ODD, "file:7", "import")
    assert found.metadata == {"a": ODD, "b": [1, None]}
    lines = Posting.objects.filter(entry=KNOWN).order_by("line")
    assert [(line.line, line.amount, line.phase) for line in lines] == [(1, 1001, "posted"), (2, 1, "posted")]
    assert broken() == []


def test_one_key_posts_once_whichever_way_it_comes(book: str) -> None:
    drafts = [entry(("512", "4551-1", "1.00")), entry(("512", "4551-2", "2.00"))]
    first = imported(*drafts)
    again = post(book=book, entries=drafts, idempotency_key="k", mode="each")
    assert (first.status, again.status, imported(*drafts).status) == ("created", "exists", "exists")
    assert [one.entry_id for one in first.outcomes] == [one.entry_id for one in again.outcomes]
    assert first.balances == again.balances
    assert codes(imported(drafts[0])) == ["exists_with_different_request"]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("each", ["created", "account_unknown", "account_frozen", "floor_reached", "created"]),
        ("atomic", ["batch_refused", "account_unknown", "account_frozen", "batch_refused", "batch_refused"]),
    ],
)
def test_each_refusal_is_told_as_post_tells_it(book: str, mode: str, expected: list[str]) -> None:
    freeze_account(book=book, code="4551-2")
    drafts = [
        entry(("512", "4551-1", "1.00")),
        entry(("512", "9999", "1.00")),
        entry(("512", "4551-2", "1.00")),
        entry(("4551-1", "512", "5.00")),
        entry(("512", "4551-1", "1.00")),
    ]
    before = Entry.objects.count()
    assert codes(imported(*drafts, mode=mode)) == expected
    assert Entry.objects.count() - before == expected.count("created")
    assert broken() == []


def test_in_order_each_entry_must_hold_by_itself(book: str) -> None:
    out_then_in = [entry(("101", "512", "150.00")), entry(("512", "101", "100.00"))]
    assert codes(imported(*out_then_in, key="each")) == ["floor_reached", "created"]
    in_then_out = [entry(("512", "101", "100.00")), entry(("101", "512", "301.00")), entry(("101", "512", "250.00"))]
    assert codes(imported(*in_then_out, key="each-2")) == ["created", "floor_reached", "created"]
    assert codes(imported(*reversed(in_then_out[:2]), key="atomic", mode="atomic")) == [
        "floor_reached",
        "batch_refused",
    ]


def test_many_at_once_are_what_they_would_be_one_by_one(book: str) -> None:
    chance = random.Random(7)
    accounts = ["101", "768", "627", "801", "2748-7"]
    drafts = [
        entry((*chance.sample(accounts, 2), f"{chance.randint(1, 999)}.{chance.randint(0, 99):02}")) for _ in range(300)
    ]
    expected = dict.fromkeys(accounts, 0)
    for draft in drafts:
        move = draft.postings[0]
        expected[move.debit] += int(move.amount.amount * 100)
        expected[move.credit] -= int(move.amount.amount * 100)
    before = balances(book=book, codes=accounts)
    assert imported(*drafts).status == "created"
    signs = {"101": -1, "768": -1, "627": 1, "801": 1, "2748-7": 1}
    after = balances(book=book, codes=accounts)
    assert {code: after[code] - before[code] for code in accounts} == {
        code: eur("0.01") * (signs[code] * expected[code]) for code in accounts
    }
    assert broken() == []


def test_reservations_are_put_down_too_and_resolved_one_by_one(book: str) -> None:
    held = imported(EntryDraft(
        id=KNOWN, effective_on=DAY, journal="OD", description="Réserve",
        postings=[PostingDraft("101", "512", eur("30.00"), "pending", expires_on=date(2026, 2, 1))],
    ), key="hold")  # fmt: skip
    assert codes(held) == ["created"]
    settled = EntryDraft(
        effective_on=DAY, journal="OD", description="Tirage",
        postings=[PostingDraft("101", "512", eur("10.00"), "settles", pending=(KNOWN, 1))],
    )  # fmt: skip
    assert codes(imported(settled, key="settle")) == ["created"]
    assert balances(book=book, codes=["512"]) == {"512": eur("90.00")}


def test_nothing_is_left_where_it_was_put_down(book: str) -> None:
    imported(entry(("512", "101", "1.00")))
    imported(entry(("512", "101", "1.00")), key="next")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'ledger_staged%' AND relpersistence = 'u'")
        assert cursor.fetchone() == (2,)
    assert Entry.objects.count() == 3


def test_an_import_gives_no_table_a_new_file(book: str) -> None:
    """Taken back in the moment before a crash, the new file of an unlogged table may keep PostgreSQL from starting."""
    files = "SELECT array_agg(relfilenode ORDER BY oid) FROM pg_class WHERE relname LIKE 'ledger_staged%'"
    with connection.cursor() as cursor:
        cursor.execute(files)
        before = cursor.fetchone()
        imported(entry(("512", "101", "1.00")))
        imported(entry(("512", "101", "1.00")), key="next")
        cursor.execute(files)
        assert cursor.fetchone() == before
    assert Entry.objects.count() == 3


def test_the_order_in_which_rows_lie_in_the_tables_does_not_count(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that take the room of deleted ones may lie in any order; here they are put down backwards."""
    put_down = importing._copy
    monkeypatch.setattr(importing, "_copy", lambda cursor, command, rows: put_down(cursor, command, reversed([*rows])))
    drafts = [entry(("512", "4551-1", f"{number}.00"), description=str(number)) for number in range(1, 6)]
    result = imported(*drafts, entry(("512", "9999", "1.00")))
    assert codes(result) == ["created"] * 5 + ["account_unknown"]
    made = [outcome.entry_id for outcome in result.outcomes[:5]]
    told = {line.entry_id: (line.entry.description, line.amount) for line in Posting.objects.select_related("entry")}
    assert [told[pk] for pk in made] == [("1", 100), ("2", 200), ("3", 300), ("4", 400), ("5", 500)]
