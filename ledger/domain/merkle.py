"""Merkle trees as in RFC 6962: what proves that a leaf is under a root."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal


@dataclass(frozen=True, slots=True)
class Sibling:
    """The hash to put beside one's own on the way up, and on which side."""

    side: Literal["left", "right"]
    hash: bytes


def leaf_hash(text: str) -> bytes:
    """Hash the canonical text of a leaf."""
    return sha256(b"\x00" + text.encode()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two nodes into the one above them."""
    return sha256(b"\x01" + left + right).digest()


def sibling_path(leaves: Sequence[bytes], *, position: int) -> list[Sibling]:
    """Give the siblings from a leaf up to the root; a node without a sibling goes up as it is.

    :param position: counted from zero.
    """
    path = []
    level = list(leaves)
    while len(level) > 1:
        other = position ^ 1
        if other < len(level):
            path.append(Sibling("left" if other < position else "right", level[other]))
        level = [_above(level[start : start + 2]) for start in range(0, len(level), 2)]
        position //= 2
    return path


def root_from(leaf: bytes, *, path: Sequence[Sibling]) -> bytes:
    """Climb from a leaf to the root that it proves."""
    reached = leaf
    for sibling in path:
        pair = (sibling.hash, reached) if sibling.side == "left" else (reached, sibling.hash)
        reached = node_hash(*pair)
    return reached


def _above(pair: Sequence[bytes]) -> bytes:
    return node_hash(*pair) if len(pair) == 2 else pair[0]
