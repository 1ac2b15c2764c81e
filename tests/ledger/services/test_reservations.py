"""Reserving, settling and voiding."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from ledger.models import Account
from ledger.selectors.balances import balances
from ledger.selectors.entries import entry_by_id
from ledger.selectors.reservations import open_reservations
from ledger.services.posting import EntryDraft, PostingDraft
from ledger.services.reservations import reserve, settle, void_reservation
from tests.ledger.books import DAY, codes, entry, eur, posted, try_post


def one(phase: str, amount: str, pending: UUID | None = None) -> EntryDraft:
    """An entry that moves from placement A to the bank's other side, in one phase."""
    place = None if pending is None else (pending, 1)
    posting = PostingDraft(debit="4551-1", credit="512", amount=eur(amount), phase=phase, pending=place)
    return replace(entry(("512", "101", "1.00")), postings=[posting])


def available(code: str) -> int:
    return Account.objects.select_related("balance").get(code=code).balance.available


@pytest.fixture
def held(book: str) -> UUID:
    """A reservation of 60 out of 100."""
    posted(entry(("512", "4551-1", "100.00")))
    return posted(one("pending", "60.00")).outcomes[0].entry_id


def test_a_reservation_moves_nothing_and_counts_against_the_floor(held: UUID) -> None:
    assert balances(book="demo", codes=["4551-1", "512"]) == {"4551-1": eur("100.00"), "512": eur("100.00")}
    assert (available("4551-1"), available("512")) == (4_000, 4_000)
    assert codes(try_post(entry(("4551-1", "512", "40.01")))) == ["floor_reached"]
    assert codes(try_post(one("pending", "40.01"))) == ["floor_reached"]
    assert codes(try_post(entry(("4551-1", "512", "40.00")))) == ["created"]


def test_settling_in_part_releases_the_rest(held: UUID) -> None:
    posted(one("settles", "25.00", held))
    assert balances(book="demo", codes=["4551-1", "512"]) == {"4551-1": eur("75.00"), "512": eur("75.00")}
    assert (available("4551-1"), available("512")) == (7_500, 7_500)


def test_voiding_releases_all_of_it(held: UUID) -> None:
    posted(one("voids", "60.00", held))
    assert balances(book="demo", codes=["4551-1"]) == {"4551-1": eur("100.00")}
    assert (available("4551-1"), available("512")) == (10_000, 10_000)


def test_settling_is_possible_where_nothing_else_is_available(held: UUID) -> None:
    posted(entry(("4551-1", "512", "40.00")))
    assert (available("4551-1"), available("512")) == (0, 0)
    posted(one("settles", "60.00", held))
    assert balances(book="demo", codes=["4551-1", "512"]) == {"4551-1": eur("0.00"), "512": eur("0.00")}


WRONG: tuple[tuple[str, str, str], ...] = (
    # phase     amount    code
    ("settles", "60.01",  "pending_mismatch"),
    ("voids",   "59.99",  "pending_mismatch"),
    ("voids",   "60.01",  "pending_mismatch"),
)  # fmt: skip


@pytest.mark.parametrize(("phase", "amount", "code"), WRONG)
def test_a_resolution_fits_its_reservation(held: UUID, phase: str, amount: str, code: str) -> None:
    assert codes(try_post(one(phase, amount, held))) == [code]
    other = replace(one(phase, "60.00", held), postings=[PostingDraft("4551-2", "512", eur("60.00"), phase, (held, 1))])
    assert codes(try_post(other)) == ["pending_mismatch"]


@pytest.mark.parametrize("first", ["settles", "voids"])
@pytest.mark.parametrize("second", ["settles", "voids"])
def test_a_reservation_is_resolved_once(held: UUID, first: str, second: str) -> None:
    posted(one(first, "60.00", held))
    assert codes(try_post(one(second, "60.00", held))) == ["pending_resolved"]


def test_a_posting_is_no_reservation(book: str) -> None:
    made = posted(entry(("512", "4551-1", "100.00"))).outcomes[0].entry_id
    assert codes(try_post(one("voids", "100.00", made))) == ["pending_unknown"]


@pytest.mark.parametrize("phase", ["pending", "voids"])
def test_a_reservation_is_not_reversed(held: UUID, phase: str) -> None:
    from ledger.services.reversal import reverse_entry

    made = held if phase == "pending" else posted(one("voids", "60.00", held)).outcomes[0].entry_id
    result = reverse_entry(
        book="demo",
        entry_id=made,
        effective_on=entry(("512", "101", "1")).effective_on,
        reason="x",
        idempotency_key="r",
    )
    assert codes(result) == ["not_reversible"]


def hold(amount: str = "60.00", *, key: str = "hold", **fields: Any) -> tuple[UUID, int]:
    """A reservation by the service, out of placement A."""
    result = reserve(
        book="demo", debit="4551-1", credit="512", amount=eur(amount), effective_on=DAY, journal="OD",
        description="Engagement", idempotency_key=key, **fields,
    )  # fmt: skip
    assert codes(result) == ["created"]
    return result.outcomes[0].entry_id, 1


@pytest.fixture
def funded(book: str) -> str:
    posted(entry(("512", "4551-1", "100.00")))
    return book


def test_the_services_reserve_settle_in_part_and_say_it_in_the_words_of_the_reservation(funded: str) -> None:
    place = hold(source="loan:7", reference="REF")
    assert available("4551-1") == 4_000
    done = settle(book="demo", reservation=place, amount=eur("25.00"), effective_on=DAY, idempotency_key="s")
    assert codes(done) == ["created"]
    assert done.balances == {"4551-1": eur("75.00"), "512": eur("75.00")}
    assert available("4551-1") == 7_500
    written = entry_by_id(book="demo", entry_id=done.outcomes[0].entry_id)
    assert (written.journal, written.description, written.source, written.reference) == (
        "OD", "Engagement", "loan:7", "REF",
    )  # fmt: skip
    assert [(line.phase, line.pending, line.amount) for line in written.postings] == [("settles", place, eur("25.00"))]


def test_settling_without_an_amount_takes_all_and_voiding_gives_all_back(funded: str) -> None:
    all_of_it, given_back = hold("60.00"), hold("40.00", key="other")
    assert available("4551-1") == 0
    settle(book="demo", reservation=all_of_it, effective_on=DAY, idempotency_key="s", journal="BQ", description="Sorti")
    void_reservation(book="demo", reservation=given_back, effective_on=DAY, idempotency_key="v")
    assert balances(book="demo", codes=["4551-1"]) == {"4551-1": eur("40.00")}
    assert available("4551-1") == 4_000
    assert open_reservations(book="demo") == []


def test_the_services_repeat_their_answer_under_one_key(funded: str) -> None:
    place = hold()
    assert hold() == place
    for act in (
        lambda: settle(book="demo", reservation=place, effective_on=DAY, idempotency_key="s"),
        lambda: void_reservation(book="demo", reservation=hold("1.00", key="b"), effective_on=DAY, idempotency_key="v"),
    ):
        first, again = act(), act()
        assert (first.status, again.status, again.outcomes) == ("created", "exists", first.outcomes)


def test_what_the_services_refuse_has_the_codes_of_any_posting(funded: str) -> None:
    place, nowhere = hold(), (UUID(int=7), 1)
    asked = {"book": "demo", "effective_on": DAY}
    assert codes(settle(reservation=nowhere, idempotency_key="1", **asked)) == ["pending_unknown"]
    assert codes(void_reservation(reservation=nowhere, idempotency_key="2", **asked)) == ["pending_unknown"]
    assert codes(void_reservation(reservation=(place[0], 2), idempotency_key="3", **asked)) == ["pending_unknown"]
    too_much = settle(reservation=place, amount=eur("60.01"), idempotency_key="4", **asked)
    assert codes(too_much) == ["pending_mismatch"]
    assert "%(" not in too_much.outcomes[0].sentence
    settle(reservation=place, idempotency_key="5", **asked)
    assert codes(settle(reservation=place, idempotency_key="6", **asked)) == ["pending_resolved"]
    assert codes(void_reservation(reservation=place, idempotency_key="7", **asked)) == ["pending_resolved"]


def test_a_reservation_is_settled_up_to_the_eve_of_its_day_and_voided_whenever(funded: str) -> None:
    """By the date of what settles it: no worker has come by here, and none is needed for it to be refused."""
    lapses = DAY + timedelta(days=10)
    first, second = hold("10.00", expires_on=lapses), hold("20.00", key="b", expires_on=lapses)
    asked = {"book": "demo", "reservation": first}
    late = settle(effective_on=lapses, idempotency_key="1", **asked)
    assert (codes(late), late.outcomes[0].values["expires_on"]) == (["pending_expired"], lapses.isoformat())
    assert "25 janvier 2026" in late.outcomes[0].sentence
    assert available("4551-1") == 7_000
    assert codes(settle(effective_on=lapses + timedelta(days=400), idempotency_key="2", **asked)) == ["pending_expired"]
    assert codes(settle(effective_on=lapses - timedelta(days=1), idempotency_key="3", **asked)) == ["created"]
    void_reservation(book="demo", reservation=second, effective_on=lapses + timedelta(days=400), idempotency_key="4")
    assert available("4551-1") == 9_000
