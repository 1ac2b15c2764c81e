"""A proof leads from an entry to the hash of its batch, checked here by a Merkle tree written apart from ours."""

import hashlib
import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.errors import EntryNotSealed, UnknownEntry, UnknownSeal
from ledger.domain.merkle import leaf_hash, root_from, sibling_path
from ledger.models import SealEntry
from ledger.selectors.proofs import Proof, proof_of
from ledger.selectors.seals import seal
from tests.ledger.books import entry, posted, seal_all


def tree_hash(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:half]) + tree_hash(leaves[half:])).digest()


def holds(document: dict) -> bool:
    """What anyone does with a proof, with the standard library alone."""
    reached = hashlib.sha256(b"\x00" + document["leaf"].encode()).digest()
    for sibling in document["path"]:
        other = bytes.fromhex(sibling["hash"])
        pair = other + reached if sibling["side"] == "left" else reached + other
        reached = hashlib.sha256(b"\x01" + pair).digest()
    header = json.loads(document["header"])
    head = hashlib.sha256(b"\x02" + document["header"].encode()).hexdigest()
    return reached.hex() == header["merkle_root"] and head == document["hash"]


@given(texts=st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=70), data=st.data())
def test_any_leaf_of_any_number_of_leaves_leads_to_the_root(texts: list[str], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(texts) - 1))
    hashes = [leaf_hash(text) for text in texts]
    path = sibling_path(hashes, position=position)
    assert root_from(hashes[position], path=path) == tree_hash([text.encode() for text in texts])
    assert len(path) <= (len(texts) - 1).bit_length()


@pytest.mark.parametrize("entry_count", [1, 2, 3, 5, 8, 13])
def test_every_entry_of_a_batch_is_proved(committed_book: str, entry_count: int) -> None:
    posted(*[entry(("512", "101", "1.00"), description=f"Écriture «{n}»") for n in range(entry_count)])
    seal_all()
    sealed = SealEntry.objects.order_by("position")
    proofs = [proof_of(book=committed_book, entry_id=row.entry_id) for row in sealed]
    assert [proof.position for proof in proofs] == list(range(entry_count))
    assert all(holds(proof.document()) for proof in proofs)
    assert {proof.merkle_root for proof in proofs} == {tree_hash([proof.leaf.encode() for proof in proofs])}
    assert {proof.hash for proof in proofs} == {seal(book=committed_book, number=1).hash}


def one_proof(book: str) -> Proof:
    outcomes = posted(*[entry(("512", "101", f"{n}.00")) for n in range(1, 4)]).outcomes
    seal_all()
    return proof_of(book=book, entry_id=outcomes[1].entry_id)


def test_a_proof_with_anything_changed_holds_no_more(committed_book: str) -> None:
    document = one_proof(committed_book).document()
    assert holds(document)
    left, *others = document["path"]
    for changed in (
        {"leaf": document["leaf"].replace('"amount":200', '"amount":201')},
        {"path": [{**left, "side": "right"}, *others]},
        {"path": others},
        {"header": document["header"].replace('"number":1', '"number":2')},
        {"hash": "00" * 32},
    ):
        assert {**document, **changed} != document
        assert not holds({**document, **changed})


def test_a_proof_tells_the_entry_and_its_legal_number(committed_book: str) -> None:
    proof = one_proof(committed_book)
    assert proof.legal_number == "BQ-2026-000002"
    told = json.loads(proof.leaf)
    assert told["entry"]["id"] == str(proof.entry_id)
    assert told["seal"] == {"batch": 1, "position": 1, "journal": "BQ", "fiscal_year": "2026", "legal_number": 2}
    assert [(p["debit"]["code"], p["credit"]["code"], p["amount"]) for p in told["postings"]] == [("512", "101", 200)]


def test_what_cannot_be_proved_says_why(committed_book: str) -> None:
    made = posted(entry(("512", "101", "1.00"))).outcomes[0].entry_id
    with pytest.raises(EntryNotSealed):
        proof_of(book=committed_book, entry_id=made)
    with pytest.raises(UnknownEntry):
        proof_of(book=committed_book, entry_id=uuid4())
    with pytest.raises(UnknownSeal):
        seal(book=committed_book, number=1)
