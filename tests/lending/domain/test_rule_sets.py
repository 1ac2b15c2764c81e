"""The choice of a fund: sets, settings, rules of its own, and every wrong part named."""

import json
from fractions import Fraction

import pytest

from lending.domain.rule_sets import Choice, WrongRules, default_choice

OWN = {
    "code": "own_turnover", "measure": "borrower_exposure", "bound": "at_most", "share": "1/10",
    "share_of": "turnover_minor", "source": "general meeting of 2026-05-12",
}  # fmt: skip
CHOICE = {"sets": ["fr-l511-6-3bis"], "settings": {"lender_borrower_share": "0.05"}, "own": [OWN]}


def test_where_members_hold_the_cash_the_law_is_asked_and_elsewhere_the_policy_alone():
    assert [rule.code for rule in default_choice("members").rules][:3] == [
        "legal_term",
        "borrower_size",
        "accounts_certified",
    ]
    assert default_choice("fund").rules == ()


def test_a_choice_is_data():
    choice = Choice.from_dict(CHOICE)
    assert Choice.from_dict(json.loads(json.dumps(choice.to_dict()))) == choice
    rules = {rule.code: rule for rule in choice.rules}
    assert rules["borrower_cap"].share == Fraction(1, 20)
    assert rules["own_turnover"].share == Fraction(1, 10)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"sets": ["fr-l511-6-3bis", "moon"]},                         "sets.moon"),
        ({"settings": {"lender_borrower_share": "5"}},                 "settings.lender_borrower_share"),
        ({"settings": {"lender_borrower_share": "0"}},                 "settings.lender_borrower_share"),
        ({"settings": {"lender_borrower_share": "x", "luck": "1"}},    "settings.lender_borrower_share, settings.luck"),
        ({"own": [OWN, {**OWN, "code": "turnover"}]},                  "own.1"),
        ({"own": [OWN, OWN]},                                          "own.own_turnover"),
        ({"own": [{**OWN, "measure": "luck"}]},                        "own.0"),
        ({"own": [{**OWN, "share": "1/0"}]},                           "own.0"),
        ({"own": [{**OWN, "bound": "near"}]},                          "own.0"),
        ({"own": [{**OWN, "limit": "many", "share": None, "share_of": None}]}, "own.0"),
        ({"own": [{**OWN, "source": ""}]},                             "own.0"),
        ({"own": [{**OWN, "source": "general\x00meeting"}]},           "own.0"),
        ({"own": ["rule"]},                                            "own.0"),
    ],
)  # fmt: skip
def test_every_wrong_part_is_named(change, names):
    with pytest.raises(WrongRules) as error:
        Choice.from_dict({**CHOICE, **change})
    assert str(error.value) == f"Wrong in the rules: {names}."
