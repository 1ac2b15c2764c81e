"""The wording of contracts: what may stand in braces, what is missing, how it is kept and filled in."""

import pytest

from lending.domain.agreement_errors import WrongWording
from lending.domain.agreement_wording import PLACEHOLDERS, checked_wording, filled, paragraphs
from lending.domain.standard_wording import standard_wording

FRENCH = {"title": "Prêt {loan}", "preamble": "A prête à {borrower}.", "clauses": "Payer.", "legal": "Droit français."}


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_the_wording_that_a_fund_starts_with_is_right(custody: str) -> None:
    wording = standard_wording(custody=custody)
    assert checked_wording(wording) == wording


def test_what_is_kept_has_every_part_and_ends_its_lines_alike() -> None:
    kept = checked_wording({"fr": {**FRENCH, "clauses": "  Un.\r\n\r\nDeux. \r"}})
    assert kept == {"fr": {**FRENCH, "clauses": "Un.\n\nDeux.", "special": ""}}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, {"fr": "The French wording is missing: it is the one that binds."}),
        ({"en": FRENCH}, {"fr": "The French wording is missing: it is the one that binds."}),
        ({"fr": {**FRENCH, "title": " "}}, {"fr.title": "This part is missing."}),
        ({"fr": FRENCH, "en": {**FRENCH, "legal": ""}}, {"en.legal": "This part is missing."}),
        ({"fr": FRENCH, "de": FRENCH}, {"de": "Wording is in French (fr) and, if wanted, in English (en)."}),
        ({"fr": {**FRENCH, "legal": 3}}, {"fr.legal": "Write this part as text."}),
        ({"fr": "text"}, {"fr": "Write this part as text."}),
        (
            {"fr": {**FRENCH, "title": "x" * 121}},
            {"fr.title": "121 characters were given; at most 120 are printed."},
        ),
        (
            {"fr": {**FRENCH, "notes": "x"}},
            {"fr.notes": "This part is not known: title, preamble, clauses, special, legal or addendum."},
        ),
        ({"fr": {**FRENCH, "legal": "a\x00b"}}, {"fr.legal": "This part holds a character that cannot be printed."}),
        (
            {"fr": {**FRENCH, "legal": "sic {"}},
            {"fr.legal": "A brace is opened or closed alone: write {{ or }} for a brace that is printed."},
        ),
    ],
)
def test_what_is_wrong_is_named(given: dict, wrong: dict[str, str]) -> None:
    with pytest.raises(WrongWording) as refusal:
        checked_wording(given)
    assert {name: str(why) for name, why in refusal.value.fields.items()} == wrong


@pytest.mark.parametrize("place", ["iban", "", "0", "loan.fund", "loan[0]", "loan!r", "amount:>10", "loan.__class__"])
def test_a_place_that_is_not_known_is_named_with_those_that_are(place: str) -> None:
    with pytest.raises(WrongWording) as refusal:
        checked_wording({"fr": {**FRENCH, "clauses": f"Un {{{place}}}."}})
    (why,) = refusal.value.fields.values()
    assert str(why).startswith(f"{{{place}}} is not known: use one of {{agreed_on}}, {{amount}}, ")


def test_each_place_is_filled_once_and_what_fills_it_is_not_read_again() -> None:
    values = {name: f"<{name}>" for name in PLACEHOLDERS} | {"borrower": "{loan}"}
    assert filled("{borrower} {amount} {{x}}", values) == "{loan} <amount> {x}"


def test_an_empty_line_makes_a_paragraph() -> None:
    assert paragraphs("Un\nsuite.\n\n \nDeux.\n") == ["Un\nsuite.", "Deux."]
    assert paragraphs("") == []
