"""The glossary is whole: each term in both languages, defined in one sentence, found in the code by its name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith("| français")
]
NAMES = sorted({name for row in ROWS for name in re.findall(r"`(\w+)`", row[1])})


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_term_has_both_languages_and_one_sentence_in_each(row):
    french, english, definition_fr, definition_en = row

    assert french
    assert english
    for definition in (definition_fr, definition_en):
        assert re.fullmatch(r"[^.]+(\.\d[^.]*)*\.", definition)


def test_no_term_is_there_twice():
    assert len({row[0] for row in ROWS}) == len({row[1] for row in ROWS}) == len(ROWS)


def test_the_english_index_has_every_term_in_order():
    index = re.findall(r"^- (.+): (.+)$", TEXT, flags=re.MULTILINE)
    terms = [(re.sub(r"\s*`\w+`", "", english), french) for french, english, _, _ in ROWS]

    assert index == sorted(terms, key=lambda term: term[0].casefold())


@pytest.fixture(scope="module")
def code():
    rooms = ("ledger", "lending", "members")
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_the_code_is_in_the_code(name, code):
    assert re.search(rf"\b(class|def) {name}\b|^    {name}:|\"{name}\"", code, flags=re.MULTILINE)
