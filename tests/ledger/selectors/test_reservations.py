"""What is reserved: the open ones, those that have lapsed, and what they hold back, now and at a date."""

from datetime import date

import pytest

from ledger.selectors.reservations import expired_reservations, open_reservations, reservations_at, reserved
from ledger.services.accounts import open_account
from ledger.services.posting import PostingDraft
from ledger.services.reservations import reserve, settle, void_reservation
from tests.ledger.books import codes, entry, eur, posted

FIRST, SECOND, THIRD = date(2026, 1, 15), date(2026, 1, 20), date(2026, 1, 25)


def hold(key: str, amount: str, *, on: date = FIRST, debit: str = "4551-1", **fields):
    result = reserve(
        book="demo", debit=debit, credit="512", amount=eur(amount), effective_on=on, journal="OD",
        description=f"Engagement {key}", idempotency_key=key, **fields,
    )  # fmt: skip
    assert codes(result) == ["created"]
    return result.outcomes[0].entry_id, 1


@pytest.fixture
def funded(book: str) -> str:
    posted(entry(("512", "4551-1", "1000.00"), ("512", "4551-2", "1000.00")))
    return book


def test_a_reservation_is_told_whole(funded: str) -> None:
    place = hold("one", "60.00", expires_on=THIRD, source="loan:7", reference="R", kind="reservation")
    (found,) = open_reservations(book=funded)
    assert (found.place, found.debit, found.credit, found.amount) == (place, "4551-1", "512", eur("60.00"))
    assert (found.effective_on, found.expires_on, found.phase, found.resolved_on) == (FIRST, THIRD, "pending", None)
    assert (found.journal, found.kind, found.description, found.reference, found.source) == (
        "OD", "reservation", "Engagement one", "R", "loan:7",
    )  # fmt: skip


def test_open_ones_are_found_by_source_account_and_page(funded: str) -> None:
    places = [
        hold("a", "1.00", source="x"),
        hold("b", "2.00", source="y"),
        hold("c", "3.00", debit="4551-2", source="x"),
    ]
    void_reservation(book=funded, reservation=hold("d", "4.00"), effective_on=FIRST, idempotency_key="v")
    assert [one.place for one in open_reservations(book=funded)] == places
    assert [one.place for one in open_reservations(book=funded, source="x")] == [places[0], places[2]]
    assert [one.place for one in open_reservations(book=funded, account="4551-2")] == [places[2]]
    assert [one.place for one in open_reservations(book=funded, entry_ids=[places[1][0]])] == [places[1]]
    assert [one.place for one in open_reservations(book=funded, after=places[0], limit=1)] == [places[1]]
    assert open_reservations(book=funded, entry_ids=[]) == []


def test_a_reservation_lapses_on_its_day_and_one_without_a_day_never_does(funded: str) -> None:
    early, late = hold("early", "1.00", expires_on=SECOND), hold("late", "2.00", expires_on=THIRD)
    hold("patient", "3.00")
    on = {day: [one.place for one in expired_reservations(book=funded, on=day)] for day in (FIRST, SECOND, THIRD)}
    assert on == {FIRST: [], SECOND: [early], THIRD: [early, late]}
    settle(book=funded, reservation=early, effective_on=FIRST, idempotency_key="s")
    assert [one.place for one in expired_reservations(book=funded, on=THIRD)] == [late]


def test_what_became_of_each_is_known(funded: str) -> None:
    open_one, settled, voided = hold("a", "1.00"), hold("b", "2.00"), hold("c", "3.00")
    settle(book=funded, reservation=settled, effective_on=SECOND, idempotency_key="s")
    void_reservation(book=funded, reservation=voided, effective_on=THIRD, idempotency_key="v")
    found = reservations_at(book=funded, places=[open_one, settled, voided, (open_one[0], 2)])
    assert {place: (one.phase, one.resolved_on) for place, one in found.items()} == {
        open_one: ("pending", None),
        settled: ("settles", SECOND),
        voided: ("voids", THIRD),
    }


def test_what_is_reserved_counts_on_the_side_where_it_would_leave(funded: str) -> None:
    """A debit takes from a liability, a credit from an asset; what would come in is not counted."""
    open_account(book=funded, code="owed", name="Owed", nature="liability")
    posted(entry(("512", "101", "1.00"), postings=[PostingDraft("4551-1", "owed", eur("70.00"), phase="pending")]))
    hold("b", "30.00")
    codes_asked = ["4551-1", "512", "owed", "nothing"]
    expected = {"4551-1": eur("100.00"), "512": eur("30.00"), "owed": eur("0.00")}
    assert reserved(book=funded, codes=codes_asked) == expected
    assert reserved(book=funded, codes=codes_asked, on=FIRST) == expected


def test_what_was_reserved_at_a_date_is_what_was_neither_settled_nor_voided_by_then(funded: str) -> None:
    first, second = hold("a", "10.00", on=FIRST), hold("b", "20.00", on=SECOND)
    settle(book=funded, reservation=first, amount=eur("1.00"), effective_on=SECOND, idempotency_key="s")
    void_reservation(book=funded, reservation=second, effective_on=THIRD, idempotency_key="v")
    on = {
        day: reserved(book=funded, codes=["4551-1"], on=day)["4551-1"]
        for day in (date(2026, 1, 14), FIRST, SECOND, THIRD)
    }
    assert on == {date(2026, 1, 14): eur("0.00"), FIRST: eur("10.00"), SECOND: eur("20.00"), THIRD: eur("0.00")}
    assert reserved(book=funded, codes=["4551-1"]) == {"4551-1": eur("0.00")}
