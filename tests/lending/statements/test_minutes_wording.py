"""The voting rule told in the words of the minutes."""

import pytest
from django.utils.translation import override

from lending.domain.voting_rule import VotingRule
from lending.statements.minutes_wording import outcome_name, rule_told


def test_the_default_rule_in_french():
    with override("fr"):
        assert rule_told(VotingRule()) == [
            ("Quorum", "1/2 des sièges en exercice, sièges récusés non comptés"),
            ("Majorité", "plus de 1/2 des voix pour et contre"),
            ("Égalité", "la demande est rejetée"),
            ("Changement de vote", "possible jusqu’à la clôture ; le dernier vote compte".replace(" ;", "\u00a0;")),
            ("Secret", "votes nominatifs, cachés jusqu’à la clôture"),
        ]


@pytest.mark.parametrize(
    ("changes", "place", "expected"),
    [
        ({"quorum_numerator": 0}, 0, "none"),
        ({"quorum_numerator": 2, "quorum_denominator": 3}, 0, "2/3 of the seats in office, recused seats not counted"),
        (
            {"quorum_base": "statutory", "statutory_seats": 9, "recusal_effect": "in_base_absent"},
            0,
            "1/2 of the seats of the statutes, recused seats counted as absent",
        ),
        (
            {"recusal_effect": "in_base_present"},
            0,
            "1/2 of the seats in office, recused seats counted as present",
        ),
        (
            {"majority_numerator": 2, "majority_denominator": 3, "majority_is_strict": False},
            1,
            "at least 2/3 of the votes for and against",
        ),
        ({"majority_base": "cast"}, 1, "more than 1/2 of the votes cast, abstentions included"),
        ({"majority_base": "eligible"}, 1, "more than 1/2 of the seats that may vote"),
        ({"min_for": 3}, 2, "at least 3 votes for"),
        ({"tie": "chair"}, 2, "the chair's vote counts twice"),
        ({"may_change_vote": False}, 3, "not possible"),
    ],
)
def test_each_choice_of_the_rule_has_its_sentence(changes, place, expected):
    with override("en"):
        assert rule_told(VotingRule(**changes))[place][1] == expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("adopted", "La demande est adoptée."),
        ("rejected", "La demande est rejetée."),
        ("no_quorum", "Quorum non atteint\u00a0: rien n’est décidé."),
    ],
)
def test_each_outcome_has_its_sentence(outcome, expected):
    with override("fr"):
        assert outcome_name(outcome) == expected
