"""Which entries are found, and that pages of them together are the list."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.selectors.entries import PostedEntry, entries_after
from ledger.selectors.entry_filters import EntryFilter
from ledger.services.accounts import AccountDraft, open_accounts
from ledger.services.posting import EntryDraft, PostingDraft
from ledger.services.reversal import reverse_entry
from tests.ledger.books import entry, eur, open_demo_book, posted
from tests.ledger.domain.test_search import CASES

IDS = [UUID(f"0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c{n}") for n in range(20, 30)]
MARCH = dt.date(2026, 3, 1)


def move(number: int, *moves: tuple[str, str, str], **fields: Any) -> EntryDraft:
    return entry(*moves, id=IDS[number], effective_on=dt.date(2026, 1, 1 + number), **fields)


@pytest.fixture
def kept(book: str) -> str:
    """Six entries, one a day; the last one reserves, and the third is reversed in March."""
    posted(
        move(0, ("512", "101", "100.00"), kind="capital", description="Apport à la création", reference="VIR-1"),
        move(1, ("512", "4551-1", "40.00"), kind="placement", source="placement:1", description="Placement Noël"),
        move(2, ("627", "512", "2.50"), journal="OD", description="Frais de tenue", reference="FAC-7"),
        move(3, ("512", "2748-7", "10.00"), ("512", "768", "1.50"), kind="repayment", source="loan:7"),
        move(4, ("2748-7", "512", "20.00"), kind="disbursement", source="loan:7", description="DÉBLOCAGE prêt 7"),
    )
    held = PostingDraft(debit="4551-1", credit="512", amount=eur("5.00"), phase="pending")
    posted(replace(move(5, ("512", "101", "1.00")), postings=[held]))
    reverse_entry(book=book, entry_id=IDS[2], effective_on=MARCH, reason="Erreur", idempotency_key="r")
    return book


FOUND: tuple[tuple[dict[str, Any], list[int]], ...] = (
    # asked                                              entries found, by their number; 9 is the reversal
    ({},                                                 [0, 1, 2, 3, 4, 5, 9]),
    ({"start": dt.date(2026, 1, 3)},                     [2, 3, 4, 5, 9]),
    ({"end": dt.date(2026, 1, 3)},                       [0, 1, 2]),
    ({"start": MARCH, "end": MARCH},                     [9]),
    ({"journal": "OD"},                                  [2, 9]),
    ({"journal": "od"},                                  []),
    ({"kind": "reversal"},                               [9]),
    ({"reference": "FAC-7"},                             [2, 9]),
    ({"source": "loan:7"},                               [3, 4]),
    ({"source": "loan"},                                 []),
    ({"account": "627"},                                 [2, 9]),
    ({"account": "2748-7"},                              [3, 4]),
    ({"account": "4551-1", "start": dt.date(2026, 1, 3)}, [5]),
    ({"account": "9"},                                   []),
    ({"account_prefix": "27"},                           [3, 4]),
    ({"account_prefix": "7"},                            [3]),
    ({"account_prefix": "6"},                            [2, 9]),
    ({"account_prefix": "4551"},                         [1, 5]),
    ({"account_prefix": "9"},                            []),
    ({"account": "512", "account_prefix": "27"},         [3, 4]),
    ({"account": "768", "account_prefix": "2748-7"},     [3]),
    ({"text": "deblocage"},                              [4]),
    ({"text": "NOEL"},                                   [1]),
    ({"text": "frais fac-7"},                            [2]),
    ({"text": "vir"},                                    [0]),
    ({"amount_min": eur("40.00")},                       [0, 1]),
    ({"amount_max": eur("2.50")},                        [2, 3, 9]),
    ({"amount_min": eur("11.50"), "amount_max": eur("11.50")}, [3]),   # in all, on the bank's account
    ({"amount_min": eur("1.50"), "amount_max": eur("1.50")},   [3]),
    ({"amount_min": eur("0.00")},                        [0, 1, 2, 3, 4, 5, 9]),
    ({"currency": "EUR", "source": "loan:7"},            [3, 4]),
    ({"currency": "USD"},                                []),
    ({"phase": "pending"},                               [5]),
    ({"phase": "settles"},                               []),
    ({"reserves": True},                                 [5]),
    ({"reserves": False, "account": "4551-1"},           [1]),
    ({"is_reversed": True},                              [2]),
    ({"is_reversed": False, "journal": "OD"},            [9]),
    ({"is_sealed": True},                                []),
    ({"is_sealed": False, "journal": "OD"},              [2, 9]),
    ({"number": "OD-2026-000001"},                       []),
    ({"account": "512", "journal": "BQ", "is_reversed": False, "amount_min": eur("20.00")}, [0, 1, 4]),
)  # fmt: skip


@pytest.mark.parametrize(("asked", "expected"), FOUND)
def test_each_filter_finds_these_entries(kept: str, asked: dict[str, Any], expected: list[int]) -> None:
    found = entries_after(book=kept, after=None, limit=50, where=EntryFilter(**asked))
    assert [IDS.index(one.id) if one.id in IDS else 9 for one in found] == expected


def test_a_settled_reservation_is_no_longer_open(kept: str) -> None:
    settled = PostingDraft("4551-1", "512", eur("5.00"), phase="settles", pending=(IDS[5], 1))
    posted(replace(entry(("512", "101", "1.00"), id=IDS[6]), postings=[settled]))
    for asked, expected in (
        ({"reserves": True}, []),
        ({"phase": "pending"}, [IDS[5]]),
        ({"phase": "settles"}, [IDS[6]]),
    ):
        found = entries_after(book=kept, after=None, limit=50, where=EntryFilter(**asked))  # type: ignore[arg-type]
        assert [one.id for one in found] == expected


@pytest.mark.parametrize(("typed", "written", "found"), CASES)
def test_postgresql_finds_words_as_people_type_them(book: str, typed: str, written: str, found: bool) -> None:
    posted(entry(("512", "101", "1.00"), description=written))
    told = entries_after(book=book, after=None, limit=9, where=EntryFilter(text=typed))
    assert [one.description for one in told] == ([written] if found else [])


def test_another_book_is_never_found(kept: str) -> None:
    open_demo_book("other")
    for asked in (
        EntryFilter(),
        EntryFilter(account="512"),
        EntryFilter(account_prefix="4551"),
        EntryFilter(text="vir"),
    ):
        assert entries_after(book="other", after=None, limit=50, where=asked) == []


# Random entries, and the same questions asked of them in Python.
WORDS = ("prêt", "Placement", "Échéance", "frais")
JOURNALS, SOURCES = ("BQ", "OD"), ("", "loan:1", "loan:2")
CODES = ("512", "101", "4551-1", "4551-2", "768")


def random_entries(seed: int) -> list[EntryDraft]:
    rng = random.Random(seed)
    drafts = []
    for _ in range(40):
        pairs = [rng.sample(CODES, 2) for _ in range(rng.randint(1, 3))]
        postings = [PostingDraft(debit, credit, eur(f"{rng.randint(1, 6)}.00")) for debit, credit in pairs]
        drafts.append(
            replace(
                entry(("512", "101", "1.00")),
                effective_on=dt.date(2026, 1, rng.randint(1, 5)),
                journal=rng.choice(JOURNALS),
                source=rng.choice(SOURCES),
                description=rng.choice(WORDS),
                postings=postings,
            )
        )
    return drafts


def fits(one: PostedEntry, where: EntryFilter) -> bool:
    codes = {code for line in one.postings for code in (line.debit, line.credit)}
    figures = {line.amount.amount for line in one.postings}
    for side in ("debit", "credit"):
        for code in codes:
            figures.add(sum(line.amount.amount for line in one.postings if getattr(line, side) == code))
    least = where.amount_min.amount if where.amount_min else 0
    most = where.amount_max.amount if where.amount_max else 10**9
    return (
        (where.start is None or one.effective_on >= where.start)
        and (where.end is None or one.effective_on <= where.end)
        and where.journal in (None, one.journal)
        and where.source in (None, one.source)
        and (where.text is None or where.text in one.description.lower().replace("é", "e").replace("ê", "e"))
        and (where.account is None or where.account in codes)
        and (where.account_prefix is None or any(code.startswith(where.account_prefix) for code in codes))
        and (where.is_reversed is None or where.is_reversed == (one.reversed_by is not None))
        and any(least <= figure <= most for figure in figures if figure)
    )


def maybe(values: Any) -> Any:
    return st.none() | st.sampled_from(values)


filters = st.builds(
    EntryFilter,
    start=maybe([dt.date(2026, 1, day) for day in (1, 3, 5)]),
    end=maybe([dt.date(2026, 1, day) for day in (2, 4, 6)]),
    journal=maybe(JOURNALS),
    source=maybe(SOURCES[1:]),
    text=maybe(["pret", "echeance", "place"]),
    account=maybe([*CODES, "627"]),
    account_prefix=maybe(["4551", "5", "1", "9"]),
    is_reversed=maybe([True, False]),
    amount_min=maybe([eur("2.00"), eur("5.00")]),
    amount_max=maybe([eur("3.00"), eur("9.00")]),
)


@pytest.fixture
def busy(book: str) -> str:
    """Forty random entries, some of them reversed, in accounts that may go anywhere."""
    open_accounts(book=book, accounts=[AccountDraft("512-x", "Autre banque", "asset")])
    posted(
        entry(("512", "101", "900.00")),
        *(entry(("101", code, "900.00")) for code in CODES if code not in ("512", "101")),
    )
    made = posted(*random_entries(7)).outcomes
    for number, outcome in enumerate(made[::7]):
        reverse_entry(
            book=book,
            entry_id=outcome.entry_id,
            effective_on=dt.date(2026, 1, 6),
            reason="x",
            idempotency_key=f"r{number}",
        )
    return book


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=filters, size=st.integers(1, 12), latest_first=st.booleans())
def test_the_pages_of_a_filtered_list_are_the_list(
    busy: str, where: EntryFilter, size: int, latest_first: bool
) -> None:
    everything = entries_after(book=busy, after=None, limit=None)
    expected = [one.id for one in everything if fits(one, where)]
    if latest_first:
        expected.reverse()
    read: list[UUID] = []
    after = None
    while page := entries_after(book=busy, after=after, limit=size, where=where, latest_first=latest_first):
        assert len(page) <= size
        assert all([line.line for line in one.postings] == [*range(1, len(one.postings) + 1)] for one in page)
        read += [one.id for one in page]
        after = (page[-1].effective_on, page[-1].id)
    assert read == expected
