"""The log of a consultation: entries chained by their hashes, so that nothing in it changes unseen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from lending.domain.canonical import sha256_of

GENESIS = "0" * 64


class Link(Protocol):
    """What an entry has, whoever keeps it."""

    @property
    def height(self) -> int: ...
    @property
    def parent(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...
    @property
    def salt(self) -> str: ...
    @property
    def payload_sha256(self) -> str: ...
    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class ChainEntry:
    """An entry: heights count from 0, `parent` is the hash of the entry below, `GENESIS` under the first."""

    height: int
    parent: str
    type: str
    at: datetime
    actor: str
    payload: Mapping[str, Any]
    salt: str
    payload_sha256: str
    sha256: str


class Head(NamedTuple):
    """What was told to the outside: the height of an entry, and its hash."""

    height: int
    sha256: str


def payload_hash(payload: Mapping[str, Any], *, salt: str) -> str:
    """Hash of a payload. The salt keeps a short one, such as a choice, from being guessed by its hash."""
    return sha256_of(["consultation-payload/1", salt, payload])


def entry_hash(
    *,
    height: int,
    parent: str,
    type: str,  # noqa: A002 - the name that the log gives it
    at: datetime,
    actor: str,
    payload_sha256: str,
) -> str:
    """Hash of an entry: over everything it says, the entry below included."""
    return sha256_of(["consultation-entry/1", height, parent, type, at, actor, payload_sha256])


def next_entry(
    previous: Link | None,
    *,
    type: str,  # noqa: A002 - the name that the log gives it
    at: datetime,
    actor: str,
    payload: Mapping[str, Any],
    salt: str,
) -> ChainEntry:
    """The entry that goes on top of `previous`; the first one when that is None.

    :param salt: at least 128 random bits, in hexadecimal, drawn by the caller.
    """
    height, parent = (0, GENESIS) if previous is None else (previous.height + 1, previous.sha256)
    payload_sha256 = payload_hash(payload, salt=salt)
    sha256 = entry_hash(height=height, parent=parent, type=type, at=at, actor=actor, payload_sha256=payload_sha256)
    return ChainEntry(
        height=height,
        parent=parent,
        type=type,
        at=at,
        actor=actor,
        payload=payload,
        salt=salt,
        payload_sha256=payload_sha256,
        sha256=sha256,
    )


def verify_chain(entries: Iterable[Link], published_heads: Iterable[tuple[int, str]] = ()) -> int | None:
    """The first height where the log is not what it was, None when all of it is.

    Finds every edit, deletion and reordering. Entries cut off the top, or a log rewritten whole with new hashes, are
    found up to the highest head that was published; above it nobody outside could tell.

    :param entries: the log, from height 0 up.
    :param published_heads: (height, hash) as printed in receipts, notifications and minutes.
    """
    heads = list(published_heads)
    parent, height = GENESIS, 0
    for height, entry in enumerate(entries):
        if not _is_sound(entry, height=height, parent=parent) or _contradicts(entry, heads):
            return height
        parent = entry.sha256
    length = 0 if parent == GENESIS else height + 1
    return length if any(head_height >= length for head_height, _ in heads) else None


def _is_sound(entry: Link, *, height: int, parent: str) -> bool:
    if (entry.height, entry.parent) != (height, parent):
        return False
    if entry.payload_sha256 != payload_hash(entry.payload, salt=entry.salt):
        return False
    return entry.sha256 == entry_hash(
        height=height,
        parent=parent,
        type=entry.type,
        at=entry.at,
        actor=entry.actor,
        payload_sha256=entry.payload_sha256,
    )


def _contradicts(entry: Link, heads: Iterable[tuple[int, str]]) -> bool:
    return any(height == entry.height and sha256 != entry.sha256 for height, sha256 in heads)
