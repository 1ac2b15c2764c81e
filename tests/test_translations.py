"""Everything people read exists in French: nothing missing, nothing doubtful, no value lost on the way."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from config.engines.places import ROOT

CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
PACKAGES = ("config", "web", "workers", "lending", "members", "ledger")
# Django's names for "translate this", and what each of their arguments is.
KEYWORDS = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "noop", "_"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CALL_IN_TEMPLATE = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\((?=u?['\"])")
NAMED_VALUE = re.compile(r"%\((\w+)\)")

# A context, empty where there is none, and a sentence.
Asked = tuple[str, str]


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr")


def singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def looked_up(message: Message) -> Asked:
    """What a message is found by: one of another context is another message."""
    return message.context or "", singular(message)


def sources(suffix: str) -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob(f"*{suffix}") if "node_modules" not in path.parts)


def asked_by_python(path: Path) -> set[Asked]:
    found = extract_from_file("python", str(path), keywords=KEYWORDS)
    return {
        (context or "", message[0] if isinstance(message, tuple) else message)
        for _line, message, _comments, context in found
    }


def asked_by_template(path: Path) -> set[Asked]:
    """What Django's own reader of templates makes of one: calls, of which the first text is the one looked up."""
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    asked = set()
    for call in CALL_IN_TEMPLATE.finditer(text):
        arguments = literals(text[call.end() :])
        asked.add((arguments[0], arguments[1]) if "pgettext" in call[1] else ("", arguments[0]))
    return asked


def literals(text: str) -> list[str]:
    """The texts at the start of an argument list."""
    literal = re.compile(r"\s*,?\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", re.DOTALL)
    found, position = [], 0
    while match := literal.match(text, position):
        found.append(str(ast.literal_eval(match[1].replace("\n", "\\n"))))
        position = match.end()
    return found


def has_words(text: str) -> bool:
    """Whether there is anything to translate beside values; Django names languages itself."""
    return bool(re.search(r"\w", NAMED_VALUE.sub("", text).replace("s", ""))) and text not in {"French", "English"}


READERS = ((".py", asked_by_python), (".html", asked_by_template), (".txt", asked_by_template))


def test_every_sentence_of_the_code_is_in_the_french_catalogue() -> None:
    known = {looked_up(message) for message in catalogue()}
    missing = {}
    for suffix, asked_by in READERS:
        for path in sources(suffix):
            if lacking := sorted(asked for asked in asked_by(path) - known if has_words(asked[1])):
                missing[str(path.relative_to(ROOT))] = lacking
    assert missing == {}


def test_every_sentence_of_the_catalogue_is_asked_for_by_name() -> None:
    """What is put together while it runs would go untranslated on the day somebody removes its translation."""
    asked = {sentence for suffix, asked_by in READERS for path in sources(suffix) for sentence in asked_by(path)}
    assert sorted({looked_up(message) for message in catalogue() if message.id} - asked) == []


def test_every_sentence_is_translated_and_none_is_doubtful() -> None:
    wanting = [
        singular(message)
        for message in catalogue()
        if message.id and (message.fuzzy or not all(message.string if message.pluralizable else [message.string]))
    ]
    assert wanting == []


def test_no_value_is_lost_in_translation() -> None:
    changed = []
    for message in catalogue():
        originals, texts = (message.id, message.string) if message.pluralizable else ([message.id], [message.string])
        asked, given = (set(NAMED_VALUE.findall(" ".join(group))) for group in (originals, texts))
        if any(texts) and asked != given:
            changed.append(singular(message))
    assert changed == []


def test_the_compiled_catalogue_is_not_older_than_its_source() -> None:
    compiled = CATALOGUE.with_suffix(".mo")
    assert compiled.exists(), "run `make translations`"
    assert compiled.stat().st_mtime >= CATALOGUE.stat().st_mtime, "run `make translations`"


# A line never begins with a sign, nor ends with an opening quotation mark; an apostrophe is a curly one.
BREAKING = re.compile(r" [;:?!»](?:\s|$|[.,)…])|« |\w'\w|\d (?:%|€)(?:\s|$|[.,;)])")


def test_french_signs_stand_with_their_words() -> None:
    wrong = []
    for message in catalogue():
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wrong += [text for text in strings if message.id and BREAKING.search(NAMED_VALUE.sub("x", text))]
    assert wrong == []


def test_what_breaks_french_signs_is_found() -> None:
    for text in ("Vrai ?", "« Vrai", "Vrai »", "un ; deux", "l'autre", "5 % de", "500 000 €"):
        assert BREAKING.search(text), text
    assert not BREAKING.search("L’heure\u00a0: 18:00\u00a0; «\u00a0oui\u00a0», 5\u00a0%, 10\u00a0€\u00a0?")
