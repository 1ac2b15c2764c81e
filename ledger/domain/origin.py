"""Where an entry comes from, as the package that wrote it tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EventReference:
    """The event of the act that wrote an entry; `person` is empty when the system acted."""

    id: UUID
    kind: str
    at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What a higher package says of an entry.

    :param about: what the entry is about, nearest first: ("repayment", id), ("loan", id).
    :param undo: how the act is undone where it was done, a sentence to be translated; None for an entry that belongs to
        no act, which may be reversed by itself.
    """

    about: tuple[tuple[str, UUID], ...] = ()
    event: EventReference | None = None
    undo: str | None = None


UNTOLD = Origin()
