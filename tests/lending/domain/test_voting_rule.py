"""A voting rule says all that is wrong with it, and comes back from JSON as it went."""

import json
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given

from lending.domain.committee_errors import InvalidVotingRule
from lending.domain.voting_rule import MajorityBase, Tie, VotingRule
from tests.lending.domain.committees import rules


def test_the_default_rule_is_written_out():
    assert VotingRule().to_dict() == {
        "quorum_numerator": 1,
        "quorum_denominator": 2,
        "quorum_base": "in_office",
        "statutory_seats": None,
        "quorum_counts_proxies": True,
        "recusal_effect": "excluded",
        "majority_numerator": 1,
        "majority_denominator": 2,
        "majority_is_strict": True,
        "majority_base": "expressed",
        "min_for": 0,
        "tie": "reject",
        "proxies_per_holder": 1,
        "legal_preset": "board",
        "may_change_vote": True,
        "secrecy": "hidden_until_close",
        "minimum_duration_hours": 0,
        "maximum_duration_hours": 720,
        "early_close": False,
        "second_consultation": True,
    }


@given(rules())
def test_a_rule_comes_back_from_json(rule):
    assert VotingRule.from_dict(json.loads(json.dumps(rule.to_dict()))) == rule


def test_a_rule_is_immutable():
    with pytest.raises(FrozenInstanceError):
        VotingRule().min_for = 3


def test_choices_may_be_given_as_their_names():
    assert VotingRule(tie="chair").tie is Tie.CHAIR
    assert VotingRule(majority_base="cast").majority_base is MajorityBase.CAST


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"quorum_numerator": 3},                                    {"quorum_numerator"}),
        ({"quorum_numerator": -1},                                   {"quorum_numerator"}),
        ({"quorum_denominator": 0},                                  {"quorum_denominator"}),
        ({"quorum_numerator": 0.5},                                  {"quorum_numerator"}),
        ({"quorum_numerator": True},                                 {"quorum_numerator"}),
        ({"quorum_numerator": "1"},                                  {"quorum_numerator"}),
        ({"majority_numerator": 3},                                  {"majority_numerator"}),
        ({"majority_numerator": 1, "majority_denominator": 3},       {"majority_numerator"}),   # a minority
        ({"majority_numerator": 2},                                  {"majority_is_strict"}),   # more than all
        ({"majority_base": "everybody"},                             {"majority_base"}),
        ({"majority_base": None},                                    {"majority_base"}),
        ({"quorum_base": "statutory"},                               {"statutory_seats"}),
        ({"statutory_seats": 9},                                     {"statutory_seats"}),
        ({"quorum_base": "statutory", "statutory_seats": 0},         {"statutory_seats"}),
        ({"tie": "chair", "majority_base": "eligible"},              {"tie"}),
        ({"tie": "chair", "majority_numerator": 2, "majority_denominator": 3}, {"tie"}),
        ({"tie": "first"},                                           {"tie"}),
        ({"secrecy": "secret"},                                      {"may_change_vote", "proxies_per_holder"}),
        ({"secrecy": "secret", "may_change_vote": False, "proxies_per_holder": 0, "tie": "chair"}, {"tie"}),
        ({"early_close": True},                                      {"early_close"}),
        ({"early_close": "yes"},                                     {"early_close"}),
        ({"minimum_duration_hours": 48, "maximum_duration_hours": 24}, {"maximum_duration_hours"}),
        ({"maximum_duration_hours": 0},                              {"maximum_duration_hours"}),
        ({"min_for": -1, "proxies_per_holder": -1, "tie": 1},        {"min_for", "proxies_per_holder", "tie"}),
        ({"quorum": "1/2"},                                          {"quorum"}),
        ({"quorum": "1/2", "min_for": "2"},                          {"quorum", "min_for"}),
    ],
)  # fmt: skip
def test_every_wrong_field_is_named(values, wrong):
    with pytest.raises(InvalidVotingRule) as refusal:
        VotingRule.from_dict(values)

    assert refusal.value.fields.keys() == wrong
    assert refusal.value.code == "invalid-voting-rule"


def test_a_refusal_says_why_in_sentences():
    with pytest.raises(InvalidVotingRule) as refusal:
        VotingRule(min_for=-1, tie="first")

    assert str(refusal.value) == "Wrong in the voting rule: min_for, tie."
    assert {name: str(why) for name, why in refusal.value.fields.items()} == {
        "min_for": "Give a whole number, 0 or more.",
        "tie": "Choose one of: reject, chair.",
    }
