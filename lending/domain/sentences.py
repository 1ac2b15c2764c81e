"""Sentences said to people, kept apart from their values so that they can be translated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(text: str) -> str:
    """Mark `text` for translation and return it unchanged; the translation happens where it is shown."""
    return text


@dataclass(frozen=True)
class Sentence:
    """An English sentence with named places, and what goes there.

    >>> str(Sentence("%(present)s of %(base)s seats took part.", {"present": 3, "base": 5}))
    '3 of 5 seats took part.'
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.text % self.values

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data: the text to translate and its values."""
        return {"text": self.text, "values": dict(self.values)}


class Sentences(tuple[Sentence, ...]):
    """Several sentences, read one after the other."""

    __slots__ = ()

    def __str__(self) -> str:
        return " ".join(map(str, self))
