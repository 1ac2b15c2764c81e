"""Why something is refused, in words that a sentence of an error goes on with."""

from typing import Any, Self


class Reason(str):
    """English text filled with its values, which remembers both: it is translated before they are put in.

    >>> str(Reason("%(currency)s has %(decimals)s decimals", currency="EUR", decimals=2))
    'EUR has 2 decimals'
    """

    __slots__ = ("text", "values")
    text: str
    values: dict[str, Any]

    def __new__(cls, text: str, /, **values: Any) -> Self:
        made = super().__new__(cls, text % values)
        made.text, made.values = text, values
        return made


class Name(str):
    """What programs write, a field's name: the same in every language."""

    __slots__ = ()
