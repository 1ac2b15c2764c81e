"""The fund's own wording of its contracts: parts, languages, and places filled with the facts of a loan."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, Final

from lending.domain.agreement_errors import WrongWording
from lending.domain.sentences import Sentence, gettext_noop

Wording = Mapping[str, Mapping[str, str]]

LANGUAGES: Final = ("fr", "en")
REQUIRED_LANGUAGE: Final = "fr"
# The longest each part may be, in characters.
PARTS: Final = {
    "title": 120, "preamble": 6000, "clauses": 20_000, "special": 20_000, "legal": 20_000, "addendum": 20_000,
}  # fmt: skip
# What a contract prints; the rest is for what amends it.
OF_CONTRACT: Final = ("title", "preamble", "clauses", "special", "legal")
REQUIRED_PARTS: Final = ("title", "preamble", "clauses", "legal")
PLACEHOLDERS: Final = frozenset(
    {
        "loan", "borrower", "borrower_siren", "fund", "amount", "annual_rate", "teg", "total_cost", "instalments",
        "first_due_on", "last_due_on", "agreed_on", "purpose",
    }
)  # fmt: skip

MISSING = gettext_noop("This part is missing.")
UNKNOWN_PART = gettext_noop("This part is not known: title, preamble, clauses, special, legal or addendum.")
NOT_TEXT = gettext_noop("Write this part as text.")
TOO_LONG = gettext_noop("%(given)s characters were given; at most %(maximum)s are printed.")
UNREADABLE = gettext_noop("This part holds a character that cannot be printed.")
OPEN_BRACE = gettext_noop("A brace is opened or closed alone: write {{ or }} for a brace that is printed.")
UNKNOWN_PLACE = gettext_noop("{%(place)s} is not known: use one of %(known)s.")
LANGUAGE_MISSING = gettext_noop("The French wording is missing: it is the one that binds.")
UNKNOWN_LANGUAGE = gettext_noop("Wording is in French (fr) and, if wanted, in English (en).")
KNOWN_PLACES: Final = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))


def checked_wording(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The wording as it is kept: every language with every part of a contract, line ends alike, without blanks around.

    What is said of addenda is kept where something is.

    French is required, English is not. Braces name facts of the loan, one of PLACEHOLDERS; no formats, no attributes.

    :raises WrongWording: naming every wrong part as `fr.title`.
    """
    wrong: dict[str, Sentence] = {}
    if REQUIRED_LANGUAGE not in given:
        wrong[REQUIRED_LANGUAGE] = Sentence(LANGUAGE_MISSING)
    wrong |= {language: Sentence(UNKNOWN_LANGUAGE) for language in given if language not in LANGUAGES}
    kept: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        parts = given.get(language)
        if parts is None:
            continue
        if not isinstance(parts, Mapping):
            wrong[language] = Sentence(NOT_TEXT)
            continue
        wrong |= {f"{language}.{name}": why for name, why in _faults(parts)}
        kept[language] = {name: parts.get(name, "") for name in PARTS if name in OF_CONTRACT or parts.get(name)}
    if wrong:
        raise WrongWording(fields=wrong)
    return {language: {name: _plain(text) for name, text in parts.items()} for language, parts in kept.items()}


def filled(text: str, values: Mapping[str, str]) -> str:
    """A part with its places filled; `{{` and `}}` are printed as braces.

    >>> filled("{borrower} owes {amount} {{sic}}", {"borrower": "Atelier 3", "amount": "15 000,00 €"})
    'Atelier 3 owes 15 000,00 € {sic}'
    """
    return "".join(
        literal + (values[place] if place is not None else "")
        for literal, place, _spec, _how in Formatter().parse(text)
    )


def paragraphs(text: str) -> list[str]:
    """What stands between empty lines.

    >>> paragraphs("One\\nline.\\n\\n\\nTwo.")
    ['One\\nline.', 'Two.']
    """
    found, current = [], list[str]()
    for line in [*text.split("\n"), ""]:
        if line.strip():
            current.append(line)
        elif current:
            found.append("\n".join(current))
            current = []
    return found


def _faults(parts: Mapping[str, Any]) -> Iterator[tuple[str, Sentence]]:
    yield from ((name, Sentence(UNKNOWN_PART)) for name in parts if name not in PARTS)
    for name, maximum in PARTS.items():
        text = parts.get(name, "")
        if not isinstance(text, str):
            yield name, Sentence(NOT_TEXT)
        elif name in REQUIRED_PARTS and not text.strip():
            yield name, Sentence(MISSING)
        elif len(text) > maximum:
            yield name, Sentence(TOO_LONG, {"given": len(text), "maximum": maximum})
        elif any(not (letter.isprintable() or letter in "\r\n\t") for letter in text):
            yield name, Sentence(UNREADABLE)
        elif fault := _wrong_place(text):
            yield name, fault


def _wrong_place(text: str) -> Sentence | None:
    try:
        places = [(place, spec, how) for _text, place, spec, how in Formatter().parse(text) if place is not None]
    except ValueError:
        return Sentence(OPEN_BRACE)
    for place, spec, how in places:
        if place not in PLACEHOLDERS or spec or how:
            told = f"{place}{'!' + how if how else ''}{':' + spec if spec else ''}"
            return Sentence(UNKNOWN_PLACE, {"place": told, "known": KNOWN_PLACES})
    return None


def _plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
