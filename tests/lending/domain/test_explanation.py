"""An outcome told in sentences that anybody can check."""

from dataclasses import replace

import pytest

from lending.domain.explanation import explain
from lending.domain.voting_rule import MajorityBase, Secrecy, Tie, VotingRule
from tests.lending.domain.committees import read

SECRET = VotingRule(secrecy=Secrecy.SECRET, may_change_vote=False, proxies_per_holder=0)


@pytest.mark.parametrize(
    ("votes", "rule", "told"),
    [
        (
            "FFA0R",
            VotingRule(),
            [
                "4 of 4 seats took part; the quorum of 2 is reached.",
                "Recused seats: 1.",
                "2 for, 1 against, 1 abstained, 0 did not vote.",
                "2 votes for are needed, of 3 expressed; there are 2.",
                "The request is adopted.",
            ],
        ),
        (
            "FF...",
            VotingRule(),
            [
                "2 of 5 seats took part; the quorum of 3 is not reached.",
                "2 for, 0 against, 0 abstained, 3 did not vote.",
                "Nothing is decided.",
            ],
        ),
        (
            "FFAAF",
            replace(VotingRule(), min_for=4, majority_base=MajorityBase.ELIGIBLE),
            [
                "5 of 5 seats took part; the quorum of 3 is reached.",
                "3 for, 2 against, 0 abstained, 0 did not vote.",
                "3 votes for are needed, of 5 eligible seats; there are 3.",
                "The rule asks for at least 4 votes for.",
                "The request is rejected.",
            ],
        ),
        (
            "FAf.0",
            replace(VotingRule(), majority_base=MajorityBase.CAST),
            [
                "4 of 5 seats took part; the quorum of 3 is reached.",
                "Votes by proxy: 1.",
                "2 for, 1 against, 1 abstained, 1 did not vote.",
                "3 votes for are needed, of 4 cast; there are 2.",
                "The request is rejected.",
            ],
        ),
        (
            "FFAA.",
            VotingRule(tie=Tie.CHAIR),
            [
                "4 of 5 seats took part; the quorum of 3 is reached.",
                "2 for, 2 against, 0 abstained, 1 did not vote.",
                "The votes are equal.",
                "The chair's vote counts twice.",
                "3 votes for are needed, of 5 expressed; there are 3.",
                "The request is adopted.",
            ],
        ),
        (
            "FFFA...",
            SECRET,
            [
                "4 of 7 seats took part; the quorum of 4 is reached.",
                "A secret vote needs at least 5 ballots; there are 4.",
                "Nothing is decided.",
            ],
        ),
    ],
)
def test_an_outcome_is_told_step_by_step(votes, rule, told):
    assert [str(sentence) for sentence in explain(read(votes, rule, chair=0).outcome())] == told
