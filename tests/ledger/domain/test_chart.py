"""The French chart of accounts."""

import pytest

from ledger.domain.chart import NUMBERS, check_nature, rule_of, stands_under
from ledger.domain.chart_errors import OutsideChart
from ledger.domain.nature import Nature

# What each number allows, written out: a capital letter where the nature is allowed.
ALLOWED = (
    # number      asset  liability equity income expense memo
    ("0",         "                                       M"),
    ("1",         "       L        E                       "),
    ("101",       "                E                       "),
    ("110",       "                E                       "),
    ("120",       "                E                       "),
    ("131",       "       L        E                       "),
    ("151",       "       L                                "),
    ("165-001",   "       L                                "),
    ("181",       "A      L                                "),
    ("2748-7",    "A                                       "),
    ("27684",     "A                                       "),
    ("281",       "A                                       "),
    ("31",        "A                                       "),
    ("4551-001",  "A      L                                "),
    ("478-EUR",   "A      L                                "),
    ("50",        "A                                       "),
    ("509",       "       L                                "),
    ("512",       "A                                      M"),
    ("512-001",   "A                                      M"),
    ("519",       "       L                                "),
    ("53",        "A                                       "),
    ("627",       "                                X       "),
    ("768",       "                       I                "),
    ("801",       "                                       M"),
    ("9",         "                                       M"),
    ("caisse",    "A      L        E      I        X       M"),
)  # fmt: skip
LETTERS = {"A": "asset", "L": "liability", "E": "equity", "I": "income", "X": "expense", "M": "memo"}


@pytest.mark.parametrize(("code", "letters"), ALLOWED)
def test_a_number_allows_these_natures_and_no_other(code: str, letters: str) -> None:
    allowed = set()
    for nature in Nature:
        try:
            check_nature(code=code, nature=nature)
        except OutsideChart:
            continue
        allowed.add(nature)
    assert allowed == {LETTERS[letter] for letter in letters.replace(" ", "")}


def test_the_refusal_names_the_number_its_title_and_what_it_allows() -> None:
    with pytest.raises(OutsideChart) as refusal:
        check_nature(code="2748-7", nature="liability")
    assert str(refusal.value) == (
        "Account 2748-7: what begins with 2 (comptes d’immobilisations) is of nature asset, and liability was asked."
    )


def test_every_digit_has_a_class_and_what_is_no_number_has_none() -> None:
    assert {number for number in NUMBERS if len(number) == 1} == set("0123456789")
    assert [rule_of(code) for code in ("caisse", "", "-1")] == [None, None, None]


STANDS = (
    # code        nature       parent     its nature    may
    ("4551-001",  "liability", "4551",    "liability",  True),
    ("4551",      "liability", "45",      "liability",  True),
    ("4551-1",    "asset",     "4551",    "liability",  True),
    ("1012",      "equity",    "1",       "liability",  True),
    ("2748-1.a",  "asset",     "2748-1",  "asset",      True),
    ("2748-1-2",  "asset",     "2748-1",  "asset",      True),
    ("7681",      "income",    "768",     "income",     True),
    ("512-001",   "memo",      "512",     "memo",       True),
    ("2748-10",   "asset",     "2748-1",  "asset",      False),
    ("4551",      "liability", "4551",    "liability",  False),
    ("45",        "liability", "4551",    "liability",  False),
    ("4552-001",  "liability", "4551",    "liability",  False),
    ("512-001",   "memo",      "512",     "asset",      False),
    ("5121",      "income",    "512",     "asset",      False),
    ("bank-eur",  "asset",     "bank",    "asset",      True),
    ("banker",    "asset",     "bank",    "asset",      False),
)  # fmt: skip


@pytest.mark.parametrize(("code", "nature", "parent", "parent_nature", "may"), STANDS)
def test_an_account_stands_under_what_its_code_goes_on_from(
    code: str, nature: str, parent: str, parent_nature: str, *, may: bool
) -> None:
    assert stands_under(code=code, nature=nature, parent=parent, parent_nature=parent_nature) is may
