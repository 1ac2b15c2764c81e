"""What the codes in a book are called by the packages that wrote them."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def word(what: str, code: str) -> str:
    """The words for a code in the reader's language; the code itself where nobody has any.

    `LEDGER_WORDS` names who is asked: dotted paths to mappings of (what, code) to words.

    :param what: of what it is a code: "kind" of an entry, "act" that wrote it, "thing" it is about.
    """
    for path in getattr(settings, "LEDGER_WORDS", ()):
        known: Mapping[tuple[str, str], Any] = import_string(path)
        if (what, code) in known:
            return str(known[what, code])
    return code
