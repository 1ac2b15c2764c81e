"""Heads that were published, asked of the book: an end that was cut off breaks no link of what remains."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.models import SealBatch
from ledger.selectors.checks import Breach, Check

WRITTEN = re.compile(r"(?P<book>.+):(?P<number>[0-9]{1,18}):(?P<hash>[0-9a-fA-F]{64})")


@dataclass(frozen=True, slots=True)
class PublishedHead:
    """The hash of one seal, as somebody outside kept it."""

    book: str
    number: int
    hash: bytes


def published_head(text: str) -> PublishedHead:
    """Read a head written as BOOK:NUMBER:HASH.

    :raises ValueError: it is not written so.
    """
    read = WRITTEN.fullmatch(text)
    if read is None:
        raise ValueError(f"{text} is not BOOK:NUMBER:HASH, a hash being 64 hexadecimal digits")
    return PublishedHead(read["book"], int(read["number"]), bytes.fromhex(read["hash"]))


def heads_are_kept(heads: Sequence[PublishedHead]) -> Check:
    """Make the check that each of these heads is still in its book."""

    def find() -> Iterator[Breach]:
        for head in heads:
            found = SealBatch.objects.filter(book__code=head.book, number=head.number).first()
            if found is None:
                yield Breach(head.book, f"ledger_seal_batch {head.number}", "it was published, and is not there")
            elif bytes(found.hash) != head.hash:
                yield Breach(
                    head.book,
                    f"ledger_seal_batch {head.number}",
                    f"{head.hash.hex()} was published, it is {bytes(found.hash).hex()}",
                )

    return Check("published-heads-are-kept", "Every head that was given is in its book.", find)
