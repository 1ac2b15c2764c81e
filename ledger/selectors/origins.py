"""The acts that wrote entries, asked of the packages that did them; the ledger itself knows none."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from ledger.domain.origin import UNTOLD, Origin
from ledger.selectors.entries import PostedEntry


def origins_of(*, book: str, entries: Sequence[PostedEntry]) -> dict[UUID, Origin]:
    """Give what is known of each entry's origin; of one that nobody knows, nothing.

    `LEDGER_ORIGINS` names who is asked: dotted paths to functions that take the same and give the origins they know.
    """
    found = {entry.id: UNTOLD for entry in entries}
    for path in getattr(settings, "LEDGER_ORIGINS", ()):
        found |= import_string(path)(book=book, entries=entries)
    return found
