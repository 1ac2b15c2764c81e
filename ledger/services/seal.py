"""Sealing what is final: legal numbers, a Merkle root, a link in the chain."""

from dataclasses import dataclass

from django.db import connection

from ledger.selectors.books import book_by_code

ENTRIES_PER_BATCH = 10_000
# What one transaction seals: the first million of a book is many of them, and each stays, whatever ends the next.
ENTRIES_PER_TRANSACTION = 50_000


@dataclass(frozen=True, slots=True)
class SealResult:
    """What one call sealed.

    :param entries: how many entries; 0 when nothing final was left to seal.
    :param numbers: of the batches made, in order.
    :param hash: of the last batch made, which is the head to publish; None when none was made.
    """

    book: str
    entries: int
    numbers: tuple[int, ...]
    hash: bytes | None


def seal_book(
    *,
    book: str,
    entries_per_batch: int = ENTRIES_PER_BATCH,
    entries_per_transaction: int = ENTRIES_PER_TRANSACTION,
    wait: bool = True,
) -> SealResult:
    """Seal every entry that no running transaction can precede any more. It blocks no writer; sealers wait in turn.

    An entry of a transaction that runs, or that began while an older one still ran, is left for the next call.
    Call it outside a transaction: entries of the caller's own are not final, and each part is then its own transaction.

    :param entries_per_batch: a batch holds about so many; it never splits a transaction.
    :param entries_per_transaction: about so many are sealed at once; then what is left, until nothing is.
    :param wait: False leaves the book to a sealer that is at work there.
    :raises UnknownBook: there is none.
    """
    book_by_code(book)
    made: list[tuple[int, int, bytes]] = []
    while part := _seal_part(book, entries_per_batch, entries_per_transaction, wait=wait):
        made += part
        if sum(entry_count for _number, entry_count, _hash in part) < entries_per_transaction:
            break
    return SealResult(
        book=book,
        entries=sum(entry_count for _number, entry_count, _hash in made),
        numbers=tuple(number for number, _entry_count, _hash in made),
        hash=made[-1][2] if made else None,
    )


def _seal_part(book: str, per_batch: int, at_most: int, *, wait: bool) -> list[tuple[int, int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, entry_count, hash FROM ledger_seal(%s, %s, %s, %s)", [book, per_batch, at_most, wait]
        )
        return [(number, entry_count, bytes(head)) for number, entry_count, head in cursor.fetchall()]
