"""Reserving, settling and voiding."""

from dataclasses import replace
from uuid import UUID

import pytest

from ledger.models import Account
from ledger.selectors.balances import balances
from ledger.services.posting import EntryDraft, PostingDraft
from tests.ledger.books import codes, entry, eur, posted, try_post


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
