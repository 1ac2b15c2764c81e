"""Proof that one entry stands in the sealed book, checkable with nothing but SHA-256."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from ledger.domain.errors import EntryNotSealed, UnknownEntry
from ledger.domain.legal_numbers import legal_number
from ledger.domain.merkle import Sibling, sibling_path
from ledger.models import Entry
from ledger.selectors.books import book_by_code

SEALED = """
SELECT s.entry_id, l.leaf_text, s.leaf_hash, s.batch_number, s.position, s.journal, s.fiscal_year, s.legal_number,
       ledger_batch_text(b, k.code), b.hash, b.merkle_root
  FROM ledger_seal_entry s
  JOIN ledger_leaves() l ON l.entry_id = s.entry_id
  JOIN ledger_book k ON k.id = s.book_id
  JOIN ledger_seal_batch b ON b.book_id = s.book_id AND b.number = s.batch_number
 WHERE s.book_id = %s AND s.entry_id = ANY (%s::uuid[])
"""
LEAVES = """
SELECT o.batch_number, string_agg(o.leaf_hash, ''::bytea ORDER BY o.position) FROM ledger_seal_entry o
 WHERE o.book_id = %s AND o.batch_number = ANY (%s::bigint[]) GROUP BY o.batch_number
"""
HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Proof:
    """What leads from an entry to the hash of its batch.

    :param leaf: canonical text of the entry with its postings, legal number and place (docs/seals.md).
    :param path: the siblings from the leaf up to the Merkle root.
    :param header: canonical text of the batch; it holds the root and the hash of the batch before.
    :param hash: SHA-256 of the header behind a byte of value 2: what is published of the batch.
    """

    book: str
    entry_id: UUID
    legal_number: str
    batch_number: int
    position: int
    leaf: str
    leaf_hash: bytes
    path: tuple[Sibling, ...]
    merkle_root: bytes
    header: str
    hash: bytes

    def document(self) -> dict[str, Any]:
        """The proof as plain JSON values; hashes are hexadecimal."""
        return {
            "form": 1,
            "book": self.book,
            "entry": str(self.entry_id),
            "legal_number": self.legal_number,
            "batch": self.batch_number,
            "position": self.position,
            "leaf": self.leaf,
            "leaf_hash": self.leaf_hash.hex(),
            "path": [{"side": sibling.side, "hash": sibling.hash.hex()} for sibling in self.path],
            "merkle_root": self.merkle_root.hex(),
            "header": self.header,
            "hash": self.hash.hex(),
        }


def proof_of(*, book: str, entry_id: UUID) -> Proof:
    """Give the proof of one sealed entry, from the rows as they are now: of tampered rows it proves nothing.

    :raises UnknownBook, UnknownEntry: there is none.
    :raises EntryNotSealed: it is not sealed yet.
    """
    found = proofs_of(book=book, entry_ids=[entry_id])
    if not found:
        known = Entry.objects.filter(book_id=book_by_code(book).id, id=entry_id).exists()
        raise (EntryNotSealed if known else UnknownEntry)(book=book, entry=entry_id)
    return found[entry_id]


def proofs_of(*, book: str, entry_ids: Sequence[UUID]) -> dict[UUID, Proof]:
    """Give the proofs of those among the entries that are sealed; as many queries for all as for one.

    :raises UnknownBook: there is none.
    """
    book_id = book_by_code(book).id
    with connection.cursor() as cursor:
        cursor.execute(SEALED, [book_id, list(entry_ids)])
        rows = cursor.fetchall()
        cursor.execute(LEAVES, [book_id, list({row[3] for row in rows})])
        leaves = {number: _hashes(laid_out) for number, laid_out in cursor.fetchall()}
    return {row[0]: _proof(book, row, leaves[row[3]]) for row in rows}


def _hashes(laid_out: bytes) -> list[bytes]:
    return [bytes(laid_out[start : start + HASH_BYTES]) for start in range(0, len(laid_out), HASH_BYTES)]


def _proof(book: str, row: tuple[Any, ...], leaves: Sequence[bytes]) -> Proof:
    entry_id, leaf, leaf_hash, batch, position, journal, fiscal_year, number, header, head, root = row
    return Proof(
        book=book,
        entry_id=entry_id,
        legal_number=legal_number(journal=journal, fiscal_year=fiscal_year, number=number),
        batch_number=batch,
        position=position,
        leaf=leaf,
        leaf_hash=bytes(leaf_hash),
        path=tuple(sibling_path(leaves, position=position)),
        merkle_root=bytes(root),
        header=header,
        hash=bytes(head),
    )
