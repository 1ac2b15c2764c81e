"""Searching words as people type them: case, accents and ligatures do not count.

The words become a pattern and what is written stays as it is, so a search needs no extension of PostgreSQL, no copy of
the texts, and no index that every posting would have to feed.
"""

import unicodedata

# Letters that Unicode does not take apart.
STROKES = {"đ": "d", "ħ": "h", "ł": "l", "ø": "o", "ŧ": "t"}


def _families() -> dict[str, str]:
    """Every way to write a letter in the languages of Europe, by the letter without its accent."""
    families: dict[str, str] = {}
    for sign in map(chr, range(0xC0, 0x180)):
        base = STROKES.get(sign.lower()) or unicodedata.normalize("NFD", sign.lower())[0]
        if base.isascii() and base.isalpha():
            families[base] = families.get(base, base + base.upper()) + sign
    return {**families, "'": "'’"}


LETTERS = _families()
LIGATURES = {"oe": "œŒ", "ae": "æÆ"}
SPELLED_OUT = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", **STROKES})
# An accent may also be written as a sign of its own, after the letter.
COMBINING = "[\u0300-\u036f]?"


def patterns(text: str) -> list[str]:
    """Give a regular expression of PostgreSQL for each word of a text; a text that holds them all is found."""
    return [_pattern(word) for word in _plain(text).split()]


def _plain(text: str) -> str:
    """Lower case, without accents; a ligature is two letters."""
    signs = unicodedata.normalize("NFKD", text.lower().translate(SPELLED_OUT))
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def _pattern(word: str) -> str:
    parts, place = [], 0
    while place < len(word):
        pair = word[place : place + 2]
        if pair in LIGATURES:
            parts.append(f"({_sign(pair[0])}{_sign(pair[1])}|[{LIGATURES[pair]}])")
            place += 2
        else:
            parts.append(_sign(word[place]))
            place += 1
    return "".join(parts)


def _sign(sign: str) -> str:
    if sign in LETTERS:
        return f"[{LETTERS[sign]}]" + (COMBINING if sign.isalpha() else "")
    if sign.isalpha() and sign.upper() != sign and len(sign.upper()) == 1:
        return f"[{sign}{sign.upper()}]"
    return sign if sign.isalnum() or not sign.isascii() else f"\\{sign}"
