"""Every vote of a small committee under every kind of rule, against the rule told again in fractions."""

from fractions import Fraction
from itertools import product

import pytest

from lending.domain.voting_rule import MajorityBase, QuorumBase, RecusalEffect, Tie, VotingRule
from tests.lending.domain.committees import read

FRACTIONS = ((1, 2, True), (1, 2, False), (2, 3, False), (3, 4, True), (1, 1, False))
RULES = [
    VotingRule(
        quorum_numerator=quorum[0],
        quorum_denominator=quorum[1],
        recusal_effect=effect,
        majority_numerator=majority[0],
        majority_denominator=majority[1],
        majority_is_strict=majority[2],
        majority_base=base,
        min_for=min_for,
    )
    for quorum in ((0, 1), (1, 2), (2, 3), (1, 1))
    for effect in RecusalEffect
    for majority in FRACTIONS
    for base in MajorityBase
    for min_for in (0, 2)
]
CASTING = [
    VotingRule(tie=Tie.CHAIR, majority_is_strict=strict, quorum_counts_proxies=counts, min_for=min_for)
    for strict in (True, False)
    for counts in (True, False)
    for min_for in (0, 2)
]
STATUTORY = [
    VotingRule(quorum_base=QuorumBase.STATUTORY, statutory_seats=seats, recusal_effect=effect)
    for seats in (2, 5, 7)
    for effect in RecusalEffect
]


def decided(votes, rule, *, chair=None):
    """The result of a line of letters, see `committees.read`; nothing of `lending.domain.tally` but its rule."""
    held = len(votes)
    recused = votes.count("R")
    # A vote by proxy of the last seat is void when that one is recused.
    said = ["." if letter in "fa" and votes[-1] == "R" else letter for letter in votes]
    pro, con = sum(letter in "Ff" for letter in said), sum(letter in "Aa" for letter in said)
    cast = pro + con + said.count("0")
    took_part = cast if rule.quorum_counts_proxies else sum(letter in "FA0" for letter in said)
    of = max(held, rule.statutory_seats or 0) if rule.quorum_base == "statutory" else held
    if rule.recusal_effect == "excluded":
        of -= recused
    if rule.recusal_effect == "in_base_present":
        took_part += recused
    quorum = Fraction(rule.quorum_numerator, rule.quorum_denominator)
    if quorum and not (took_part and took_part >= quorum * of):
        return "no_quorum"
    if not pro or pro < rule.min_for:
        return "rejected"
    if pro == con:
        return "adopted" if rule.tie == "chair" and chair is not None and said[chair] in "Ff" else "rejected"
    base = {"expressed": pro + con, "cast": cast, "eligible": held - recused}[rule.majority_base]
    needed = Fraction(rule.majority_numerator, rule.majority_denominator) * base
    return "adopted" if pro > needed or (pro == needed and not rule.majority_is_strict) else "rejected"


@pytest.mark.parametrize("seats", [1, 2, 3, 4])
def test_every_vote_comes_to_what_the_rule_says(seats):
    # The order of seats says nothing here: one line for each number of letters.
    lines = {"".join(sorted(letters)) for letters in product("FA0.R", repeat=seats)}
    for line, rule in product(sorted(lines), RULES):
        assert read(line, rule).outcome().result == decided(line, rule), (line, rule)


def test_every_vote_with_proxies_and_a_chair():
    for line, rule in product(map("".join, product("FA0.Rfa", repeat=3)), CASTING):
        last = line + "F"  # who holds the proxies
        assert read(last, rule, chair=0).outcome().result == decided(last, rule, chair=0), (last, rule)
        recused = line + "R"
        assert read(recused, rule, chair=0).outcome().result == decided(recused, rule, chair=0), (recused, rule)


def test_every_vote_where_the_statutes_provide_more_seats():
    lines = {"".join(sorted(letters)) for letters in product("FA0.R", repeat=5)}
    for line, rule in product(sorted(lines), STATUTORY):
        assert read(line, rule).outcome().result == decided(line, rule), (line, rule)
