"""What people type, made comparable: pure functions of text."""

import unicodedata

from members.domain.errors import TextMissing, TextTooLong, UnreadableText

# Separators that people put into numbers; the dash is what some banks print.
_SEPARATORS = " .-\u00a0\u202f\u2009\t"
_WITHOUT_SEPARATORS = str.maketrans("", "", _SEPARATORS)


def compact(text: str) -> str:
    """A number without the spaces, dots and dashes people group it with, in capitals.

    >>> compact("fr76 3000 6000-0112")
    'FR76300060000112'
    """
    return text.translate(_WITHOUT_SEPARATORS).upper()


def has_nine_digits(text: str) -> bool:
    """Whether it is nine digits 0 to 9; digits of other scripts are not."""
    return len(text) == 9 and text.isascii() and text.isdigit()


def one_line(text: str) -> str:
    """Text with one space between words and accents in one form, so that equal names are equal.

    >>> one_line("  Menuiserie   du  Lac ")
    'Menuiserie du Lac'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def readable(text: str, *, maximum: int) -> str:
    """One line of text that can be shown, of at most `maximum` characters; "" stays "".

    :raises UnreadableText, TextTooLong:
    """
    line = one_line(text)
    for character in line:
        # Controls, formats that reorder what is read, halves of pairs and private characters.
        if unicodedata.category(character).startswith("C"):
            raise UnreadableText(character=f"U+{ord(character):04X}")
    if len(line) > maximum:
        raise TextTooLong(length=len(line), maximum=maximum)
    return line


def required(text: str, *, maximum: int) -> str:
    """The same, and something must be written.

    :raises TextMissing:
    """
    line = readable(text, maximum=maximum)
    if not line:
        raise TextMissing
    return line
