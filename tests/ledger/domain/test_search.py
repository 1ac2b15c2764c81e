"""Words as people type them, against texts as they were written."""

import re

import pytest

from ledger.domain.search import patterns

CASES = (
    # typed               written                               found
    ("deblocage",         "Déblocage P2026-001",                True),
    ("DÉBLOCAGE",         "déblocage P2026-001",                True),
    ("p2026-001 debloc",  "Déblocage P2026-001",                True),
    ("p2026-001 rembours", "Déblocage P2026-001",               False),
    ("oeuvre",            "Œuvre commune",                      True),
    ("œuvre",             "oeuvre commune",                     True),
    ("l'atelier",         "L’Atelier de démonstration",         True),
    ("l’atelier",         "l'atelier de démonstration",         True),
    ("deblocage",         "De\u0301blocage écrit en deux signes", True),
    ("Łódź",              "ŁÓDŹ",                               True),
    ("100%",              "à 100% près",                        True),
    ("1.5",               "195",                                False),
    ("(a|b)",             "(a|b)",                              True),
    (".*",                "tout",                               False),
    ("[x]",               "x",                                  False),
    ("",                  "rien n'est demandé",                 True),
    ("   ",               "rien n'est demandé",                 True),
)  # fmt: skip


@pytest.mark.parametrize(("typed", "written", "found"), CASES)
def test_case_accents_and_ligatures_do_not_count(typed: str, written: str, found: bool) -> None:
    # Python reads these patterns as PostgreSQL does; tests/ledger/selectors asks PostgreSQL itself.
    assert all(re.search(pattern, written) for pattern in patterns(typed)) is found
